"""The reference engine, written to be read aloud.

simpy_engine      SimPy's clock, arrivals        calendar         what a clock can do
checkout_process  a checkout from link to end    request_process  a request under load
query_process     status queries                 pending          what a request holds
stations          capacity, rate limits          simulation       a replication while it runs
batch_draws       drawn ahead in batches         arrival_times    when checkouts arrive
"""
