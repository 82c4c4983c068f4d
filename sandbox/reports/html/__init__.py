"""A run, or a study, as one HTML file that needs nothing but itself.

material   the document of a run and what is told beside it          (stored, so that it can be
context    … made while the run is at hand: sentences, doors, rules   rendered again)
sections   parts of the page, each absent where a run has nothing for it
charts     Altair charts, whose colours are variables of the style sheet
tables     the same numbers as text; each cell knows its place in the document
scales     numbers in the unit of a metric
badges     verdicts with their signs
page       everything together                                        (`run_html`, `page_html`)
study      the same for studies                                      (`study_html`)
comparison the same for two stored runs                   (`comparison_page_html`)
stored     a stored run, study or comparison, read again                         (`stored_page`)
export     charts as PNG and SVG, tables as CSV, without a browser
parquet    tables as Parquet                                         (`parquets`)
"""
