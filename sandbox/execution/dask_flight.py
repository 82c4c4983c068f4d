"""The units of work that are on their way to the workers of a Dask cluster, and back."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from uuid import uuid4

from sandbox.errors import CapacityError, MachineError, UsageError
from sandbox.execution.dask_watch import deadline_s
from sandbox.execution.dask_worker import Carrying, Task, edition, opener
from sandbox.execution.threads import Look

if TYPE_CHECKING:
    from sandbox.model.tables.world import World

U = TypeVar("U", bound=Carrying)
R = TypeVar("R")

TAKEN_AT_ONCE: Final = 4  # results in the caller's memory
TRIES: Final = 3  # of a unit, each of them until it has ended several workers
AT_AN_END: Final = ("finished", "error", "cancelled")
ANSWER_WITHIN_S: Final = 30.0  # of the scheduler
OVERDUE_AFTER: Final = 4  # times as long as the slowest unit so far


@dataclass(slots=True)
class _UnitInFlight(Generic[U]):
    """A unit on its way, with what must stay alive until it is back."""

    unit: U
    future: Any
    tables: Any
    tries: int
    since: float
    twin: Any = None  # key of the same unit begun a second time


class Flight(Generic[U, R]):
    """The units on their way."""

    def __init__(self, client: Any, work: Callable[[U, Look], R]) -> None:  # noqa: ANN401 -- Dask has no types
        self._client, self._work, self._opened = client, work, opener()
        self._name, self._numbers = uuid4().hex, count()
        self._started: dict[Any, _UnitInFlight[U]] = {}
        self._back: SimpleQueue[Any] = SimpleQueue()
        self._lost: list[Any] = []
        self._last_worlds: tuple[World, ...] | None = None
        self._last_tables: Any = None
        self._deadline_s, self._slowest_s = deadline_s(), 0.0

    def __len__(self) -> int:
        return len(self._started)

    def start(self, unit: U, tries: int = 1) -> Any:  # noqa: ANN401 -- Dask has no types
        """Send a unit away and return its key; its tables go once for all that share them."""
        from cloudpickle import dumps  # noqa: PLC0415 -- comes with Dask

        tables = self._tables_of(unit.worlds)
        key = (f"unit-{self._name}", next(self._numbers))
        bare = replace(unit, worlds=())
        # A lambda, or a function of the caller's own script, is sent as code.
        task = dumps(Task(self._work, bare, edition()))
        future = self._client.submit(self._opened, task, tables, key=key)
        self._started[key] = _UnitInFlight(unit, future, tables, tries, monotonic())
        future.add_done_callback(self._back.put)
        return key

    def returns(self, patience_s: float) -> list[tuple[U, R]]:
        """Return a few units that are back, waiting a while for the first."""
        finished = []
        for future in self._next_back(patience_s):
            if future.key not in self._started:
                continue  # its twin was quicker
            match future.status:
                case "finished":
                    finished.append(future)
                case "error" | "cancelled":
                    self._start_again(self._started.pop(future.key))
                case _:  # its worker died after it was done; it is being done again
                    self._lost.append(future)
        results = self._client.gather(finished, errors="skip") if finished else []
        if len(results) < len(finished):  # one of them failed while it was done again
            self._lost += finished
            return []
        pairs = zip(finished, results, strict=True)
        return [(self._land(f.key), r) for f, r in pairs if f.key in self._started]

    def repeat_overdue(self) -> None:
        """Begin units a second time that take far longer than others: the first may never end.

        Both give the same, and whichever is back first counts.
        """
        if not self._slowest_s:
            return  # nobody knows how long a unit takes
        patience_s = max(self._deadline_s, OVERDUE_AFTER * self._slowest_s)
        now = monotonic()
        for key, started in list(self._started.items()):
            if started.twin is None and now - started.since > patience_s:
                started.twin = self.start(started.unit, started.tries)
                self._started[started.twin].twin = key

    def end(self) -> None:
        """Let go of everything; what is on its way stops at its next look."""
        futures = [started.future for started in self._started.values()]
        self._started.clear()
        self._lost.clear()
        self._last_tables = None
        if futures and self._client.status == "running":
            with suppress(OSError):  # the scheduler may be what failed
                cancel = self._client._cancel  # noqa: SLF001 -- the public one knows no time limit
                self._client.sync(cancel, futures, force=True, callback_timeout=ANSWER_WITHIN_S)

    def _land(self, key: Any) -> U:  # noqa: ANN401 -- Dask has no types
        """Return the unit that is back; its twin is let go of, and stops at its next look."""
        started = self._started.pop(key)
        self._started.pop(started.twin, None)
        self._slowest_s = max(self._slowest_s, monotonic() - started.since)
        return started.unit

    def _next_back(self, patience_s: float) -> Sequence[Any]:
        ready = [future for future in self._lost if future.status in AT_AN_END]
        self._lost = [future for future in self._lost if future not in ready]
        with suppress(Empty):
            if not ready:
                ready.append(self._back.get(timeout=patience_s))
            while len(ready) < TAKEN_AT_ONCE:
                ready.append(self._back.get_nowait())
        return ready

    def _tables_of(self, worlds: tuple[World, ...]) -> Any:  # noqa: ANN401 -- Dask has no types
        # The worlds themselves are kept too: while they live, nothing else is in their place.
        if worlds is not self._last_worlds or self._last_tables is None:
            tables = pickle.dumps(worlds, protocol=5)
            # A task, unlike scattered data, is done anew if all who know its result have died.
            key = (f"tables-{self._name}", sha256(tables).hexdigest())
            self._last_tables = self._client.submit(bytes, tables, key=key)
            self._last_worlds = worlds
        return self._last_tables

    def _start_again(self, flight: _UnitInFlight[U]) -> None:
        """Give a unit another try where its workers died; raise what it raised otherwise."""
        from distributed import KilledWorker  # noqa: PLC0415 -- optional

        if flight.future.status == "cancelled":
            raise ConnectionError("the scheduler has forgotten a unit of work")
        error = flight.future.exception()
        if not isinstance(error, KilledWorker):
            raise explanation_of(error)
        if flight.tries >= TRIES:
            raise CapacityError(
                f"a unit of work ended every worker that tried it, {TRIES} times over",
                hint="is there enough memory?",
            ) from error
        if flight.twin in self._started:
            self._started[flight.twin].twin = None
            return
        # Tables that failed with the unit get another name, and so another chance.
        self._name, self._last_tables = uuid4().hex, None
        self.start(flight.unit, flight.tries + 1)


@contextmanager
def connection_to(address: str) -> Iterator[None]:
    """Say clearly that the scheduler is lost, where that is why something fails."""
    try:
        yield
    except OSError as error:  # what Dask raises where a connection breaks, and time-outs
        raise MachineError(f"the scheduler at {address} is lost") from error


def explanation_of(error: BaseException) -> BaseException:
    """Return why a unit failed, in words where the worker could not read it at all."""
    return unable(error) if isinstance(error, ImportError | AttributeError) else error


def unable(error: BaseException) -> UsageError:
    """Return what a user is told of a worker on which this program is not installed."""
    return UsageError(
        f"a worker cannot run this version of the program: {error}",
        hint="install the same version on every machine",
    )
