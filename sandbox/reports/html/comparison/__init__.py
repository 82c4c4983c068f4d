"""A comparison of two stored runs as one HTML file.

material   the document of a comparison, and each pair of regimes in it as a run of two
answer     the question, the verdicts, and how the runs were compared
success    success in A and in B, and the difference
metrics    every other metric
pairs      endings, flows and money: the sections of runs, pair by pair
asked      what was asked otherwise, as YAML
parting    the first checkout that is not the same
reproduce  both commands, seeds, versions and checksums
page       everything together                              (`comparison_page_html`)
"""
