"""From records to numbers that can be trusted.

tally      sums over checkouts, which add up in any order       estimates  ratios with intervals
histogram  percentiles from counted latencies                   money      fees and net income
pressure   waits, refusals, unknown results                     rates      the four headline rates
breakdown  outcomes by merchant, wallet, surface, segment       flows      between ecosystems
summary    the document of one run                              contrast   one run against another

metrics    what a study can ask for by name: metric_names is the grammar, metric_catalogue the list,
           metric_checks the world's part; selection and windows are what brackets select,
           samples how replications are pooled, quantities the units

What studies ask of the values of many replications, as functions of arrays alone:

sequences    intervals that may be looked at at any time      verdicts   better, worse, or too close
attribution  shares of an uplift by part                      roots      where a target is reached
screening    tornado and Morris effects                       indices    Sobol indices
warm_up      where a queue has settled
"""
