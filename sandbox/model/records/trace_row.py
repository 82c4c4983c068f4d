"""The row of a finished checkout in the trace: names of the columns, and what stands in each."""

from typing import Final

from sandbox.model.checkout import Checkout, route_of
from sandbox.model.tables.world import World
from sandbox.vocabulary import NOBODY, Outcome

PAID: Final = int(Outcome.PAID)

COLUMNS: Final = (
    "checkout",
    "arrival_us",
    "end_us",
    "destination",
    "surface",
    "payload",
    "store",
    "segment",
    "tier",
    "is_new",
    "held",
    "favourite",
    "amount_fen",
    "link_state",
    "container",
    "wallet",
    "route",
    "funding",
    "attempts",
    "wait_us",
    "outcome",
    "paid_after",
    "discount_fen",
    "subsidy_fen",
    "surcharge_fen",
    "refunded_fen",
    "goes_elsewhere",
)


def trace_row(world: World, checkout: Checkout) -> tuple[int, ...]:
    """Return what stands in each of `COLUMNS`; indices as in the tables, -1 for nothing."""
    return (
        checkout.number,
        checkout.arrival_us,
        checkout.now_us,
        checkout.destination,
        checkout.surface,
        checkout.payload,
        checkout.store,
        checkout.segment,
        checkout.tier,
        checkout.is_new,
        checkout.held,
        checkout.favourite,
        checkout.amount_fen,
        checkout.link_state,
        checkout.container,
        checkout.wallet,
        route_of(world, checkout),
        checkout.funding,
        checkout.attempts,
        checkout.wait_us,
        checkout.outcome,
        checkout.paid_after if checkout.outcome == PAID else NOBODY,
        checkout.discount_fen,
        checkout.subsidy_fen,
        checkout.surcharge_fen,
        checkout.refunded_fen,
        checkout.goes_elsewhere,
    )
