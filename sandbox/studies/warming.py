"""The warm-up that a study of a steady state leaves out, chosen by MSER-5 on pilot replications.

Pilots have numbers of their own and are used for nothing else. The cut is the longest that any
regime of the first point needs, and the same for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandbox.chance.streams import stream_key
from sandbox.engines.catalogue import engine_for, engine_named
from sandbox.metrics.checks import check_metric
from sandbox.metrics.names import Metric
from sandbox.statistics.warm_up import WarmUp, mser
from sandbox.studies.study_results import WarmUpCut
from sandbox.units import format_time
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sandbox.scenario.tables.build import BuiltWorld

PILOTS = 5
PILOT_FIRST = 1 << 31  # numbers that no replication of a study has


def warm_up_of(worlds: Sequence[BuiltWorld], seed: int, engine: str) -> WarmUpCut:
    """Return the cut that all regimes share.

    Parameters
    ----------
    worlds
        Regimes of the first point.
    """
    cuts = [mser(success_by_bucket(built, seed, engine)) for built in worlds]
    longest = max(cuts, key=lambda found: found.cut)
    settings = worlds[0].world.settings
    until = longest.cut * settings.bucket_us
    return WarmUpCut(until, until / settings.horizon_us, all(map(_is_settled, cuts)))


def success_by_bucket(built: BuiltWorld, seed: int, engine: str) -> NDArray[np.float64]:
    """Return the success rate of each time bucket of each pilot; shape (pilots, buckets)."""
    rows = []
    for pilot in range(PILOTS):
        key = stream_key(seed, PILOT_FIRST + pilot)
        record = engine_named(engine_for(built.world, engine)).simulate(built.world, key)
        table = np.asarray(record.by_bucket, dtype=np.float64).reshape(-1, len(Outcome))
        arrivals = table.sum(axis=1)
        paid = table[:, Outcome.PAID]
        rows.append(np.divide(paid, arrivals, out=np.zeros_like(paid), where=arrivals > 0))
    return np.asarray(rows)


def after_warm_up(metric: Metric, cut: WarmUpCut, built: BuiltWorld) -> Metric:
    """Return a metric that counts from the cut on.

    A metric that names a window of its own keeps it, and one that knows no time stays whole.
    """
    since = format_time(built.start_us + cut.until_us)
    found = metric.since(since) if cut.until_us else None
    return metric if found is None or check_metric(found, built) else found


def _is_settled(found: WarmUp) -> bool:
    return found.is_settled
