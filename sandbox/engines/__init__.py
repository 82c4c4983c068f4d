"""Engines turn tables and a key of chance into a record of what happened.

engine     the contract of every engine        reference  the engine to read (SimPy)
arrivals   when checkouts arrive               steps      the journey up to the wallet
draws      its chance, drawn ahead             attempts   route, cashier, answer
decisions  which rule decides, with its draws  settling   what a captured payment moves
journey    the instants of a checkout          checkout   its state on the way
record     what an engine writes down          counting   how a checkout enters the record
trace      one row per checkout                story      every event of one checkout
"""
