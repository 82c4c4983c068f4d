"""Rules as clauses, and chains of clauses for every cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sandbox.payments.openness import ChainTable, ClauseTable
from sandbox.scenario.regimes import FOREVER_US
from sandbox.scenario.schema.section import ONE
from sandbox.scenario.tables.labels import FIRST_ASSIGNED_ID
from sandbox.units import AMOUNT_FEN_MAX, WORD, threshold
from sandbox.vocabulary import Family, RolloutUnit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sandbox.scenario.regimes import DatedRule
    from sandbox.scenario.schema.rule_sections import Rollout
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.selectors import SelectedParties

EVERYTHING = (1 << 62) - 1
NO_RULE = -1
FIRST_REGIME_ID = 24_576


@dataclass(frozen=True, slots=True)
class Clause:
    """One aspect of one rule, with everything that its chain does not fix.

    Attributes
    ----------
    family
        Which chains it belongs to.
    selection
        Parties that it speaks of.
    rule
        Index in the run's list of rules.
    source
        That rule with its time in force.
    effect, parameter
        What it sets.
    final
        True for an exclusivity clause: stronger than all others.
    """

    family: Family
    selection: SelectedParties
    rule: int
    source: DatedRule
    effect: int
    parameter: int
    final: bool = False


class ChainEntry(NamedTuple):
    """A clause of a chain and its row."""

    row: int
    clause: Clause


class RolloutStep(NamedTuple):
    """From when on which share of a cohort is in, as a word threshold."""

    from_us: int
    threshold: int


class RolloutPlan(NamedTuple):
    """Steps of a roll-out in time; between those of a ramp the share rises evenly."""

    steps: Sequence[RolloutStep]
    is_ramp: bool


@dataclass(frozen=True, slots=True)
class Horizon:
    """Where the horizon lies on the calendar, and whether clauses outside it are dropped."""

    start_us: int
    length_us: int
    whole_time: bool = False


@dataclass(slots=True)
class ClauseRows:
    """Rows of the clause table while it is built."""

    horizon: Horizon
    cohorts: dict[str, int]
    everyone: Sequence[int]
    columns: dict[str, list[int]] = field(
        default_factory=lambda: {name: [] for name in ClauseTable._fields},
    )
    defaults: dict[tuple[int, int], int] = field(default_factory=dict)

    def default(self, effect: int, parameter: int = 0) -> int:
        """Return the row of the default with this effect."""
        key = (effect, parameter)
        if key not in self.defaults:
            self.defaults[key] = self._append(
                always=1,
                from_us=-FOREVER_US,
                until_us=FOREVER_US,
                surfaces=EVERYTHING,
                payloads=EVERYTHING,
                segments=EVERYTHING,
                tiers=EVERYTHING,
                amount_to=AMOUNT_FEN_MAX + 1,
                effect=effect,
                parameter=parameter,
                rule=NO_RULE,
            )
        return self.defaults[key]

    def add(self, clause: Clause) -> int:
        """Add a clause and return its row, -1 where it never speaks inside the horizon."""
        begin = max(-FOREVER_US, clause.source.from_us - self.horizon.start_us)
        end = min(FOREVER_US, clause.source.until_us - self.horizon.start_us)
        if not self.horizon.whole_time and (end <= 0 or begin >= self.horizon.length_us):
            return NO_RULE
        plan = self._plan(clause.source.rule.rollout)
        if plan is not None and not any(step.threshold for step in plan.steps):
            return NO_RULE
        amount = clause.source.rule.when.amount
        values = {
            "from_us": begin,
            "until_us": end,
            "surfaces": _mask(clause.selection.surfaces),
            "payloads": _mask(clause.selection.payloads),
            "segments": _mask(clause.selection.segments),
            "tiers": _mask(clause.selection.tiers),
            "amount_from": amount.from_ if amount is not None else 0,
            "amount_to": AMOUNT_FEN_MAX + 1 if amount is None or amount.to is None else amount.to,
            "effect": clause.effect,
            "parameter": clause.parameter,
            "rule": clause.rule,
        }
        if plan is not None:
            values.update(self._rollout(clause.source.rule.name, clause.source.rule.rollout, plan))
        elif self._is_plain(clause, begin, end):
            values["always"] = 1
        return self._append(**values)

    def _is_plain(self, clause: Clause, begin: int, end: int) -> bool:
        selection = clause.selection
        whole: tuple[tuple[int, ...], ...] = (
            selection.surfaces,
            selection.payloads,
            selection.segments,
            selection.tiers,
        )
        if clause.family is Family.LINK:
            whole = (selection.segments, selection.tiers)
        dated = begin <= 0 and end >= self.horizon.length_us and not self.horizon.whole_time
        undated = begin <= -FOREVER_US // 2 and end >= FOREVER_US // 2
        return (
            (dated or undated)
            and clause.source.rule.when.amount is None
            and all(
                len(part) == count
                for part, count in zip(whole, self._counts(clause.family), strict=True)
            )
        )

    def _counts(self, family: Family) -> tuple[int, ...]:
        counts = tuple(self.everyone)
        return counts[2:] if family is Family.LINK else counts

    def _plan(self, rollout: Rollout | None) -> RolloutPlan | None:
        """Return the steps, in microseconds of the horizon; none where everybody is in."""
        if rollout is None:
            return None
        raw = rollout.ramp if rollout.ramp is not None else rollout.share
        if isinstance(raw, dict):
            start_us = self.horizon.start_us
            steps = [RolloutStep(moment - start_us, threshold(s)) for moment, s in raw.items()]
        else:
            steps = [RolloutStep(-FOREVER_US, threshold(raw if raw is not None else ONE))]
        is_ramp = rollout.ramp is not None
        if not self.horizon.whole_time:
            reached = [step for step in steps if step.from_us <= 0]
            length_us = self.horizon.length_us
            ahead = [s for s in steps if s.from_us > 0 and (is_ramp or s.from_us < length_us)]
            steps = reached[-1:] + ahead
            if reached and all(step.threshold == WORD for step in steps):
                return None
        return RolloutPlan(steps, is_ramp)

    def _rollout(
        self,
        name: str,
        rollout: Rollout | None,
        plan: RolloutPlan,
    ) -> dict[str, int]:
        first = len(self.columns["step_us"])
        self.columns["step_us"].extend(step.from_us for step in plan.steps)
        self.columns["step_threshold"].extend(step.threshold for step in plan.steps)
        unit = RolloutUnit[rollout.of.upper()] if rollout is not None else RolloutUnit.EVERYONE
        cohort = rollout.cohort if rollout is not None and rollout.cohort else name
        return {
            "unit": int(unit),
            "cohort": self.cohorts[cohort],
            "step_first": first,
            "step_count": len(plan.steps),
            "ramp": int(plan.is_ramp),
        }

    def _append(self, **values: int) -> int:
        for name in ClauseTable._fields[:-2]:
            self.columns[name].append(values.get(name, 0))
        return len(self.columns["always"]) - 1

    def table(self) -> ClauseTable:
        """Return the finished table."""
        return ClauseTable(*(tuple(self.columns[name]) for name in ClauseTable._fields))


def _mask(indices: Iterable[int]) -> int:
    return sum(1 << index for index in indices)


def build_chain(
    rows: ClauseRows,
    entries: Sequence[ChainEntry],
    cells: Sequence[Sequence[int]],
    defaults: Sequence[int],
) -> ChainTable:
    """Return the chain of every cell.

    Parameters
    ----------
    entries
        Clauses of one family, the weakest first.
    cells
        For each of these, the cells that it speaks of.
    defaults
        Row of the default of each cell.
    """
    always = rows.columns["always"]
    stacks: list[list[int]] = [[] for _ in defaults]
    order = sorted(range(len(entries)), key=lambda k: (entries[k].clause.final, k), reverse=True)
    for k in order:
        row = entries[k].row
        for cell in cells[k]:
            stack = stacks[cell]
            if not stack or not always[stack[-1]]:
                stack.append(row)
    for stack, default in zip(stacks, defaults, strict=True):
        if not stack or not always[stack[-1]]:
            stack.append(default)
    start = [0]
    for stack in stacks:
        start.append(start[-1] + len(stack))
    return ChainTable(tuple(start), tuple(row for stack in stacks for row in stack))


def cohort_ids(document: Document) -> dict[str, int]:
    """Return the id of every cohort, the same under every regime.

    Rules are read in one order: the scenario's own, then those of each regime as it is written.
    A rule without an id gets a number plus that of such rules before it: 16,384 among the
    scenario's own, 24,576 in regimes, so that a rule added to a scenario moves no regime's draws.
    A cohort has the id of the rule that bears its name, else of the first that names it.
    """
    in_regimes = [rule for regime in document.regimes.values() for rule in regime.rules]
    ids: dict[str, int] = {}
    for rules, first in ((document.rules, FIRST_ASSIGNED_ID), (in_regimes, FIRST_REGIME_ID)):
        assigned = first
        for rule in rules:
            if rule.name not in ids:
                ids[rule.name] = assigned if rule.id is None else rule.id
                assigned += rule.id is None
    cohorts = dict(ids)
    for rule in [*document.rules, *in_regimes]:
        if rule.rollout is not None and rule.rollout.cohort is not None:
            cohorts.setdefault(rule.rollout.cohort, ids[rule.name])
    return cohorts
