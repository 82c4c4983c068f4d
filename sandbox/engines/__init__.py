"""Engines keep time: tables and a key of chance go in, a record of what happened comes out.

What takes no time in the life of a checkout is `sandbox.model`'s and the same for both engines.

protocol         the contract of every engine      catalogue        which engine for what
reference        the engine to read (SimPy)        compiled         the same as machine code
agreement        where two engines part            python_policies  routing policies of users
story            every event of one checkout       trace            one row per checkout
fates            how every checkout ended          sources          what decides every number
footprint        how much memory it takes          collector        Python's collector, kept out
"""
