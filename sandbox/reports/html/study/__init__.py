"""A study as one HTML file.

material   the document of a study and what is told beside it       (stored, or just made)
context    … made while the study is at hand: titles, assumptions, rules
answer     the question and the verdicts that answer it
verdicts   every metric under every regime
sweep      metrics over what the study varies
found      what the study searched for
gates      what came of its expectations
page       everything together                                       (`study_html`)

Endings, flows and money are the sections of runs, at one point of the study.
"""
