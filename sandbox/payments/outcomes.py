"""The facts about each outcome: what may follow an attempt that ends so, what it tells a router.

The words stand in `vocabulary.Outcome`; what they mean to a reader stands in the phrases of
reports. Everything else that depends on an outcome is read from this table.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from sandbox.vocabulary import Outcome, Step

NO_FEEDBACK: Final = -1


class OutcomeFacts(NamedTuple):
    """What is true of one outcome.

    Attributes
    ----------
    after
        Steps that usually follow an attempt that ends so; None for what ends no attempt.
    feedback
        What it teaches a learning router: 1 approved, 0 the route's failure, or `NO_FEEDBACK`.
        Money, risk and the shopper's own doing say nothing about a route.
    reaches_route
        Whether the attempt got as far as its route, and so counts for the breaker there.
    ends_without_answer
        Whether no answer of the wallet tells it.
    """

    after: tuple[Step, ...] | None = None
    feedback: int = NO_FEEDBACK
    reaches_route: bool = True
    ends_without_answer: bool = False


AGAIN, ELSEWHERE, SWITCH = Step.RETRY, Step.FAILOVER, Step.SWITCH

OUTCOMES: Final[Mapping[Outcome, OutcomeFacts]] = {
    Outcome.PAID: OutcomeFacts(feedback=1),
    Outcome.OPENED: OutcomeFacts(),
    Outcome.LINK_BLOCKED: OutcomeFacts(),
    Outcome.LINK_ABANDONED: OutcomeFacts(),
    Outcome.NO_COMMON_WALLET: OutcomeFacts(),
    Outcome.SWITCH_REFUSED: OutcomeFacts(),
    Outcome.SURCHARGE_REFUSED: OutcomeFacts(),
    Outcome.HANDOVER_FAILED: OutcomeFacts((AGAIN, SWITCH), reaches_route=False),
    Outcome.AUTHENTICATION_FAILED: OutcomeFacts((AGAIN, SWITCH), reaches_route=False),
    Outcome.CANCELLED: OutcomeFacts((), reaches_route=False),
    Outcome.INSUFFICIENT_FUNDS: OutcomeFacts((SWITCH,)),
    Outcome.LIMIT_EXCEEDED: OutcomeFacts((SWITCH,)),
    Outcome.RISK_DECLINED: OutcomeFacts((SWITCH,)),
    Outcome.TECHNICAL_DECLINE: OutcomeFacts((AGAIN, ELSEWHERE, SWITCH), feedback=0),
    Outcome.WALLET_DOWN: OutcomeFacts((SWITCH,), feedback=0, ends_without_answer=True),
    Outcome.RAIL_DOWN: OutcomeFacts((ELSEWHERE, SWITCH), feedback=0, ends_without_answer=True),
    Outcome.ROUTE_DOWN: OutcomeFacts((ELSEWHERE, SWITCH), feedback=0, ends_without_answer=True),
    Outcome.OVERLOADED: OutcomeFacts(
        (AGAIN, ELSEWHERE, SWITCH), feedback=0, ends_without_answer=True
    ),
    Outcome.TIMED_OUT: OutcomeFacts((), feedback=0, ends_without_answer=True),
    Outcome.IMPATIENT: OutcomeFacts(reaches_route=False, ends_without_answer=True),
}


def _mask(outcomes: list[Outcome]) -> int:
    return sum(1 << outcome for outcome in outcomes)


# Bit masks over outcomes, since compiled code asks them.
APPROVED: Final = _mask([o for o, facts in OUTCOMES.items() if facts.feedback == 1])
FAILED: Final = _mask([o for o, facts in OUTCOMES.items() if facts.feedback == 0])
UNREACHED: Final = _mask([o for o, facts in OUTCOMES.items() if not facts.reaches_route])
