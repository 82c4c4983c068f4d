"""The rules of the world: pure scalar functions, no clock, no chance.

Every function takes integers (fen, parts per million, microseconds, 32-bit words) and flat
sequences, so that the same source runs as plain Python and can be compiled.
A probability is a threshold in 0..2**32: a drawn word below it says yes.

openness    which clause of which rule decides
links       what a surface does with a link, and who stays
acceptance  how a wallet is offered
choice      which wallet the shopper takes
routing     which route the payment takes
cashier     hand-over and confirmation
declines    why an authorisation is refused
retries     what follows a failed attempt
outcomes    what each outcome means to retries, routers, breakers
fees        what a payment costs
ledger      who owes whom, to the fen
settlement  positions on a rail, netted at each cut-off
"""
