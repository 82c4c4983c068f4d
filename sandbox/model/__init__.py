"""What exists while a checkout lives, written once for every engine.

An instant takes the world, the checkout, the draws and what is written down; it asks no clock, as
the checkout knows its time, and runs on an object in the interpreter and on a row in machine code.

arrival    who comes, and where to            gate       what the surface does with the link
menu       which wallet the shopper takes     route      which way the payment takes
attempt    cashier, answer, end               next_step  what follows a failure
request    a payment request under load       outages    what fails when
notice     how the merchant learns of it      limits     token buckets
capture    what a payment books               pricing    what it costs and moves
receipt    escrow, refunds, clearing          ending     how a checkout ends
checkout   one on its way                     waits      for what it waits, what follows
draws      which draw is whose                decisions  which clause of a rule decides
memory     learners, breakers, budgets        records    what is written down
tables     the shape of the world
"""
