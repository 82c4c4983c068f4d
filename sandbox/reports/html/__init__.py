"""An answer as one HTML file that needs nothing but itself: of a run, a study, a comparison.

material   the document of an answer and what is told beside it      (stored, so that it can be
context    … made while the answer is at hand: doors, stories, rules  rendered again)
sections   parts of the page, each absent where an answer has nothing for it
pieces     sections at the points of an answer
charts     Altair charts, whose colours are variables of the style sheet
tables     the same numbers as text; each cell knows its place in the document
scales     numbers in the unit of a metric
badges     verdicts with their signs
page       everything together                                       (`page_html`)
stored     a stored answer, read again                               (`stored_material`)
export     charts as PNG and SVG, tables as CSV, without a browser
parquet    tables as Parquet                                         (`parquets`)
"""
