"""The scheduler of a study: replications of groups of worlds, stored, resumed, stopped in time.

A group is one or more worlds that live through the same draws, the baseline first. The scheduler
hands out units of work, keeps what came of them in a store, and looks at the contiguous prefix of
the replications of each group, so that what it decides does not depend on the order of arrival.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from sandbox.errors import UsageError
from sandbox.execution.processes import cores
from sandbox.execution.threads import on_threads
from sandbox.studies.replications.groups import Group, GroupResult
from sandbox.studies.replications.unit_of_work import (
    UnitResult,
    WorkUnit,
    replicate,
)
from sandbox.studies.store.journal import Journal, StoredUnit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.execution.threads import Look
    from sandbox.model.tables.world import World

REPLICATIONS_MOST = 100_000


class Executor(Protocol):
    """Where units of work are done."""

    def __call__(
        self, work: Callable[[WorkUnit, Look], UnitResult], units: Iterable[WorkUnit]
    ) -> Iterator[tuple[WorkUnit, UnitResult]]:
        """Yield units with their results, in any order, taking units as they are needed."""
        ...


@dataclass(frozen=True, slots=True)
class WorkBudget:
    """When to stop at the latest; None for no bound.

    Attributes
    ----------
    time_s
        Seconds by the clock on the wall.
    checkouts
        Of the prefixes, group after group: whether they are simulated now or were stored before.
    """

    time_s: float | None = None
    checkouts: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scheduler has come.

    Attributes
    ----------
    units_done, units_planned
        Units; how many there will be is known at most where no precision decides.
    running
        Units on their way.
    groups_done, groups
        Groups.
    checkouts
        Simulated so far.
    """

    units_done: int
    units_planned: int
    running: int
    groups_done: int
    groups: int
    checkouts: int


@dataclass(slots=True)
class Scheduler:
    """Where replications are made.

    Attributes
    ----------
    seed, engine
        Of all draws; name of the engine.
    executor
        Where units of work are done; threads of this process unless stated.
    journal
        Remembers what came of units; None to forget.
    budget
        For everything that this scheduler does.
    progress
        Called after each unit.
    simulated_count
        Checkouts so far.
    spent_count
        Checkouts so far that count against the budget.
    start_s
        When it was made, seconds of the monotonic clock.
    """

    seed: int
    engine: str
    executor: Executor | None = None
    journal: Journal | None = None
    budget: WorkBudget = field(default_factory=WorkBudget)
    progress: Callable[[Progress, GroupResult], None] | None = None
    simulated_count: int = 0
    spent_count: int = 0
    start_s: float = field(default_factory=time.monotonic)

    def explore(self, groups: Sequence[Group]) -> list[GroupResult]:
        """Return the results of every group, in order."""
        return Exploration(self, groups).go()

    def over_budget(self) -> str:
        """Return which bound is reached; empty for none."""
        if self.budget.checkouts is not None and self.spent_count >= self.budget.checkouts:
            return "checkouts"
        late = time.monotonic() - self.start_s
        return "time" if self.budget.time_s is not None and late >= self.budget.time_s else ""


class Exploration:
    """One walk through some groups.

    Parameters
    ----------
    scheduler
        Where it happens.
    groups
        What is explored, in this order.
    """

    def __init__(self, scheduler: Scheduler, groups: Sequence[Group]) -> None:
        self._scheduler = scheduler
        self._groups = groups
        self._found = [GroupResult(g.worlds, [[] for _ in g.worlds]) for g in groups]
        # None for what is in the store: it is read again once it is its turn.
        self._early: list[dict[int, UnitResult | None]] = [{} for _ in groups]
        # What the store had of units on their way, and the tables that units carry.
        self._partly: dict[tuple[int, int], StoredUnit] = {}
        self._tables: dict[tuple[int, tuple[int, ...]], tuple[World, ...]] = {}
        self._current = 0
        self._handed_out = 0
        self._done = 0

    def go(self) -> list[GroupResult]:
        """Hand out units until every group has enough."""
        executor = self._scheduler.executor or threads_here
        try:
            for unit, came in executor(self._work(), self._units()):
                self._done += 1
                self._scheduler.simulated_count += checkouts_of(came)
                self._add(unit.group, unit.replication, self._note(unit, came))
        finally:  # an interrupted study keeps what is finished too
            if self._scheduler.journal is not None:
                self._scheduler.journal.flush()
        for found in self._found:
            found.stopped_by = found.stopped_by or "replications"
        return self._found

    def _work(self) -> Callable[[WorkUnit, Look], UnitResult]:
        return replicate

    def _units(self) -> Iterator[WorkUnit]:
        for number, group in enumerate(self._groups):
            found = self._found[number]
            for k in range(group.most):
                if found.stopped_by:
                    break
                known = self._known(group, k)
                came = known.whole()
                if came is not None:
                    is_next = number == self._current and k == found.replications
                    self._add(number, k, came if is_next else None)
                    continue
                self._handed_out += 1
                yield self._unit(number, k, known)

    def _unit(self, number: int, k: int, stored_unit: StoredUnit) -> WorkUnit:
        """Return the unit that makes what is missing of a replication."""
        group = self._groups[number]
        places = stored_unit.missing()
        key = number, places
        if key not in self._tables:  # the same object for each replication: it is sent once
            self._tables[key] = tuple(group.worlds[place].world for place in places)
        if len(places) < len(group.worlds):
            self._partly[number, k] = stored_unit
        matched = sum(place < group.matched_count for place in places)
        return WorkUnit(
            number, k, self._tables[key], self._scheduler.seed, self._scheduler.engine, matched
        )

    def _known(self, group: Group, k: int) -> StoredUnit:
        journal = self._scheduler.journal
        if journal is None:
            return StoredUnit(len(group.worlds), group.matched_count)
        return journal.find(group.worlds, k, group.matched_count)

    def _note(self, unit: WorkUnit, came: UnitResult) -> UnitResult:
        """Remember what came of a unit, and return it with what was known before."""
        known = self._partly.pop((unit.group, unit.replication), None)
        if known is not None:
            came = known.complete(came)
        if self._scheduler.journal is not None:
            self._scheduler.journal.note(self._groups[unit.group].worlds, unit.replication, came)
        return came

    def _add(self, number: int, k: int, came: UnitResult | None) -> None:
        """Take in a replication, and those that waited for it; decide what is enough.

        Groups end one after another, so that a budget ends all of them at the same place
        whatever arrives first.
        """
        if number >= self._current:
            self._early[number][k] = came
        while self._current < len(self._groups) and self._advance(self._current):
            self._early[self._current].clear()
            self._current += 1
        if self._scheduler.progress is not None:
            self._scheduler.progress(self._state(), self._found[number])

    def _advance(self, number: int) -> bool:
        """Lengthen the prefix of a group as far as it goes; tell whether the group has ended."""
        group, found, early = self._groups[number], self._found[number], self._early[number]
        while not found.stopped_by and (k := found.replications) in early:
            came = early.pop(k) or self._known(group, k).whole()
            if came is None:
                raise UsageError(
                    f"replication {k} has vanished from the store",
                    hint="let nobody delete files of a store while a study reads it",
                )
            found.add(came, group)
            self._scheduler.spent_count += checkouts_of(came)
            found.stopped_by = self._verdict(group, found)
        return bool(found.stopped_by)

    def _verdict(self, group: Group, result: GroupResult) -> str:
        count = result.replications
        if count >= group.most:
            return "replications"
        looks = count >= group.least and is_a_look(count) and group.is_enough is not None
        if looks and group.is_enough is not None and group.is_enough(result):
            return "precision"
        return self._scheduler.over_budget()

    def _state(self) -> Progress:
        over = sum(1 for found in self._found if found.stopped_by)
        planned = sum(
            found.replications if found.stopped_by else group.most
            for group, found in zip(self._groups, self._found, strict=True)
        )
        return Progress(
            units_done=self._done,
            units_planned=planned,
            running=self._handed_out - self._done,
            groups_done=over,
            groups=len(self._found),
            checkouts=self._scheduler.simulated_count,
        )


def checkouts_of(came: UnitResult) -> int:
    """Return how many checkouts a replication has, in all its worlds."""
    return sum(int(tally["by_stage"].sum()) for tally in came.tallies)


def is_a_look(replications: int) -> bool:
    """Tell whether a prefix of this length is looked at: every fifth, later every twentieth.

    Any rule that looks at nothing but the length keeps the error of a confidence sequence.
    """
    return replications % (5 if replications < 100 else 20) == 0


def threads_here(
    work: Callable[[WorkUnit, Look], UnitResult], units: Iterable[WorkUnit]
) -> Iterator[tuple[WorkUnit, UnitResult]]:
    """Do units of work on threads of this process, one per core."""
    return on_threads(work, units, cores())
