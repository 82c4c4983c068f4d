"""What can happen next in the compiled engine: to a request, to the loop itself."""

from enum import IntEnum


class Happening(IntEnum):
    """Kinds of events, and of what follows inside one; checkouts have `model.waits.Phase`."""

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
