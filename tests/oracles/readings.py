"""Where the engines part from what the pages say: a switch for each, so that all else is compared.

Each is true where a story is told as `docs/MODEL.md`, `docs/GLOSSARY.md` and the definitions
behind them read.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Readings:
    """How a story is told.

    Attributes
    ----------
    wallet_is_the_last_tried
        Who leaves in the pause before another wallet or route is shown with those last tried.
    refunded_is_not_confirmed
        A purchase whose whole price was refunded out of the escrow is not confirmed any more.
    every_wait_counts
        A checkout waited as long as all of its requests, one that outlives it among them.
    is_booked_at_capture
        A payment is booked and cleared, and its checkout paid, at its capture, whatever the
        merchant shows to the shopper.
    last_notice_can_be_lost
        Where every notification of a schedule is lost the merchant never learns of the capture.
    queries_know_no_route
        Queries suffer the outages of the wallet, not those of the route.
    query_without_a_pause_is_no_event
        What takes no time happens inside the event before it: a query whose pause is nothing is
        sent at the timeout, and not after those who leave at that moment.
    paying_again_is_bounded
        No checkout makes more attempts than it may, and paying again is one.
    least_cost_knows_fee_rules
        A fee rule that sets a schedule replaces those of the routes, also where the cheapest one
        is sought.
    patience_runs_on_after_capture
        A shopper whose patience ends before the merchant learns of the payment leaves.
    """

    wallet_is_the_last_tried: bool = True
    refunded_is_not_confirmed: bool = True
    every_wait_counts: bool = True
    is_booked_at_capture: bool = True
    last_notice_can_be_lost: bool = True
    queries_know_no_route: bool = True
    query_without_a_pause_is_no_event: bool = True
    paying_again_is_bounded: bool = True
    least_cost_knows_fee_rules: bool = True
    patience_runs_on_after_capture: bool = True


AS_WRITTEN = Readings()
AS_ENGINES = Readings(**{field.name: False for field in fields(Readings)})
