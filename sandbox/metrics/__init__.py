"""What can be asked of a record by name, and the counts that answer it.

tally      sums over checkouts, which add up in any order      results    a regime and its tallies
catalogue  every metric: unit, direction, what it counts       names      the grammar of its text
checks     what a world lacks of what a metric names           quantities units, to and from text
selection  what brackets select in a tally                     windows    spans of time buckets
amounts    bands of amounts, and the edges between them        filters    reading brackets
ratios     what two metrics make of each other         scanner    reading a text
samples    how replications are pooled                         values     a metric under a regime

Tables of an answer, each from the tallies of one regime:

rates       the headline rates                    money, settlement  fees, net income, netting
breakdown   by party, by shopper and by route         ecosystems         who reaches whom
pressure    waits, refusals, unknown results      signals            everything through time
"""
