"""Engines turn tables and a key of chance into a record of what happened.

engine     the contract of every engine        steps       the journey, step by step
decisions  which rule decides, with its draws  settling    what a captured payment moves
record     what an engine writes down          reference   the engine to read (SimPy)
arrivals   when checkouts arrive               trace       one row per checkout
"""
