"""The compiled engine: one event loop over rows of whole numbers, as machine code.

compiled_engine  the engine                     kernel           machine code, or Python if asked
loop             arrivals, events, bucket ends  event_heap       the calendar
entry            where machine code begins      compiler         how it is made and kept
state            what a replication keeps       slots, storage   where that is in memory
room             tables at first, and larger    rows             taken, given back, used again
block_draws      drawn ahead, block by block    arrival_blocks   when checkouts arrive
journey_events   what happens to a checkout     attempt_events   in an attempt
request_events   to a request                   query_events     to a status query
notice_events    before the notice              places           stations and their queues
token_buckets    rate limits                    happenings       kinds of events
"""
