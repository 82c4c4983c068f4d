"""The story of one checkout as rows of numbers, in the order of `engines.story.FACTS`."""

from sandbox.engines.compiled import state
from sandbox.engines.compiled.state import Run
from sandbox.engines.steps import Shopper, Visit
from sandbox.engines.story import EventKind
from sandbox.payments.ledger import Amounts

STORY_COLUMNS = 16  # kind, time, and at most fourteen facts

_KINDS = tuple(EventKind)
ARRIVED = _KINDS.index(EventKind.ARRIVED)
THINNED = _KINDS.index(EventKind.THINNED)
LINK = _KINDS.index(EventKind.LINK)
MENU = _KINDS.index(EventKind.MENU)
CHOICE = _KINDS.index(EventKind.CHOICE)
ROUTE = _KINDS.index(EventKind.ROUTE)
CASHIER = _KINDS.index(EventKind.CASHIER)
WAITED = _KINDS.index(EventKind.WAITED)
QUERIED = _KINDS.index(EventKind.QUERIED)
REVERSED = _KINDS.index(EventKind.REVERSED)
SHOWN_UNPAID = _KINDS.index(EventKind.SHOWN_UNPAID)
CHARGED_TWICE = _KINDS.index(EventKind.CHARGED_TWICE)
ANSWER = _KINDS.index(EventKind.ANSWER)
NEXT = _KINDS.index(EventKind.NEXT)
CAPTURED = _KINDS.index(EventKind.CAPTURED)
ENDED = _KINDS.index(EventKind.ENDED)


def tell_arrival(run: Run, number: int, visit: Visit, shopper: Shopper, amount_fen: int) -> None:
    """Tell who arrives where."""
    told = (
        visit.cell,
        visit.destination,
        visit.surface,
        visit.payload,
        visit.store,
        shopper.segment,
        shopper.tier,
        shopper.is_new,
        shopper.held,
        shopper.favourite,
        shopper.order,
        amount_fen,
    )
    tell(run, number, ARRIVED, told)


def tell_capture(run: Run, number: int, paid: Amounts, terms: tuple[int, int]) -> None:
    """Tell what a captured payment moves; terms are the refund and who bears the discount."""
    told = (
        paid.sale,
        paid.subsidy,
        paid.surcharge,
        paid.discount,
        paid.acquirer,
        paid.rail,
        paid.take,
        paid.goods,
        terms[0],
        terms[1],
    )
    tell(run, number, CAPTURED, told)


def tell_nothing(run: Run, number: int, kind: int) -> None:
    """Add an event without facts to the story."""
    tell(run, number, kind, (0,))


def tell(run: Run, number: int, kind: int, facts: tuple[int, ...]) -> None:
    """Add an event to the story, if this checkout's is being told and there is room."""
    if number != run.plan.story_of:
        return
    row = run.clock[state.TOLD] * STORY_COLUMNS
    if row + STORY_COLUMNS > len(run.story):
        return
    run.clock[state.TOLD] += 1
    run.story[row] = kind
    run.story[row + 1] = run.clock[state.NOW]
    for k in range(len(facts)):
        run.story[row + 2 + k] = facts[k]
