"""For what a checkout waits, in one table: order among simultaneous events, and what follows.

The reference engine writes what follows as the next line of a generator; the compiled engine
enters the phase into its calendar.
"""

from enum import IntEnum
from typing import Final, NamedTuple

from sandbox.vocabulary import EventRank


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


LAST_PHASE: Final = int(max(Phase))  # kinds of other events lie above


class Wait(NamedTuple):
    """For what a checkout waits.

    Attributes
    ----------
    rank
        `EventRank` of the moment at which it is over.
    phase, phase_on_leaving
        What follows then, and what follows if the shopper leaves meanwhile.
    """

    rank: int
    phase: int
    phase_on_leaving: int


def _wait(rank: EventRank, phase: Phase, phase_on_leaving: Phase) -> Wait:
    return Wait(int(rank), int(phase), int(phase_on_leaving))


CONFIRMATION: Final = _wait(EventRank.REQUEST_SENT, Phase.LEAVE_CASHIER, Phase.LEAVE_ATTEMPT)
ANSWER: Final = _wait(EventRank.AUTHORISATION_ANSWER, Phase.HEAR_ANSWER, Phase.HEAR_ANSWER)
BACKOFF: Final = _wait(EventRank.BACKOFF, Phase.TAKE_ROUTE, Phase.LEAVE_BACKOFF)
NOTICE: Final = _wait(EventRank.PATIENCE, Phase.SEE_UNPAID, Phase.SEE_UNPAID)
