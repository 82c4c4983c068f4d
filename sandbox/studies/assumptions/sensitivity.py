"""Which assumption of a world moves an answer: one at a time, by elementary effects, by variance.

Settings are simulated in a small edition of the scenario (`small_worlds`), on
the same shoppers with the same luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sandbox.errors import ScenarioError, UsageError
from sandbox.metrics.values import judged_values, parse_metric
from sandbox.scenario.layers.overrides import read_change
from sandbox.scenario.quantities import between
from sandbox.scenario.study.study_checks import baseline
from sandbox.scenario.variants import vary
from sandbox.statistics.indices import Index, sobol_design, sobol_indices
from sandbox.statistics.screening import AnswerEnds, Effect, Tornado, morris, tornado, trajectories
from sandbox.studies.assumptions.assumptions import Assumption, survey
from sandbox.studies.assumptions.small_worlds import SmallWorlds
from sandbox.studies.replications.groups import Group
from sandbox.studies.replications.tables_needed import counting_for, tables_of
from sandbox.studies.runs import regimes_of
from sandbox.studies.scheduler import Scheduler

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandbox.metrics.values import Metric
    from sandbox.scenario.study.study_loading import LoadedStudy

AT_ONCE = 64  # settings that are built before they are simulated
TRAJECTORIES_MIN = 4
SAMPLES_MIN = 8


@dataclass(frozen=True, slots=True)
class SensitivityResult:
    """What each assumption does to an answer.

    Attributes
    ----------
    method
        `tornado`, `morris` or `sobol`.
    metric, of, against
        The answer: a metric under a regime, less that under another one if there is one.
    measures
        Swings, effects or indices, what matters most first.
    left_out
        Assumptions that were not varied, with the reason.
    settings, replications
        How many settings were simulated, and how often each.
    """

    method: str
    metric: Metric
    of: str
    against: str | None
    measures: Tornado | tuple[Effect, ...] | tuple[Index, ...]
    left_out: tuple[tuple[str, str], ...]
    settings: int
    replications: int

    def as_json(self) -> dict[str, Any]:
        """Return the analysis as plain data."""
        return {
            "method": self.method,
            "metric": str(self.metric),
            "unit": self.metric.unit.value,
            "of": self.of,
            "against": self.against,
            **found_json(self.measures),
            "left_out": [{"assumption": path, "reason": why} for path, why in self.left_out],
            "settings": self.settings,
            "replications": self.replications,
        }


def found_json(measures: Tornado | tuple[Effect, ...] | tuple[Index, ...]) -> dict[str, Any]:
    """Return swings, effects or indices as plain data."""
    if isinstance(measures, Tornado):
        return {
            "at_base": measures.at_base.as_json(),
            "low": measures.low,
            "high": measures.high,
            "driver": measures.driver,
            "swings": [
                {
                    "assumption": swing.assumption,
                    "at_low": swing.at_low.as_json(),
                    "at_high": swing.at_high.as_json(),
                    "change": swing.change.as_json(),
                }
                for swing in measures.swings
            ],
        }
    effects = [each for each in measures if isinstance(each, Effect)]
    indices = [each for each in measures if isinstance(each, Index)]
    if effects:
        return {
            "effects": [
                {
                    "assumption": effect.assumption,
                    "mu": effect.mu.as_json(),
                    "mu_star": effect.mu_star.as_json(),
                    "sigma": effect.sigma.as_json(),
                }
                for effect in effects
            ]
        }
    return {
        "indices": [
            {
                "assumption": index.assumption,
                "first": index.first.as_json(),
                "total": index.total.as_json(),
            }
            for index in indices
        ]
    }


def analyse(
    study: LoadedStudy, scheduler: Scheduler, replications: int
) -> SensitivityResult | None:
    """Return what `sensitivity` asks for; None where a study does not ask.

    Raises
    ------
    UsageError
        If no assumption can be varied, or settings of a Sobol design do not go together.
    """
    asked = study.document.sensitivity
    if asked is None:
        return None
    names = regimes_of(study.base.document)
    of = asked.of or str(names[-1])
    against = asked.against or (baseline(study) if len(names) > 1 else None)
    against = None if against == of else against
    paths = () if list(asked.assumptions) == ["all"] else tuple(asked.assumptions)
    surveyed = survey(study.base, paths)
    if not surveyed.varied_assumptions:
        raise UsageError("no assumption of this study can be varied")
    metric = parse_metric(asked.metric)
    settings = _Settings(
        study, scheduler, replications, metric, [of, *([against] if against else [])]
    )
    found: Tornado | tuple[Effect, ...] | tuple[Index, ...]
    if asked.method == "tornado":
        found = _tornado(settings, surveyed.varied_assumptions)
    elif asked.method == "morris":
        found = _morris(settings, surveyed.varied_assumptions, asked.samples)
    else:
        found = _sobol(settings, surveyed.varied_assumptions, asked.samples)
    left_out = tuple((each.path, each.reason) for each in surveyed.left_out)
    return SensitivityResult(
        asked.method, metric, of, against, found, left_out, settings.count, replications
    )


class _AssumedValue(NamedTuple):
    path: str
    text: str


class _Settings:
    """Settings of the assumptions, simulated some at a time."""

    def __init__(
        self,
        study: LoadedStudy,
        scheduler: Scheduler,
        replications: int,
        metric: Metric,
        regimes: Sequence[str],
    ) -> None:
        self._study, self._scheduler, self._replications = study, scheduler, replications
        self._metric, self._is_difference = metric, len(regimes) > 1
        self._small = SmallWorlds(regimes)
        self.count, self.seed = 0, scheduler.seed

    def answers(
        self, settings: Sequence[Sequence[_AssumedValue]]
    ) -> list[NDArray[np.float64] | None]:
        """Return the answer per replication at each setting; None where it is no possible world."""
        found: list[NDArray[np.float64] | None] = []
        for first in range(0, len(settings), AT_ONCE):
            some = settings[first : first + AT_ONCE]
            groups = [self._group(setting) for setting in some]
            explored = iter(
                self._scheduler.explore([group for group in groups if group is not None])
            )
            found += [
                None if group is None else self._answer(next(explored).results) for group in groups
            ]
        self.count += len(settings)
        return found

    def _group(self, setting: Sequence[_AssumedValue]) -> Group | None:
        changes = [read_change(f"{path}={text}") for path, text in setting]
        try:
            document = vary(self._study.base, changes) if changes else self._study.base.document
        except ScenarioError:
            return None
        built = counting_for([self._metric], self._small.of(document))
        tables = tables_of([self._metric], built[0])
        return Group(built, self._replications, self._replications, tables)

    def _answer(self, results: Any) -> NDArray[np.float64]:  # noqa: ANN401 -- results of a group
        values = [judged_values(self._metric, result) for result in results]
        return values[0] - values[1] if self._is_difference else values[0]


def _tornado(settings: _Settings, assumptions: Sequence[Assumption]) -> Tornado:
    asked = [[_AssumedValue(one.path, end)] for one in assumptions for end in (one.low, one.high)]
    base, *ends = settings.answers([[], *asked])
    if base is None:
        raise UsageError("the scenario itself cannot be simulated")
    pairs = {}
    for k, one in enumerate(assumptions):
        low, high = ends[2 * k], ends[2 * k + 1]
        if low is not None and high is not None:
            pairs[one.path] = AnswerEnds(low, high)
    return tornado(base, pairs)


def _at(assumptions: Sequence[Assumption], point: NDArray[np.float64]) -> list[_AssumedValue]:
    """Return the values at a point of the unit cube."""
    return [
        _AssumedValue(
            one.path, between(one.low, one.high, Fraction(float(part)).limit_denominator(1 << 20))
        )
        for one, part in zip(assumptions, point, strict=True)
    ]


def _morris(
    settings: _Settings, assumptions: Sequence[Assumption], samples: int
) -> tuple[Effect, ...]:
    count = max(TRAJECTORIES_MIN, samples // (len(assumptions) + 1))
    design = trajectories(len(assumptions), count, settings.seed)
    flat = [_at(assumptions, point) for walk in design for point in walk]
    answers = settings.answers(flat)
    length = len(assumptions) + 1
    kept = [
        k
        for k in range(count)
        if all(a is not None for a in answers[k * length : (k + 1) * length])
    ]
    if len(kept) < TRAJECTORIES_MIN:
        raise UsageError("too many settings of the design are impossible worlds")
    values = np.array([answers[k * length : (k + 1) * length] for k in kept], dtype=np.float64)
    return morris([one.path for one in assumptions], design[kept], values)


def _sobol(
    settings: _Settings, assumptions: Sequence[Assumption], samples: int
) -> tuple[Index, ...]:
    seed = settings.seed
    count = SAMPLES_MIN
    while 2 * count * (len(assumptions) + 2) <= samples:
        count *= 2
    design = sobol_design(len(assumptions), count, seed)
    answers = settings.answers([_at(assumptions, point) for block in design for point in block])
    if any(answer is None for answer in answers):
        raise UsageError(
            "some settings of the design are impossible worlds",
            hint="name fewer assumptions, or use `method: morris`",
        )
    values = np.array(answers, dtype=np.float64).reshape(*design.shape[:2], -1)
    return sobol_indices([one.path for one in assumptions], values, seed)
