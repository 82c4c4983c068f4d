"""The value of a metric, with its interval, under one regime or between two.

    metric = parse_metric("success_rate[merchant=taobao]")
    difference(metric, baseline, other)

Counts and amounts are means per replication, because studies differ in how many they make;
rates are ratios of sums, percentiles are read off the pooled histogram and may lack an upper
bound.
Regimes share their draws, so the interval of a difference is paired by replication.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandbox.metrics.checks import Target, check_metric, locate
from sandbox.metrics.grammar.names import MEAN, Metric, parse_metric
from sandbox.metrics.grammar.windows import clock_of, window_us
from sandbox.metrics.metric_catalogue import Axis
from sandbox.metrics.metric_units import Unit
from sandbox.metrics.samples import Concentration, Mean, Percentile, Ratio, Sample
from sandbox.metrics.selection import Part, Selection, destination_sums, outcome_rows
from sandbox.metrics.summaries import rates
from sandbox.metrics.summaries.fees_and_income import FEE_KINDS
from sandbox.model.records import record as columns
from sandbox.model.records.record import latency_bounds
from sandbox.statistics.estimates import CONFIDENCE, Estimate, clip_share, skewed_mean
from sandbox.statistics.histogram import coarse_bounds
from sandbox.vocabulary import Counter, Outcome, PaidAfter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandbox.metrics.regime_result import RegimeResult

__all__ = [
    "Metric",
    "Reading",
    "Series",
    "check_metric",
    "contrast",
    "difference",
    "estimate",
    "gross_volume",
    "judged_values",
    "level",
    "parse_metric",
    "per_replication_values",
    "series",
]


class Reading(NamedTuple):
    """A metric as it is read off one regime."""

    metric: Metric
    result: RegimeResult


@dataclass(frozen=True, slots=True)
class Series:
    """A metric, replication by replication.

    Attributes
    ----------
    numerators
        One count, sum or value per replication, in the unit; of a percentile or an HHI its value,
        NaN where there is none.
    denominators
        What each numerator is divided by; None where it stands alone.
    unit
        Unit of the values.
    of
        What is counted, or divided by what, in words.
    """

    numerators: tuple[float, ...]
    denominators: tuple[int, ...] | None
    unit: Unit
    of: str


def series(metric: Metric, result: RegimeResult) -> Series:
    """Return a metric replication by replication.

    Raises
    ------
    ExpressionError
        Where the world has no such party or time bucket.
    """
    found = _sample(metric, result)
    if isinstance(found, Ratio):
        return Series(tuple(found.above), tuple(found.below), metric.unit, metric.measure.of)
    sums = found.sums if isinstance(found, Mean) else found.values().tolist()
    return Series(tuple(sums), None, metric.unit, metric.measure.of)


def per_replication_values(metric: Metric, result: RegimeResult) -> NDArray[np.float64]:
    """Return one value per replication, NaN where nothing was counted below the line."""
    return _sample(metric, result).values()


def estimate(metric: Metric, result: RegimeResult, confidence: float = CONFIDENCE) -> Estimate:
    """Return a metric under one regime; without a mean where only a difference has a meaning."""
    if metric.measure.is_contrast:
        return Estimate(None, None, None, confidence, f"{metric.measure.of}, a difference only")
    found = _interval(_sample(metric, result), metric, confidence)
    found = replace(found, of=metric.measure.of)
    is_bounded = metric.unit is Unit.SHARE and metric.over is None
    return clip_share(found) if is_bounded else found


def difference(
    metric: Metric,
    baseline: RegimeResult,
    other: RegimeResult,
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Return other minus baseline, paired by replication."""
    return contrast(Reading(metric, baseline), Reading(metric, other), confidence)


def contrast(
    first: Reading,
    second: Reading,
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Return second minus first of two metrics of one unit, paired by replication.

    Parameters
    ----------
    first, second
        Both on the same draws; the regime may be the same.
    """
    of = f"{second.metric.measure.of}, paired by replication"
    before, after = _sample(*first), _sample(*second)
    if isinstance(before, Mean) and isinstance(after, Mean):
        # Differences of whole numbers are exact, however large these are.
        return replace(_interval(after.less(before), second.metric, confidence), of=of)
    return (after.left_out() - before.left_out()).estimate(of, confidence)


def level(metric: Metric, result: RegimeResult) -> float | None:
    """Return a metric under one regime without an interval; None where nothing was counted."""
    return _sample(metric, result).left_out().whole


def gross_volume(metric: Metric, result: RegimeResult) -> float:
    """Return what flows through the account behind the dot per replication, whichever way, fen.

    Postings of one kind count by the size of their sum.
    """
    account = locate(metric, result.built).party
    flows = [np.abs(tally["balances"][account]).sum() for tally in result.tallies]
    return float(sum(int(flow) for flow in flows)) / len(flows)


def _interval(sample: Sample, metric: Metric, confidence: float) -> Estimate:
    """Return a statistic with its interval; a few large amounts may decide a sum of money."""
    if metric.unit is Unit.FEN and isinstance(sample, Mean):
        return skewed_mean(sample.values(), "", confidence)
    return sample.interval(confidence)


def judged_values(metric: Metric, result: RegimeResult) -> NDArray[np.float64]:
    """Return one value per replication to judge a metric by.

    Their mean is the estimate less a bias of order 1 / replications, with the same standard error:
    the values themselves for means, pseudo-values for all else. They change with each further
    replication, so they are taken anew at each look.
    """
    return _sample(metric, result).judgement_values()


def _sample(metric: Metric, result: RegimeResult) -> Sample:
    if metric.over is not None:
        above, below = (_sample(side, result) for side in metric.sides)
        if not isinstance(above, Mean) or not isinstance(below, Mean):
            raise AssertionError(metric)  # the grammar lets nothing else through
        return Ratio(above.sums, below.sums)
    target = locate(metric, result.built)
    if metric.name in _RATES:
        return Ratio(*_RATES[metric.name].counts(result, target.where))
    if metric.name in _COUNTS:
        return Mean(_COUNTS[metric.name](result, target.where))
    if metric.name in _COLUMNS:
        return Mean(destination_sums(result, target.where, _COLUMNS[metric.name]))
    if metric.name in _OTHERS:
        return _OTHERS[metric.name](result, target)
    return Mean(result.per_replication("counters", Counter[metric.name.upper()]))


def _moved(result: RegimeResult, where: Selection) -> list[int]:
    """Return sales made elsewhere, negative: fewer of them are sales that moved here."""
    return [-count for count in destination_sums(result, where, columns.ELSEWHERE)]


def _made(result: RegimeResult, where: Selection) -> list[int]:
    """Return sales made here or elsewhere: more of them are new sales."""
    elsewhere = destination_sums(result, where, columns.ELSEWHERE)
    return [
        here + there
        for here, there in zip(rates.paid_counts(result, where), elsewhere, strict=True)
    ]


def _lost(result: RegimeResult, target: Target) -> Sample:
    rows = outcome_rows(result, target.where, Part.PURCHASES)
    cause = Outcome[target.metric.party.upper()]
    return Ratio(rows[:, cause].tolist(), rows.sum(axis=1).tolist())


def _paid_by_wallet(result: RegimeResult, where: Selection) -> NDArray[np.int64]:
    """Return paid checkouts, shape (replications, wallets)."""
    wallets = range(len(result.built.labels.wallets))
    index = where.along((Axis.MERCHANT,))
    rows = [
        tally["by_wallet"][index][..., : len(wallets), Outcome.PAID].reshape(-1, len(wallets))
        for tally in result.tallies
    ]
    return np.array([row.sum(axis=0) for row in rows], dtype=np.int64)


def _share(result: RegimeResult, target: Target) -> Sample:
    paid = _paid_by_wallet(result, target.where)
    return Ratio(paid[:, target.party].tolist(), paid.sum(axis=1).tolist())


def _hhi(result: RegimeResult, target: Target) -> Sample:
    return Concentration(_paid_by_wallet(result, target.where))


def _first_try(result: RegimeResult, target: Target) -> Sample:
    paid = result.per_replication("paid_after", int(PaidAfter.FIRST_TRY))
    return Ratio(paid, rates.attempted_counts(result, target.where))


def _route_share(result: RegimeResult, target: Target) -> Sample:
    on_it = Selection({Axis.ROUTE: target.party}, target.where.buckets)
    return Ratio(rates.attempts(result, on_it), rates.attempts(result, target.where))


def _utilisation(result: RegimeResult, target: Target) -> Sample:
    world = result.built.world
    parallel, station = world.stations.parallel[target.party], target.party
    buckets = target.where.buckets
    if buckets is None:
        length = world.settings.horizon_us
        busy = result.per_replication("by_station", station, columns.STATION_BUSY_US)
    else:
        length = window_us(buckets, clock_of(result.built))
        index = buckets, station, columns.STATION_BUSY_US
        busy = result.per_replication("station_by_bucket", *index)
    return Ratio(busy, [length * parallel] * len(busy))


def _merchant_discount(result: RegimeResult, target: Target) -> Sample:
    return Mean(result.per_replication("fees_by_bucket", *target.where.along((Axis.TIME,))))


def _fees(result: RegimeResult, target: Target) -> Sample:
    return Mean(_posted(result, target.party))


def _fees_borne(result: RegimeResult, target: Target) -> Sample:
    return Mean([-fen for fen in _posted(result, target.party)])


def _posted(result: RegimeResult, account: int) -> list[int]:
    kinds = list(FEE_KINDS)
    return [int(tally["balances"][account, kinds].sum()) for tally in result.tallies]


def _net_income(result: RegimeResult, target: Target) -> Sample:
    return Mean(result.per_replication("balances", target.party))


def _latency(result: RegimeResult, target: Target) -> Sample:
    if target.where.buckets is None:
        return _percentile(result, target, "answer")
    # By bucket of time there is room for a coarser histogram only.
    index = target.where.buckets
    counts = [tally["answer_by_bucket"][index].sum(axis=0) for tally in result.tallies]
    extremes = [tally["answer_extremes"] for tally in result.tallies]
    return Percentile(counts, _percent(target.metric), coarse_bounds, extremes)


def _checkout_time(result: RegimeResult, target: Target) -> Sample:
    return _percentile(result, target, "checkout")


def _wait(result: RegimeResult, target: Target) -> Sample:
    if target.where.buckets is not None:
        return _wait_within(result, target, target.where.buckets)
    if target.metric.party == MEAN:
        waited = result.per_replication("counters", int(Counter.WAIT_US))
        return Ratio(waited, result.per_replication("counters", int(Counter.REQUESTS)))
    return _percentile(result, target, "wait")


def _wait_within(result: RegimeResult, target: Target, buckets: slice) -> Sample:
    counts = [tally["wait_by_bucket"][buckets].sum(axis=0) for tally in result.tallies]
    if target.metric.party == MEAN:
        waited = result.per_replication("wait_us_by_bucket", buckets)
        return Ratio(waited, [int(row.sum()) for row in counts])
    extremes = [tally["wait_extremes"] for tally in result.tallies]
    return Percentile(counts, _percent(target.metric), coarse_bounds, extremes)


def _percentile(result: RegimeResult, target: Target, durations: str) -> Sample:
    counts = [tally[f"{durations}_us"] for tally in result.tallies]
    extremes = [tally[f"{durations}_extremes"] for tally in result.tallies]
    return Percentile(counts, _percent(target.metric), latency_bounds, extremes)


def _percent(metric: Metric) -> Fraction:
    percent = metric.percent
    if percent is None:
        raise AssertionError(metric)  # the grammar lets nothing else through
    return percent


_RATES = {
    "success_rate": rates.SUCCESS,
    "payment_success_rate": rates.PAYMENT_SUCCESS,
    "open_rate": rates.OPENNESS,
    "approval_rate": rates.APPROVAL,
}
_COUNTS: dict[str, Callable[[RegimeResult, Selection], list[int]]] = {
    "checkouts": rates.arrivals,
    "paid": rates.paid_counts,
    "attempts": rates.attempts,
    "approvals": rates.approvals,
    "moved_sales": _moved,
    "new_sales": _made,
}
_COLUMNS = {
    "refunds": columns.REFUNDED,
    "elsewhere": columns.ELSEWHERE,
    "paid_amount": columns.PAID_FEN,
    "lost_amount": columns.LOST_FEN,
    "refunded_amount": columns.REFUNDED_FEN,
    "elsewhere_amount": columns.ELSEWHERE_FEN,
}
_OTHERS: dict[str, Callable[[RegimeResult, Target], Sample]] = {
    "lost": _lost,
    "share": _share,
    "route_share": _route_share,
    "first_try_rate": _first_try,
    "hhi": _hhi,
    "utilisation": _utilisation,
    "merchant_discount": _merchant_discount,
    "fees": _fees,
    "fees_borne": _fees_borne,
    "net_income": _net_income,
    "latency": _latency,
    "checkout_time": _checkout_time,
    "wait": _wait,
}
