"""The range of an answer over the stated ranges of the world's assumptions.

One assumption at a time is moved to each end of its range, on the same shoppers with the same
luck and in a small edition of the scenario; what that changes is laid onto the answer of the
whole. The interval of an answer is the small part of what is not known; this is the other part.
It is no joint range: assumptions that are wrong together can move an answer further.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.answers.ranges import AssumptionRange
from sandbox.errors import ScenarioError
from sandbox.metrics.values import Metric, difference, estimate
from sandbox.scenario.layers.overrides import Change, read_change
from sandbox.scenario.variants import vary
from sandbox.studies.assumptions.assumptions import Assumption, candidates
from sandbox.studies.assumptions.small_worlds import SmallWorlds
from sandbox.studies.replications.groups import Group
from sandbox.studies.replications.tables_needed import counting_for, tables_of
from sandbox.studies.scheduler import Scheduler

if TYPE_CHECKING:
    from sandbox.metrics.regime_result import RegimeResult
    from sandbox.scenario.loading import Loaded
    from sandbox.scenario.tables.build import BuiltWorld

REPLICATIONS = 2


@dataclass(frozen=True, slots=True)
class End:
    """One end of the range of one assumption, where it makes other tables than the base's."""

    assumption: Assumption
    worlds: tuple[BuiltWorld, ...]


def assumption_ranges(
    loaded: Loaded,
    regimes: Sequence[str | None],
    metric: Metric,
    answers: Sequence[float],
    scheduler: Scheduler,
    changes: Sequence[Change] = (),
) -> list[AssumptionRange]:
    """Return the range of each answer.

    Parameters
    ----------
    regimes
        The baseline first; with one regime its own value is the answer, else the difference of
        each other to the baseline.
    answers
        As the whole scenario gave them, in the metric's unit; one less than regimes, or one.
    scheduler
        Makes the replications; its seed is that of the answers.
    changes
        Laid over the scenario first: a setting of what varies.
    """
    small = SmallWorlds(regimes)
    base = small.of(vary(loaded, changes) if changes else loaded.document)
    ends = list(_ends(candidates(loaded, regimes), loaded, changes, small, base))
    tables = tables_of([metric], counting_for([metric], base)[0])
    groups = [
        Group(counting_for([metric], worlds), REPLICATIONS, REPLICATIONS, tables)
        for worlds in (base, *(end.worlds for end in ends))
    ]
    usual, *moved = (_values(metric, found.results) for found in scheduler.explore(groups))
    return [_range(answer, k, usual, ends, moved) for k, answer in enumerate(answers)]


def _ends(
    assumptions: Iterable[Assumption],
    loaded: Loaded,
    changes: Sequence[Change],
    small: SmallWorlds,
    base: tuple[BuiltWorld, ...],
) -> Iterator[End]:
    for one in assumptions:
        for end in (one.low, one.high):
            try:
                document = vary(loaded, [*changes, read_change(f"{one.path}={end}")])
            except ScenarioError:
                continue  # an end that goes against another number is no possible world
            worlds = small.of(document)
            if any(a.world != b.world for a, b in zip(worlds, base, strict=True)):
                yield End(one, worlds)


def _values(metric: Metric, results: list[RegimeResult]) -> list[float]:
    first, *others = results
    found = [difference(metric, first, other) for other in others] or [estimate(metric, first)]
    return [each.mean or 0.0 for each in found]


def _range(
    answer: float,
    k: int,
    usual: Sequence[float],
    ends: Sequence[End],
    end_values: Sequence[Sequence[float]],
) -> AssumptionRange:
    """Return the range of one answer; `end_values` are all answers at each end."""
    pairs = zip(ends, end_values, strict=True)
    swings = [(values[k] - usual[k], end.assumption.path) for end, values in pairs]
    by_path: dict[str, list[float]] = {}
    for swing, path in swings:
        by_path.setdefault(path, [0.0]).append(swing)
    widths = {path: max(each) - min(each) for path, each in by_path.items()}
    driver = max(widths, key=lambda path: widths[path], default="")
    return AssumptionRange(
        low=answer + min([0.0, *(swing for swing, _ in swings)]),
        high=answer + max([0.0, *(swing for swing, _ in swings)]),
        driver=driver if driver and widths[driver] else "",
    )
