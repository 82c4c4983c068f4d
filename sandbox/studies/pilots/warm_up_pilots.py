"""The warm-up that a study of a steady state leaves out, of each metric on its own series.

Pilots have numbers of their own and are used for nothing else. A metric is cut where its own values
by time bucket settle by MSER-5; its cut is the longest that any regime of the first point needs,
and the same for all. A metric that knows no window of time, or has no values in some part of the
horizon, cannot be cut, and that is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandbox.chance.streams import stream_key
from sandbox.engines.catalogue import engine_for, engine_named
from sandbox.errors import UsageError
from sandbox.metrics.checks import check_metric
from sandbox.metrics.grammar.names import Metric
from sandbox.metrics.grammar.windows import moment_text
from sandbox.metrics.regime_result import RegimeResult
from sandbox.metrics.tally import tally_of
from sandbox.metrics.values import per_replication_values
from sandbox.statistics.warm_up import BATCH, BATCHES_MIN, mser
from sandbox.studies.pilots.warm_up_cut import MetricCut, WarmUpCut
from sandbox.units import format_duration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sandbox.scenario.tables.build import BuiltWorld

PILOTS = 10
PILOT_FIRST = 1 << 31  # numbers that no replication of a study has
SPANS_MAX = 240  # windows in which a metric is looked at; buckets are joined where there are more
WINDOW = {"from", "until"}


def warm_up_of(
    worlds: Sequence[BuiltWorld], metrics: Sequence[Metric], seed: int, engine: str
) -> WarmUpCut:
    """Return the cut of each metric, which all regimes share.

    Parameters
    ----------
    worlds
        Regimes of the first point.
    metrics
        As the study asks for them.

    Raises
    ------
    UsageError
        There are too few time buckets to find a warm-up.
    """
    settings = worlds[0].world.settings
    if settings.buckets < BATCH * BATCHES_MIN:
        raise UsageError(
            f"{settings.buckets} buckets are too few to find the warm-up, needs at least"
            f" {BATCH * BATCHES_MIN}",
            hint="choose shorter buckets, or state the warm-up, such as `warm_up: 10m`",
        )
    pilots = [pilots_of(built, seed, engine) for built in worlds]
    return _together([_cut_of(metric, pilots) for metric in metrics], settings.horizon_us)


def cut_by_hand(built: BuiltWorld, metrics: Sequence[Metric], until_us: int) -> WarmUpCut:
    """Return the cut that a study states, the same for every metric that can be cut.

    Raises
    ------
    UsageError
        It does not end between two time buckets of the horizon.
    """
    settings = built.world.settings
    bucket = format_duration(settings.bucket_us)
    if until_us >= settings.horizon_us or until_us % settings.bucket_us:
        raise UsageError(
            f"`warm_up` is {format_duration(until_us)}, must end where a time bucket does, inside"
            " the period",
            hint=f"a bucket is {bucket} long here; `buckets:` in the scenario sets it",
        )
    cuts = []
    for metric in metrics:
        reason = why_uncut(metric, built)
        cuts.append(MetricCut(str(metric), 0 if reason else until_us, None, reason))
    return _together(cuts, settings.horizon_us)


def pilots_of(built: BuiltWorld, seed: int, engine: str) -> RegimeResult:
    """Return the pilots of one regime."""
    tallies = []
    for pilot in range(PILOTS):
        key = stream_key(seed, PILOT_FIRST + pilot)
        record = engine_named(engine_for(built.world, engine)).simulate(built.world, key)
        tallies.append(tally_of(record, built.world.settings))
    return RegimeResult(built, tuple(tallies))


def series_by_span(metric: Metric, pilots: RegimeResult, together: int) -> NDArray[np.float64]:
    """Return a metric of each pilot in each span of so many buckets; shape (pilots, spans)."""
    settings = pilots.built.world.settings
    columns = []
    for first in range(0, settings.buckets // together * together, together):
        inside = within(metric, pilots.built, first, first + together)
        if inside is None:
            raise AssertionError(metric)  # only what can be cut gets here
        columns.append(per_replication_values(inside, pilots))
    return np.array(columns).T


def within(
    metric: Metric, built: BuiltWorld, first: int, until: int | None = None
) -> Metric | None:
    """Return a metric from a bucket on, until another one or the end.

    It is None where the metric knows no window of time, or has one of its own.
    """
    bucket_us, start_us = built.world.settings.bucket_us, built.start_us
    since = moment_text(start_us + first * bucket_us)
    is_open = until is None or until >= built.world.settings.buckets
    return metric.since(since, "" if is_open else moment_text(start_us + (until or 0) * bucket_us))


def why_uncut(metric: Metric, built: BuiltWorld) -> str:
    """Return why a metric cannot be cut, empty where it can."""
    if any(key in WINDOW for side in metric.sides for key, _ in side.filters):
        return "it has a window of its own"
    found = within(metric, built, 1)
    if found is None or check_metric(found, built):
        return "it knows no window of time"
    return ""


def after_warm_up(metric: Metric, cut: WarmUpCut, built: BuiltWorld) -> Metric:
    """Return a metric that counts from its cut on.

    A metric that names a window of its own keeps it, and one that knows no time stays whole. One
    that the cut was not made for leaves out the longest part.
    """
    own = {each.metric: each.until_us for each in cut.metrics}
    until_us = own.get(str(metric), cut.until_us)
    if not until_us or why_uncut(metric, built):
        return metric
    return within(metric, built, until_us // built.world.settings.bucket_us) or metric


def _cut_of(metric: Metric, regimes: Sequence[RegimeResult]) -> MetricCut:
    built = regimes[0].built
    reason = why_uncut(metric, built)
    if reason:
        return MetricCut(str(metric), 0, None, reason)
    settings = built.world.settings
    together = max(1, settings.buckets // SPANS_MAX)
    rows = [series_by_span(metric, pilots, together) for pilots in regimes]
    if any(np.isnan(row).all(axis=0).any() for row in rows):
        return MetricCut(str(metric), 0, None, "nothing is counted in some part of the period")
    found = [mser(row) for row in rows]
    until_us = max(each.cut for each in found) * together * settings.bucket_us
    return MetricCut(str(metric), until_us, all(each.is_settled for each in found))


def _together(cuts: Sequence[MetricCut], horizon_us: int) -> WarmUpCut:
    longest = max(each.until_us for each in cuts)
    is_settled = all(each.is_settled is not False and not each.reason for each in cuts)
    return WarmUpCut(longest, longest / horizon_us, is_settled, tuple(cuts))
