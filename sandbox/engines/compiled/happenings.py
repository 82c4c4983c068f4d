"""What can happen next in the compiled engine: to a checkout, to a request, to the loop itself."""

from enum import IntEnum


class Phase(IntEnum):
    """What a checkout does next; as an event, what it does when time has passed."""

    WAIT = 0
    TAKE_ROUTE = 1
    BEGIN_ATTEMPT = 2
    LEAVE_CASHIER = 3
    HEAR_ANSWER = 4
    END_ATTEMPT = 5
    REACT = 6
    SEE_UNPAID = 7
    END_SECOND_CHARGE = 8
    LEAVE_ATTEMPT = 9
    LEAVE_BACKOFF = 10
    FINISH = 11


class Happening(IntEnum):
    """Kinds of events, and of what follows inside one; those of checkouts are its phases."""

    SERVE = 16
    BE_SERVED = 17
    ANSWER = 18
    LEAVE = 19
    TIME_OUT = 20
    LEAVE_QUEUE = 21
    LEAVE_INQUIRY = 22
    END_INQUIRY = 23
    ASK = 24
    ASK_AGAIN = 25
    QUERY = 26
    QUERY_ANSWER = 27
    HEAR_RESULT = 28


class Status(IntEnum):
    """Why the event loop returns."""

    GOES_ON = 0
    OVER = 1
    IS_FULL = 2
