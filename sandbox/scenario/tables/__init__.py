"""From a validated document and a regime to flat tables of integers that engines run on.

world     the shape of the tables        labels    names and indices of parties
people    segments, audiences            traffic   visits and arrivals
money     schedules, fundings, accounts  routes    routes and offers
rules     clauses and chains             laws      distributions
build     puts them together
"""
