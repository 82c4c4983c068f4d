"""From records to numbers that can be trusted.

tally      sums over checkouts, which add up in any order       estimates  ratios with intervals
histogram  percentiles from counted latencies                   money      fees and net income
pressure   waits, refusals, unknown results                     rates      the four headline rates
breakdown  outcomes by merchant, wallet, surface, segment       flows      between ecosystems
summary    the document of one run                              contrast   one run against another

metrics    what a study can ask for by name: metric_names is the grammar, metric_catalogue the list,
           metric_checks the world's part; selection and windows are what brackets select,
           samples how replications are pooled, quantities the units
"""
