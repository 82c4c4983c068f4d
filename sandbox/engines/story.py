"""The story of one checkout: every event with its time and what decided it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final


class EventKind(Enum):
    """What can happen to a checkout, in the words of the journey."""

    ARRIVED = "arrived"
    THINNED = "thinned"
    LINK = "link"
    MENU = "menu"
    CHOICE = "choice"
    ROUTE = "route"
    CASHIER = "cashier"
    WAITED = "waited"
    QUERIED = "queried"
    REVERSED = "reversed"
    SHOWN_UNPAID = "shown unpaid"
    CHARGED_TWICE = "charged twice"
    ANSWER = "answer"
    NEXT = "next"
    CAPTURED = "captured"
    ENDED = "ended"


# Names of the facts of each kind, in the order in which an engine without names writes them.
FACTS: Final[Mapping[EventKind, tuple[str, ...]]] = {
    EventKind.ARRIVED: (
        *("cell", "destination", "surface", "payload", "store"),
        *("segment", "tier", "is_new", "held", "favourite", "order", "amount"),
    ),
    EventKind.THINNED: (),
    EventKind.LINK: ("clause", "state", "failure", "step", "container"),
    EventKind.MENU: ("offered", "acceptable"),
    EventKind.CHOICE: ("wallet",),
    EventKind.ROUTE: ("offer", "clause", "route"),
    EventKind.CASHIER: ("wallet", "method", "failure", "takes_us"),
    EventKind.WAITED: ("waited", "failure"),
    EventKind.QUERIED: ("wallet",),
    EventKind.REVERSED: ("wallet",),
    EventKind.SHOWN_UNPAID: ("delay",),
    EventKind.CHARGED_TWICE: ("wallet",),
    EventKind.ANSWER: ("answer", "wallet", "funding", "latency"),
    EventKind.NEXT: ("cause", "step"),
    EventKind.CAPTURED: (
        *("sale", "subsidy", "surcharge", "discount", "acquirer", "rail", "take", "goods"),
        *("refund", "bearer"),
    ),
    EventKind.ENDED: ("outcome", "elsewhere", "paid_after"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One event: kind, time in µs of the horizon, and named integers (indices as in the tables)."""

    kind: EventKind
    time_us: int
    facts: dict[str, int]


@dataclass(slots=True)
class Story:
    """Events of one checkout in the order in which they happened.

    Attributes
    ----------
    checkout
        Number of the checkout.
    alone
        True to simulate only this checkout, which is allowed where no other can touch it.
    """

    checkout: int
    alone: bool = False
    events: list[Event] = field(default_factory=list)

    def tell(self, kind: EventKind, time_us: int, **facts: int) -> None:
        """Add an event."""
        self.events.append(Event(kind, time_us, facts))
