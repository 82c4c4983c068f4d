"""Every metric that can be named: its unit, what it counts, which way is good, its phrase.

    success_rate[merchant=taobao, wallet=wechat_pay]     fees.wechat_pay     latency.p95

What stands in brackets is answered from one table of the tally, so only the axes of one table
combine.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sandbox.metrics.grammar.amounts import AMOUNT_KEYS
from sandbox.metrics.metric_units import Unit
from sandbox.vocabulary import Counter


class Axis(StrEnum):
    """What a metric can be narrowed by."""

    MERCHANT = "merchant"
    WALLET = "wallet"
    SURFACE = "surface"
    FAVOURITE = "favourite"
    SEGMENT = "segment"
    CITY_TIER = "city_tier"
    SHOPPER = "shopper"
    ROUTE = "route"
    TIME = "time"
    AMOUNT = "amount"


class MoreIs(StrEnum):
    """Which way is good: what more of a metric means."""

    BETTER = "better"
    WORSE = "worse"
    NEITHER = "neither"


class PartyKind(StrEnum):
    """What stands behind the dot of a metric's name."""

    NONE = ""
    WALLET = "wallet"
    ROUTE = "route"
    EARNER = "wallet, acquirer or rail"
    BEARER = "party"
    ACCOUNT = "account"
    STATION = "wallet, route or rail with a capacity"
    CAUSE = "outcome"
    PERCENTILE = "percentile"
    PERCENTILE_OR_MEAN = "percentile or mean"


Tables = tuple[tuple[Axis, ...], ...]

# Keys of the brackets; `from` and `until` together are the axis of time, two bounds a band.
FROM, UNTIL = "from", "until"
KEYS: dict[str, Axis] = {
    **{axis.value: axis for axis in Axis if axis not in (Axis.TIME, Axis.AMOUNT)},
    FROM: Axis.TIME,
    UNTIL: Axis.TIME,
    **dict.fromkeys(AMOUNT_KEYS, Axis.AMOUNT),
}

PLACES: Tables = ((Axis.MERCHANT, Axis.WALLET), (Axis.SURFACE, Axis.MERCHANT))
PEOPLE: Tables = ((Axis.FAVOURITE,), (Axis.SEGMENT,), (Axis.CITY_TIER,), (Axis.SHOPPER,))
TIME: Tables = ((Axis.TIME,),)
MERCHANTS: Tables = ((Axis.MERCHANT,),)
AMOUNTS: Tables = ((Axis.AMOUNT,),)
OUTCOMES: Tables = (*PLACES, *PEOPLE, *TIME, *AMOUNTS)
TRIES: Tables = ((Axis.WALLET, Axis.TIME), (Axis.ROUTE, Axis.TIME))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is known about a metric before any world is.

    Attributes
    ----------
    unit
        Unit of its values.
    of
        What it counts, or divides by what, in words.
    more_is
        Which way is good; where it is neither, a change rises or falls and is not judged.
    phrase
        What it is called in a sentence; `{}` stands for what is behind the dot.
    party
        What stands behind the dot.
    tables
        Axes that combine, one entry for each table of the tally that can answer.
    is_contrast
        True where only the difference between two regimes means something.
    is_of_endings
        True where it follows from how checkouts ended alone, so that it cannot change unless one
        of them ended otherwise.
    """

    unit: Unit
    of: str
    more_is: MoreIs
    phrase: str
    party: PartyKind = PartyKind.NONE
    tables: Tables = ()
    is_contrast: bool = False
    is_of_endings: bool = False


_BETTER, _WORSE, _NEITHER = MoreIs.BETTER, MoreIs.WORSE, MoreIs.NEITHER

# Which way is good, and the phrase, of what engines count beside the outcomes.
_COUNTED: dict[Counter, tuple[MoreIs, str]] = {
    Counter.REVERSALS: (_WORSE, "approvals reversed"),
    Counter.REVERSED_FEN: (_WORSE, "the amount of reversed approvals"),
    Counter.RATE_LIMITED: (_WORSE, "refusals by a rate limit"),
    Counter.QUEUE_FULL: (_WORSE, "refusals by a full queue"),
    Counter.REQUESTS: (_NEITHER, "requests"),
    Counter.WAITED: (_WORSE, "requests that wait"),
    Counter.LEFT_QUEUE: (_WORSE, "requests that leave the queue"),
    Counter.UNKNOWN: (_WORSE, "results unknown in time"),
    Counter.QUERIES: (_WORSE, "status queries"),
    Counter.RESOLVED: (_NEITHER, "unknown results that a query resolves"),
    Counter.SHOWN_UNPAID: (_WORSE, "payments shown as unpaid"),
    Counter.DUPLICATES: (_WORSE, "second charges for one purchase"),
    Counter.DUPLICATE_FEN: (_WORSE, "the amount charged twice"),
    Counter.CONFIRMED_AUTOMATICALLY: (_NEITHER, "receipts confirmed automatically"),
    Counter.REFUNDED_BEFORE_RECEIPT: (_NEITHER, "refunds before receipt"),
}


def _counters() -> dict[str, Measure]:
    """Return the counters of the engines under their own names; amounts and times by suffix."""
    found = {}
    for counter, (more_is, phrase) in _COUNTED.items():
        name = counter.name.lower()
        unit = Unit.FEN if name.endswith("_fen") else Unit.COUNT
        of = f"{name.replace('_', ' ')}, per replication"
        found[name] = Measure(unit=unit, of=of, more_is=more_is, phrase=phrase)
    return found


CATALOGUE: dict[str, Measure] = {
    "success_rate": Measure(
        unit=Unit.SHARE,
        of="paid / purchase intents",
        more_is=_BETTER,
        phrase="checkout success",
        tables=OUTCOMES,
        is_of_endings=True,
    ),
    "payment_success_rate": Measure(
        unit=Unit.SHARE,
        of="paid / checkouts with at least one attempt",
        more_is=_BETTER,
        phrase="success of payments",
        tables=MERCHANTS,
    ),
    "open_rate": Measure(
        unit=Unit.SHARE,
        of="opened / arrivals at destinations without payment",
        more_is=_BETTER,
        phrase="the open rate",
        tables=(*PLACES, *TIME),
        is_of_endings=True,
    ),
    "first_try_rate": Measure(
        unit=Unit.SHARE,
        of="paid at the first try / checkouts with at least one attempt",
        more_is=_BETTER,
        phrase="success at the first try",
    ),
    "approval_rate": Measure(
        unit=Unit.SHARE,
        of="approvals / attempts",
        more_is=_BETTER,
        phrase="the approval rate",
        tables=TRIES,
    ),
    "lost": Measure(
        unit=Unit.SHARE,
        of="lost to this cause / purchase intents",
        more_is=_WORSE,
        phrase="losses to “{}”",
        party=PartyKind.CAUSE,
        tables=OUTCOMES,
        is_of_endings=True,
    ),
    "share": Measure(
        unit=Unit.SHARE,
        of="paid with this wallet / paid",
        more_is=_NEITHER,
        phrase="the share of {}",
        party=PartyKind.WALLET,
        tables=MERCHANTS,
    ),
    "route_share": Measure(
        unit=Unit.SHARE,
        of="attempts on this route / attempts",
        more_is=_NEITHER,
        phrase="the share of attempts on {}",
        party=PartyKind.ROUTE,
        tables=TIME,
    ),
    "hhi": Measure(
        unit=Unit.PLAIN,
        of="sum of squared wallet shares of paid checkouts",
        more_is=_NEITHER,
        phrase="the concentration of wallets",
        tables=MERCHANTS,
    ),
    "utilisation": Measure(
        unit=Unit.SHARE,
        of="busy time / places × horizon",
        more_is=_NEITHER,
        phrase="utilisation of {}",
        party=PartyKind.STATION,
        tables=TIME,
    ),
    "checkouts": Measure(
        unit=Unit.COUNT,
        of="arrivals, per replication",
        more_is=_NEITHER,
        phrase="checkouts",
        tables=OUTCOMES,
    ),
    "paid": Measure(
        unit=Unit.COUNT,
        of="paid checkouts, per replication",
        more_is=_BETTER,
        phrase="paid checkouts",
        tables=OUTCOMES,
        is_of_endings=True,
    ),
    "attempts": Measure(
        unit=Unit.COUNT,
        of="attempts, per replication",
        more_is=_NEITHER,
        phrase="attempts",
        tables=TRIES,
    ),
    "approvals": Measure(
        unit=Unit.COUNT,
        of="approvals, per replication",
        more_is=_NEITHER,
        phrase="approvals",
        tables=TRIES,
    ),
    "refunds": Measure(
        unit=Unit.COUNT,
        of="refunded purchases, per replication",
        more_is=_NEITHER,
        phrase="refunds",
        tables=MERCHANTS,
    ),
    "elsewhere": Measure(
        unit=Unit.COUNT,
        of="lost purchases made elsewhere, per replication",
        more_is=_WORSE,
        phrase="sales lost to others",
        tables=MERCHANTS,
    ),
    "moved_sales": Measure(
        unit=Unit.COUNT,
        of="additional sales that were made elsewhere before, per replication",
        more_is=_BETTER,
        phrase="sales moved here from elsewhere",
        tables=MERCHANTS,
        is_contrast=True,
    ),
    "new_sales": Measure(
        unit=Unit.COUNT,
        of="additional sales that nobody made before, per replication",
        more_is=_BETTER,
        phrase="new sales",
        tables=MERCHANTS,
        is_contrast=True,
    ),
    "paid_amount": Measure(
        unit=Unit.FEN,
        of="amount of paid checkouts, per replication",
        more_is=_BETTER,
        phrase="sales",
        tables=MERCHANTS,
    ),
    "lost_amount": Measure(
        unit=Unit.FEN,
        of="amount of lost checkouts, per replication",
        more_is=_WORSE,
        phrase="lost sales",
        tables=MERCHANTS,
    ),
    "refunded_amount": Measure(
        unit=Unit.FEN,
        of="refunded amount, per replication",
        more_is=_NEITHER,
        phrase="the refunded amount",
        tables=MERCHANTS,
    ),
    "elsewhere_amount": Measure(
        unit=Unit.FEN,
        of="amount of lost purchases made elsewhere, per replication",
        more_is=_WORSE,
        phrase="the amount of sales lost to others",
        tables=MERCHANTS,
    ),
    "merchant_discount": Measure(
        unit=Unit.FEN,
        of="merchant discounts of captured payments, per replication",
        more_is=_NEITHER,
        phrase="merchant discounts",
        tables=TIME,
    ),
    "fees": Measure(
        unit=Unit.FEN,
        of="fees received less fees passed on, per replication",
        more_is=_BETTER,
        phrase="fees of {}",
        party=PartyKind.EARNER,
    ),
    "fees_borne": Measure(
        unit=Unit.FEN,
        of="merchant discount borne, per replication",
        more_is=_WORSE,
        phrase="fees borne by {}",
        party=PartyKind.BEARER,
    ),
    "net_income": Measure(
        unit=Unit.FEN,
        of="balance of the account, per replication",
        more_is=_BETTER,
        phrase="net income of {}",
        party=PartyKind.ACCOUNT,
    ),
    "latency": Measure(
        unit=Unit.US,
        of="authorisations",
        more_is=_WORSE,
        phrase="the {} of answer times",
        party=PartyKind.PERCENTILE,
        tables=TIME,
    ),
    "checkout_time": Measure(
        unit=Unit.US,
        of="paid checkouts, arrival to capture",
        more_is=_WORSE,
        phrase="the {} of checkout times",
        party=PartyKind.PERCENTILE,
    ),
    "wait": Measure(
        unit=Unit.US,
        of="requests, zeros and leavers included",
        more_is=_WORSE,
        phrase="the {} of waits",
        party=PartyKind.PERCENTILE_OR_MEAN,
        tables=TIME,
    ),
    **_counters(),
}
