"""A campaign: mutants for so many minutes, counted, and each kind of finding once in the corpus."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.fuzz.corpus import entries, keep, read_entry
from tests.fuzz.judge import Answer, Verdict
from tests.fuzz.mutation import Case, mutant
from tests.fuzz.shrinking import shrunk
from tests.fuzz.workers import Limits, Task, Worker, judge_all

__all__ = ["Campaign"]

REPORT_EVERY: Final = 20.0  # seconds between two lines of counts
FACE_EVERY: Final = 8  # mutants between two whose command is run as well
SEEDS_APART: Final = 1_000_000_007  # so that neighbouring seeds have no mutants in common
TOLD_MAX: Final = 40  # lines of a finding that are printed


@dataclass(slots=True)
class Campaign:
    """What is tried, and what has been found.

    Attributes
    ----------
    seed
        Of the first mutant.
    seconds, mutants_max
        When to stop, whichever comes first.
    jobs
        Worker processes.
    folder
        Where findings go.
    """

    seed: int
    seconds: float
    mutants_max: int
    jobs: int
    folder: Path
    limits: Limits = field(default_factory=Limits)
    counts: Counter[str] = field(default_factory=Counter)
    found: dict[str, int] = field(default_factory=dict)
    _begin: float = field(default_factory=time.monotonic)
    _told: float = 0.0

    def replay(self, paths: list[Path] | None = None) -> None:
        """Judge every entry of a corpus again, with its command."""
        names = paths if paths is not None else entries(self.folder)
        tasks = [Task(k, read_entry(path), has_face=True) for k, path in enumerate(names)]
        for task, verdict in self._judge(tasks):
            self.counts["replayed"] += 1
            if verdict.answer is Answer.FINDING:
                self._say(f"finding: {names[task.number].name} shows it again: {verdict.kind}")
                self._say(_indented(verdict.told))
                self.found[verdict.kind] = self.found.get(verdict.kind, 0) + 1

    def search(self) -> None:
        """Judge mutants until the time is up."""
        self._begin = self._told = time.monotonic()
        for task, verdict in self._judge(self._mutants()):
            self.counts["mutants"] += 1
            self.counts[verdict.answer.value] += 1
            if verdict.answer is Answer.FINDING:
                self._note(task, verdict)
            if time.monotonic() - self._told > REPORT_EVERY:
                self._told = time.monotonic()
                self._say(self.line())
        self._say(self.line())

    def line(self) -> str:
        """Return the counts so far as one line."""
        seconds = max(time.monotonic() - self._begin, 0.001)
        counts = self.counts
        loaded = sum(counts[answer] for answer in (Answer.LOADED, Answer.PLANNED, Answer.AGREED))
        speed = counts["mutants"] / seconds
        parts = [
            f"{seconds:5.0f} s: {counts['mutants']:,} mutants ({speed:.0f}/s)",
            f"{counts[Answer.REFUSED]:,} refused",
            f"{loaded:,} loaded",
            f"{counts[Answer.AGREED]:,} run on both engines",
            f"{counts['commands']:,} commands",
            f"{counts[Answer.FINDING]:,} findings of {len(self.found)} kinds",
        ]
        return ", ".join(parts)

    def _judge(self, tasks: Iterator[Task] | list[Task]) -> Iterator[tuple[Task, Verdict]]:
        workers = [Worker(self.limits) for _ in range(self.jobs)]
        try:
            yield from judge_all(tasks, workers)
        finally:
            for worker in workers:
                worker.end()

    def _mutants(self) -> Iterator[Task]:
        first = self.seed * SEEDS_APART
        for number in range(first, first + self.mutants_max):
            if time.monotonic() - self._begin > self.seconds:
                return
            has_face = number % FACE_EVERY == 0
            self.counts["commands"] += has_face
            yield Task(number, mutant(number), has_face)

    def _note(self, task: Task, verdict: Verdict) -> None:
        """Tell of a finding; the first of its kind is made small and kept."""
        self.found[verdict.kind] = self.found.get(verdict.kind, 0) + 1
        if self.found[verdict.kind] > 1:
            return
        self._say(f"finding: {verdict.kind} (mutant {task.number})")
        self._say(_indented(verdict.told))
        case = self._shrunk(task, verdict)
        path = keep(case, verdict, task.number, self.folder)
        self._say(f"  kept in {path}:\n{_indented(path.read_text(encoding='utf-8')[:2_000])}")

    def _shrunk(self, task: Task, verdict: Verdict) -> Case:
        worker = Worker(self.limits)

        def shows(case: Case) -> bool:
            again = next(judge_all([Task(task.number, case, task.has_face)], [worker]))[1]
            return again.answer is Answer.FINDING and again.kind == verdict.kind

        try:
            return shrunk(task.case, shows)
        finally:
            worker.end()

    def _say(self, text: str) -> None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def _indented(text: str) -> str:
    lines = text.rstrip().splitlines()
    return "\n".join(f"    {ascii(line)[1:-1]}"[:200] for line in lines[-TOLD_MAX:])
