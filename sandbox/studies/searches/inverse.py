"""Questions asked backwards: the value, or the rules, from which on a condition holds.

Draws are common to all settings, so a setting is judged on the same shoppers with the same luck.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice
from typing import TYPE_CHECKING, Any

from sandbox.answers.expectations import Expectation, Operator, parse_expectation
from sandbox.answers.gates import GateStatus
from sandbox.errors import UsageError
from sandbox.metrics.metric_units import format_quantity
from sandbox.scenario.layers.overrides import read_change
from sandbox.scenario.quantities import between
from sandbox.scenario.schema.study_document import Cheapest as CheapestQuestion
from sandbox.scenario.study.study_checks import baseline
from sandbox.scenario.tables.build import build_world
from sandbox.scenario.variants import vary
from sandbox.statistics.roots import Root, root, smallest_integer
from sandbox.studies.replications.groups import Group
from sandbox.studies.replications.tables_needed import counting_for, tables_of
from sandbox.studies.scheduler import Scheduler
from sandbox.studies.searches.bundles import NAME, Slot, slots_between, with_bundle

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sandbox.metrics.regime_result import RegimeResult
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.schema.study_document import Crossing as CrossingQuestion
    from sandbox.scenario.study.study_loading import LoadedStudy
    from sandbox.statistics.estimates import Estimate

RULES_EXACT_MAX = 10
AT_ONCE = 16  # sets of rules that are simulated together
OPERATORS = re.compile(r">=|<=|>|<|=")


@dataclass(frozen=True, slots=True)
class CrossingResult:
    """Where a condition begins to hold.

    Attributes
    ----------
    vary, until
        As the study has them.
    at, low, high
        Value texts; None where the range ends first, or the condition is not met in it.
    text
        The answer in words.
    evaluations
        How many settings were simulated.
    """

    vary: str
    until: str
    at: str | None
    low: str | None
    high: str | None
    text: str
    evaluations: int

    def as_json(self) -> dict[str, Any]:
        """Return the answer as plain data."""
        return {
            "vary": self.vary,
            "until": self.until,
            "at": self.at,
            "low": self.low,
            "high": self.high,
            "text": self.text,
            "evaluations": self.evaluations,
        }


@dataclass(frozen=True, slots=True)
class CheapestResult:
    """The cheapest set of rules with which a condition holds.

    Attributes
    ----------
    until
        The condition.
    rules
        Names, in the order of the regime; None where not even all of them suffice.
    cost
        Of these rules.
    is_proven
        Whether every cheaper set was tried.
    text
        The answer as a sentence.
    evaluations
        Sets that were simulated.
    """

    until: str
    rules: tuple[str, ...] | None
    cost: float | None
    is_proven: bool
    text: str
    evaluations: int

    def as_json(self) -> dict[str, Any]:
        """Return the answer as plain data."""
        return {
            "until": self.until,
            "rules": None if self.rules is None else list(self.rules),
            "cost": self.cost,
            "proven": self.is_proven,
            "text": self.text,
            "evaluations": self.evaluations,
        }


def find(
    study: LoadedStudy, scheduler: Scheduler, replications: int
) -> dict[str, CrossingResult | CheapestResult]:
    """Return the answer to each question of `find`."""
    answers: dict[str, CrossingResult | CheapestResult] = {}
    for name, asked in study.document.find.items():
        if isinstance(asked, CheapestQuestion):
            answers[name] = _cheapest(study, asked, scheduler, replications)
        else:
            answers[name] = _crossing(study, asked, scheduler, replications)
    return answers


def _crossing(
    study: LoadedStudy, search: CrossingQuestion, scheduler: Scheduler, replications: int
) -> CrossingResult:
    condition = parse_expectation(search.until, may_equal=True)
    low, high = search.between
    seen: dict[str, NDArray[np.float64]] = {}

    def at(text: str) -> NDArray[np.float64]:
        if text not in seen:
            document = vary(study.base, [read_change(f"{search.vary}={text}")])
            worlds = dict.fromkeys(condition.regimes, document)
            results = _results(worlds, condition, scheduler, replications)
            seen[text] = condition.values(results)
        return seen[text]

    target = float(condition.bound)
    try:
        if low.isdecimal() and high.isdecimal():
            found = smallest_integer(lambda x: at(str(x)), int(low), int(high), target)
            return _crossed(search, condition, found, lambda x: str(round(x)))
        found = root(lambda part: at(_part(low, high, part)), 0.0, 1.0, target)
    except UsageError:
        ends = [_shown(condition, float(at(end).mean())) for end in (low, high)]
        text = f"not between {low} and {high}: it is {ends[0]} at {low} and {ends[1]} at {high}"
        return CrossingResult(search.vary, search.until, None, None, None, text, len(seen))
    return _crossed(search, condition, found, lambda part: _part(low, high, part))


def _part(low: str, high: str, part: float) -> str:
    return between(low, high, Fraction(min(1.0, max(0.0, part))))


def _crossed(
    search: CrossingQuestion,
    condition: Expectation,
    solution: Root,
    wording: Callable[[float], str],
) -> CrossingResult:
    at = wording(solution.at)
    low, high = (None if end is None else wording(end) for end in (solution.low, solution.high))
    bounds = ""
    if low is not None or high is not None:
        first, last = low or search.between[0], high or search.between[1]
        bounds = f" (95 % interval {first} to {last})"
    shown = _shown(condition, float(condition.bound))
    text = f"{search.vary} = {at}{bounds}, where the left side is {shown}"
    return CrossingResult(search.vary, search.until, at, low, high, text, solution.evaluations)


def _shown(condition: Expectation, value: float) -> str:
    return format_quantity(value, condition.unit, is_difference=condition.minus is not None)


def _results(
    worlds: Mapping[str, Document],
    condition: Expectation,
    scheduler: Scheduler,
    replications: int,
) -> dict[str, RegimeResult]:
    built = tuple(build_world(document, name) for name, document in worlds.items())
    (found,) = scheduler.explore([_group(built, condition, replications)])
    return dict(zip(worlds, found.results, strict=True))


def _group(built: tuple[Any, ...], condition: Expectation, replications: int) -> Group:
    terms = [condition.left, *([condition.minus] if condition.minus is not None else [])]
    metrics = [term.metric for term in terms]
    worlds = counting_for(metrics, built)
    return Group(worlds, replications, replications, tables_of(metrics, worlds[0]))


class _Sets:
    """Sets of rules of a regime, each simulated once."""

    def __init__(
        self,
        study: LoadedStudy,
        search: CheapestQuestion,
        scheduler: Scheduler,
        replications: int,
    ) -> None:
        self._document, self._scheduler, self._replications = (
            study.base.document,
            scheduler,
            replications,
        )
        below = search.on or baseline(study) or ""
        self.slots: tuple[Slot, ...] = slots_between(self._document, below, search.rules_of)
        self.rules = [slot.name for slot in self.slots if slot.differs]
        self.cost = {rule: float(search.cost.get(rule, 1)) for rule in self.rules}
        self._condition = parse_expectation(_about(search.until, NAME))
        self.seen: dict[frozenset[str], Estimate] = {}

    def price(self, rules: frozenset[str]) -> float:
        """Return what a set costs."""
        return sum(self.cost[rule] for rule in rules)

    def suffice(self, sets: Sequence[frozenset[str]]) -> list[bool]:
        """Tell of each set whether the condition holds with it, by its whole interval."""
        new = [rules for rules in sets if rules not in self.seen]
        groups = []
        for rules in new:
            built = build_world(with_bundle(self._document, self.slots, rules), NAME)
            groups.append(_group((built,), self._condition, self._replications))
        for rules, found in zip(new, self._scheduler.explore(groups), strict=True):
            self.seen[rules] = self._condition.estimate({NAME: found.results[0]})
        return [self._condition.judge(self.seen[rules]) is GateStatus.PASS for rules in sets]

    def outcome_words(self, rules: frozenset[str]) -> str:
        """Return what the condition comes to with a set, in words."""
        return self._condition.detail(self.seen[rules])


def _about(until: str, regime: str) -> str:
    """Return a condition without a regime as one about the candidate."""
    if "(" in until:
        return until
    operator = OPERATORS.search(until)
    if operator is None:
        return until
    left, right = until[: operator.start()].strip(), until[operator.end() :].strip()
    sign = Operator(operator.group()).value
    return f"{left}({regime}) {sign} {right}"


def _cheapest(
    study: LoadedStudy, search: CheapestQuestion, scheduler: Scheduler, replications: int
) -> CheapestResult:
    sets = _Sets(study, search, scheduler, replications)
    every = frozenset(sets.rules)
    if not sets.suffice([every])[0]:
        text = f"not even with all {len(every)} rules: {sets.outcome_words(every)}"
        return CheapestResult(
            search.until, None, None, is_proven=True, text=text, evaluations=len(sets.seen)
        )
    is_proven = len(every) <= RULES_EXACT_MAX
    chosen = _first_by_price(sets) if is_proven else _pruned(sets, every)
    rules = tuple(rule for rule in sets.rules if rule in chosen)
    cost = sets.price(chosen)
    names = ", ".join(rules) if rules else "no rule at all"
    doubt = "" if is_proven else "; a cheaper set may exist, not all were tried"
    text = f"{names}, at a cost of {cost:g}: {sets.outcome_words(chosen)}{doubt}"
    return CheapestResult(search.until, rules, cost, is_proven, text, len(sets.seen))


def _first_by_price(sets: _Sets) -> frozenset[str]:
    """Return the cheapest set that suffices, by trying all in the order of their price."""
    subsets = sorted(
        (
            frozenset(chosen)
            for count in range(len(sets.rules) + 1)
            for chosen in combinations(sets.rules, count)
        ),
        key=lambda rules: (sets.price(rules), len(rules), sorted(rules)),
    )
    for some in _chunks(subsets):
        for rules, suffices in zip(some, sets.suffice(some), strict=True):
            if suffices:
                return rules
    return frozenset(sets.rules)


def _chunks(subsets: Sequence[frozenset[str]]) -> Iterator[list[frozenset[str]]]:
    waiting = iter(subsets)
    while some := list(islice(waiting, AT_ONCE)):
        yield some


def _pruned(sets: _Sets, every: frozenset[str]) -> frozenset[str]:
    """Return what is left when every rule that can be spared is taken away, the dearest first."""
    chosen = every
    for rule in sorted(sets.rules, key=lambda name: (-sets.cost[name], name)):
        fewer = chosen - {rule}
        if sets.suffice([fewer])[0]:
            chosen = fewer
    return chosen
