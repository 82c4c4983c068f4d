"""Chance: every draw of the simulation, and nothing that decides what a draw means.

Read in this order:

`philox`
    The counter-based generator: a block of four 32-bit words from a counter and a key.
`streams`
    Which counter belongs to which draw, and the table of lanes.
`ahead`
    The same blocks for many entities at once.
`quantile_tables`
    The shipped tables that turn a word into an exponential or a normal variate.
`law_table`, `laws`
    From words to choices, durations and amounts.
`personas`
    Names for shoppers when somebody looks; never an input to behaviour.
"""
