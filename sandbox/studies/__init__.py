"""From one question to all of its replications: runs, stories of single checkouts, traces.

what_if     a question in, its answer out       plan       cases, replications, checkouts
experiment  a question while it is answered     scheduler  hands out the units of work
questions   what is asked, by which rule        stopping   when a study has seen enough

Rooms:

pilots        what is found out beforehand      searches     values and rules looked for
replications  the unit of work, and groups      assumptions  ranges and sensitivity
store         replications and stored answers   comparison   two stored answers side by side
traces        checkouts one by one
"""
