"""Engines turn tables and a key of chance into a record of what happened.

engine     the contract of every engine        reference  the engine to read (SimPy)
calendar   what its clock can do               draws      its chance, drawn ahead
arrivals   when checkouts arrive               checkout   the state of one on its way
journey    the instants of a checkout          attempt    one attempt in time
steps      the journey up to the wallet        attempts   route, cashier, answer
decisions  which rule decides, with its draws  answers    what the wallet will say
request    a request under load                slip       what is known of it
stations   places with a capacity              inquiry    status queries
outages    what fails when                     notice     how the merchant learns of a capture
memory     learners, breakers, budgets         plugins    routing policies in Python
settling   what a captured payment moves       receipt    escrow, refunds, clearing
record     what an engine writes down          counting   how a checkout enters the record
trace      one row per checkout                story      every event of one checkout
"""
