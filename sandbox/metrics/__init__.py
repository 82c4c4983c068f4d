"""What can be asked of a record by name, and the counts that answer it.

metric_catalogue  every metric: unit, direction, what it counts, its phrase
metric_units      what metrics are measured in, to and from text
grammar           how a metric is written: names, brackets, ratios
checks            what a world lacks of what a metric names
tally             sums over checkouts, which add up in any order
regime_result     a regime and its tallies
selection         what brackets select in a tally
samples           how replications are pooled
values            a metric under a regime, or between two
saturation        sums that are larger than is counted
summaries         tables of an answer, each from the tallies of one regime
"""
