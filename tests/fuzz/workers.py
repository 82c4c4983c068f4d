"""Processes in which cases are judged, so that whatever a case does ends with its process.

A worker is a fork of this process, which holds the compiled engine already: a crash costs
milliseconds, not another compilation.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Final, NamedTuple

from tests.fuzz.faces import command_of, shown
from tests.fuzz.judge import Answer, Verdict, judged, written
from tests.fuzz.mutation import Case
from tests.fuzz.seeds import BASES

__all__ = ["Limits", "Task", "Worker", "judge_all"]

MEGABYTE: Final = 1 << 20
_FORK: Final = multiprocessing.get_context("fork")


class Limits(NamedTuple):
    """What a case may take.

    Attributes
    ----------
    seconds
        Of the processor; by the clock on the wall it may take `PATIENCE` times as long.
    megabytes
        More than before it.
    """

    seconds: int = 10
    megabytes: int = 1_024


REFUSAL_SECONDS_MAX: Final = 3.0
PATIENCE: Final = 12  # other processes need the processor too


class Task(NamedTuple):
    """A case with the number that stands for it, and whether its command is run too."""

    number: int
    case: Case
    has_face: bool = False


class Worker:
    """A process that judges one case after another."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.task: Task | None = None
        self._since = 0.0
        self._folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
        for base, path in BASES.items():
            shutil.copy(path, self._folder / base)
        self._start()

    @property
    def connection(self) -> Connection:
        """Where its next verdict comes from."""
        return self._ours

    def _start(self) -> None:
        self._ours, theirs = _FORK.Pipe()
        self._process = _FORK.Process(
            target=_work, args=(theirs, self.limits, self._folder), daemon=True
        )
        self._process.start()
        theirs.close()

    def give(self, task: Task) -> None:
        """Hand over a task."""
        self.task = task
        self._since = time.monotonic()
        self._ours.send(task)

    def take(self) -> Verdict | None:
        """Return the verdict on its task; None where it is still thinking.

        A process that has died is a verdict too, and another one is started in its place.
        """
        try:
            if self._ours.poll():
                verdict: Verdict = self._ours.recv()
                return verdict
        except (EOFError, OSError):
            self._process.join()
            return self._again(_of_exit(self._process.exitcode or 0, self.limits))
        if time.monotonic() - self._since > PATIENCE * self.limits.seconds:
            self._process.kill()
            self._process.join()
            return self._again(Verdict(Answer.FINDING, "silence", "it waited, and did nothing"))
        return None

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()
        self._ours.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _again(self, verdict: Verdict) -> Verdict:
        self._ours.close()
        self._start()
        return verdict


def judge_all(tasks: Iterable[Task], workers: list[Worker]) -> Iterator[tuple[Task, Verdict]]:
    """Yield tasks with their verdicts, in the order in which they are judged."""
    ahead = iter(tasks)
    busy: dict[Connection, Worker] = {}
    idle = list(workers)
    while True:
        while idle and (task := next(ahead, None)) is not None:
            worker = idle.pop()
            worker.give(task)
            busy[worker.connection] = worker
        if not busy:
            return
        wait(list(busy), timeout=1)
        for connection, worker in list(busy.items()):
            done, verdict = worker.task, worker.take()
            if verdict is None or done is None:
                continue
            del busy[connection]
            idle.append(worker)
            yield done, verdict


def _work(tasks: Connection, limits: Limits, folder: Path) -> None:
    """Judge tasks until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.chdir(folder)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere.fileno(), stream.fileno())
        while True:
            try:
                task: Task = tasks.recv()
            except EOFError:
                return
            _limit(limits)
            verdict = _judged(task, folder)
            _unlimit()
            tasks.send(verdict)


def _judged(task: Task, folder: Path) -> Verdict:
    before = time.process_time()
    verdict = judged(task.case, folder)
    if task.has_face and verdict.answer is not Answer.FINDING:
        is_small = verdict.answer in (Answer.AGREED, Answer.PLANNED)
        path = written(task.case, folder).name
        words = command_of(task.case, Path(path), is_small=is_small)
        verdict = shown(words) or verdict
    seconds = time.process_time() - before
    if seconds > REFUSAL_SECONDS_MAX and verdict.answer is Answer.REFUSED:
        return Verdict(Answer.FINDING, "refused late", f"it took {seconds:.1f} s to refuse it")
    return verdict


def _limit(limits: Limits) -> None:
    """Let the kernel end the process where it takes too long, and refuse it memory."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _allow(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + limits.seconds)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    _allow(resource.RLIMIT_AS, pages * resource.getpagesize() + limits.megabytes * MEGABYTE)


def _unlimit() -> None:
    for kind in (resource.RLIMIT_CPU, resource.RLIMIT_AS):
        most = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most, most))


def _allow(kind: int, amount: int) -> None:
    most = resource.getrlimit(kind)[1]
    is_bounded = most != resource.RLIM_INFINITY
    resource.setrlimit(kind, (min(amount, most) if is_bounded else amount, most))


def _of_exit(code: int, limits: Limits) -> Verdict:
    """Return the verdict on a case that has ended its process."""
    if code == -signal.SIGXCPU:
        told = f"it took more than {limits.seconds} s of the processor"
        return Verdict(Answer.FINDING, "too slow", told)
    name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return Verdict(Answer.FINDING, f"died by {name}", f"the process ended by {name}")
