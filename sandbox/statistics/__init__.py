"""What may be said of the values of many replications, as functions of arrays alone.

estimates    ratios of sums with their intervals          histogram    percentiles of counts
sequences    intervals valid at every look             verdicts     what an interval allows
attribution  shares of an uplift by part                  roots        where a target is reached
screening    tornado and Morris effects                   indices      Sobol indices
warm_up      where a queue has settled
"""
