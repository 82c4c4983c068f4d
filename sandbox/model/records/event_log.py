"""What happened to one checkout, as rows of numbers: kind, time, facts in the order of `FACTS`."""

from collections.abc import Mapping, MutableSequence
from enum import Enum
from typing import Final, NamedTuple


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


# Names of the facts of each kind, in the order in which they are logged.
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

KINDS: Final = tuple(EventKind)
# Positions among the kinds, since a row holds numbers.
ARRIVED: Final = KINDS.index(EventKind.ARRIVED)
THINNED: Final = KINDS.index(EventKind.THINNED)
LINK: Final = KINDS.index(EventKind.LINK)
MENU: Final = KINDS.index(EventKind.MENU)
CHOICE: Final = KINDS.index(EventKind.CHOICE)
ROUTE: Final = KINDS.index(EventKind.ROUTE)
CASHIER: Final = KINDS.index(EventKind.CASHIER)
WAITED: Final = KINDS.index(EventKind.WAITED)
QUERIED: Final = KINDS.index(EventKind.QUERIED)
REVERSED: Final = KINDS.index(EventKind.REVERSED)
SHOWN_UNPAID: Final = KINDS.index(EventKind.SHOWN_UNPAID)
CHARGED_TWICE: Final = KINDS.index(EventKind.CHARGED_TWICE)
ANSWER: Final = KINDS.index(EventKind.ANSWER)
NEXT: Final = KINDS.index(EventKind.NEXT)
CAPTURED: Final = KINDS.index(EventKind.CAPTURED)
ENDED: Final = KINDS.index(EventKind.ENDED)

ROW_CELLS: Final = 16  # kind, time, and at most fourteen facts
ROWS: Final = 1 << 17  # more than 255 attempts with 250 status queries each can fill


class EventLog(NamedTuple):
    """The events of one checkout, in the order in which they happened.

    Attributes
    ----------
    checkout
        Number of the checkout, `NOBODY` where no log is kept.
    rows
        One cell: how many rows are written.
    cells
        Row × {kind, time, facts}; as long as there is room.
    """

    checkout: int
    rows: MutableSequence[int]
    cells: MutableSequence[int]


def log_event(log: EventLog, number: int, time_us: int, kind: int, facts: tuple[int, ...]) -> None:
    """Write an event of a checkout down, if its log is kept and there is room."""
    if number != log.checkout:
        return
    first = log.rows[0] * ROW_CELLS
    if first + ROW_CELLS > len(log.cells):
        return
    log.rows[0] += 1
    log.cells[first] = kind
    log.cells[first + 1] = time_us
    for k in range(len(facts)):
        log.cells[first + 2 + k] = facts[k]
