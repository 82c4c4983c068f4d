"""From a validated document and a regime to flat tables of integers that engines run on.

labels    names and indices of parties   build     puts all together
people    segments, audiences            traffic   visits and arrivals
money     schedules, fundings, accounts  routes    routes and offers
rules     clauses and chains             law_rows  distributions
learners  routers, breakers, budgets     pressure  what fills up, refuses, fails

Their shapes are `sandbox.model.tables`.
"""
