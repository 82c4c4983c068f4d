"""From YAML text to a validated document, and from a document to tables of integers.

loading     the one way in                      variants  one scenario with other values
validation  the merged tree against the schema  regimes   which rules hold in a run
provenance  where the numbers come from         cast      the parties that its runs can meet

Rooms, in the order of that way:

yaml    text → tree of nodes                    layers     `extends`, `--set`, packaged worlds
schema  what one may write                      mistakes   words, places and hints
checks  relations between sections              study      the file of a study
tables  document → integers for engines         soundness  what the tables promise to engines
"""
