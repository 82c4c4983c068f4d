"""Every metric that a study can name: its unit, what it counts, what can be asked of it.

    success_rate[merchant=taobao, wallet=wechat_pay]     fees.wechat_pay     latency.p95

What stands in brackets is answered from one table of the tally, so only the axes of one table
combine.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sandbox.metrics.quantities import Unit
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


class Party(StrEnum):
    """What stands behind the dot of a metric's name."""

    NONE = ""
    WALLET = "wallet"
    EARNER = "wallet, acquirer or rail"
    BEARER = "party"
    ACCOUNT = "account"
    STATION = "wallet, route or rail with a capacity"
    CAUSE = "outcome"
    PERCENTILE = "percentile"
    PERCENTILE_OR_MEAN = "percentile or mean"


Tables = tuple[tuple[Axis, ...], ...]

# Keys of the brackets; `from` and `until` together are the axis of time.
FROM, UNTIL = "from", "until"
KEYS: dict[str, Axis] = {
    **{axis.value: axis for axis in Axis if axis is not Axis.TIME},
    FROM: Axis.TIME,
    UNTIL: Axis.TIME,
}

PLACES: Tables = ((Axis.MERCHANT, Axis.WALLET), (Axis.SURFACE, Axis.MERCHANT))
PEOPLE: Tables = ((Axis.FAVOURITE,), (Axis.SEGMENT,), (Axis.CITY_TIER,), (Axis.SHOPPER,))
TIME: Tables = ((Axis.TIME,),)
MERCHANTS: Tables = ((Axis.MERCHANT,),)
OUTCOMES: Tables = (*PLACES, *PEOPLE, *TIME)
TRIES: Tables = ((Axis.WALLET, Axis.TIME), (Axis.ROUTE, Axis.TIME))


@dataclass(frozen=True, slots=True)
class Measure:
    """What is known about a metric before any world is.

    Attributes
    ----------
    unit
        Unit of its values.
    of
        What it counts, or divides by what, in words.
    party
        What stands behind the dot.
    tables
        Axes that combine, one entry for each table of the tally that can answer.
    is_contrast
        True where only the difference between two regimes means something.
    """

    unit: Unit
    of: str
    party: Party = Party.NONE
    tables: Tables = ()
    is_contrast: bool = False


def _counters() -> dict[str, Measure]:
    """Return the counters of the engines under their own names; amounts and times by suffix."""
    found = {}
    for counter in Counter:
        name = counter.name.lower()
        unit = Unit.FEN if name.endswith("_fen") else Unit.COUNT
        if counter is not Counter.WAIT_US:  # `wait.mean` says the same and is comparable
            found[name] = Measure(unit, f"{name.replace('_', ' ')}, per replication")
    return found


CATALOGUE: dict[str, Measure] = {
    "success_rate": Measure(Unit.SHARE, "paid / purchase intents", tables=OUTCOMES),
    "payment_success_rate": Measure(
        Unit.SHARE, "paid / checkouts with at least one attempt", tables=MERCHANTS
    ),
    "open_rate": Measure(
        Unit.SHARE, "opened / arrivals at destinations without payment", tables=(*PLACES, *TIME)
    ),
    "approval_rate": Measure(Unit.SHARE, "approvals / attempts", tables=TRIES),
    "lost": Measure(
        Unit.SHARE, "lost to this cause / purchase intents", Party.CAUSE, tables=OUTCOMES
    ),
    "share": Measure(Unit.SHARE, "paid with this wallet / paid", Party.WALLET, tables=MERCHANTS),
    "hhi": Measure(Unit.PLAIN, "sum of squared wallet shares of paid checkouts", tables=MERCHANTS),
    "utilisation": Measure(Unit.SHARE, "busy time / places × horizon", Party.STATION),
    "checkouts": Measure(Unit.COUNT, "arrivals, per replication", tables=OUTCOMES),
    "paid": Measure(Unit.COUNT, "paid checkouts, per replication", tables=OUTCOMES),
    "attempts": Measure(Unit.COUNT, "attempts, per replication", tables=TRIES),
    "approvals": Measure(Unit.COUNT, "approvals, per replication", tables=TRIES),
    "refunds": Measure(Unit.COUNT, "refunded purchases, per replication", tables=MERCHANTS),
    "elsewhere": Measure(
        Unit.COUNT, "lost purchases made elsewhere, per replication", tables=MERCHANTS
    ),
    "moved_sales": Measure(
        Unit.COUNT,
        "additional sales that were made elsewhere before, per replication",
        tables=MERCHANTS,
        is_contrast=True,
    ),
    "new_sales": Measure(
        Unit.COUNT,
        "additional sales that nobody made before, per replication",
        tables=MERCHANTS,
        is_contrast=True,
    ),
    "paid_amount": Measure(Unit.FEN, "amount of paid checkouts, per replication", tables=MERCHANTS),
    "lost_amount": Measure(Unit.FEN, "amount of lost checkouts, per replication", tables=MERCHANTS),
    "refunded_amount": Measure(Unit.FEN, "refunded amount, per replication", tables=MERCHANTS),
    "elsewhere_amount": Measure(
        Unit.FEN, "amount of lost purchases made elsewhere, per replication", tables=MERCHANTS
    ),
    "merchant_discount": Measure(
        Unit.FEN, "merchant discounts of captured payments, per replication", tables=TIME
    ),
    "fees": Measure(Unit.FEN, "fees received less fees passed on, per replication", Party.EARNER),
    "fees_borne": Measure(Unit.FEN, "merchant discount borne, per replication", Party.BEARER),
    "net_income": Measure(Unit.FEN, "balance of the account, per replication", Party.ACCOUNT),
    "latency": Measure(Unit.US, "authorisations", Party.PERCENTILE, tables=TIME),
    "checkout_time": Measure(
        Unit.US, "paid checkouts, arrival to capture", Party.PERCENTILE, tables=()
    ),
    "wait": Measure(Unit.US, "requests, zeros and leavers included", Party.PERCENTILE_OR_MEAN),
    **_counters(),
}
