"""Ratios of two metrics that add up: `fees.alipay / paid_amount[merchant=taobao]`.

The value is the sum of the first over that of the second, whatever the number of replications.
"""

from __future__ import annotations

from sandbox.metrics.metric_catalogue import Measure, MoreIs
from sandbox.metrics.metric_units import Unit

_BY_REPLICATION = ", per replication"
_UNITS = {
    (Unit.FEN, Unit.FEN): Unit.SHARE,
    (Unit.COUNT, Unit.COUNT): Unit.PLAIN,
    (Unit.FEN, Unit.COUNT): Unit.FEN,
}
# Both sides must pull the same way: less below the line is more of the ratio.
_WAYS = {
    (MoreIs.BETTER, MoreIs.WORSE): MoreIs.BETTER,
    (MoreIs.WORSE, MoreIs.BETTER): MoreIs.WORSE,
}


def is_additive(measure: Measure) -> bool:
    """Tell whether a metric is a count or an amount, so that its replications add up."""
    return measure.unit in (Unit.COUNT, Unit.FEN) and not measure.is_contrast


def ratio_unit(above: Measure, below: Measure) -> Unit | None:
    """Return the unit of a ratio, None where it has none: a count over an amount."""
    return _UNITS.get((above.unit, below.unit))


def ratio_measure(above: Measure, below: Measure) -> Measure:
    """Return what a ratio is: a share of amounts, a number of counts, an amount for each.

    Parameters
    ----------
    above, below
        Of both sides of the line; their phrases name the parties.
    """
    return Measure(
        unit=ratio_unit(above, below) or Unit.PLAIN,
        of=" / ".join(side.of.removesuffix(_BY_REPLICATION) for side in (above, below)),
        more_is=_WAYS.get((above.more_is, below.more_is), MoreIs.NEITHER),
        phrase=f"the ratio of {above.phrase} to {below.phrase}",
        is_of_endings=above.is_of_endings and below.is_of_endings,
    )
