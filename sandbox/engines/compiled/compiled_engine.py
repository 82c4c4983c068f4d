"""The compiled engine: the same world, bit for bit, two orders of magnitude faster."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from sandbox.engines.compiled import state
from sandbox.engines.compiled.happenings import Status
from sandbox.engines.compiled.kernel import stepper
from sandbox.engines.compiled.room import fresh_run, with_more_room
from sandbox.engines.compiled.state import Run
from sandbox.engines.compiled.storage import as_columns, directory_of
from sandbox.engines.protocol import Observers
from sandbox.model.records.trace_row import COLUMNS
from sandbox.model.tables.world import World

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandbox.chance.streams import StreamKey
    from sandbox.model.records.record import Record

WORLDS_KEPT: Final = 64  # regimes of one study, and to spare; a large one takes some megabytes
SLICE: Final = 1 << 17  # arrivals between two looks at progress, interrupts and trace


class Prepared(NamedTuple):
    """A world made ready once for all of its replications.

    Attributes
    ----------
    world
        As it came; while it lives, nothing else can have its address.
    columns, directory
        The same as arrays, and where they are.
    """

    world: World
    columns: World
    directory: NDArray[Any]


class CompiledEngine:
    """The engine to use: compiled from the rules that the reference engine calls.

    Several threads may share one: while it simulates it holds no lock of Python's. It remembers
    the worlds that it has seen last, because making one ready takes as long as a thousand
    checkouts.
    """

    name = "compiled"

    def __init__(self) -> None:
        self._worlds: dict[int, Prepared] = {}
        self._preparing = threading.Lock()

    def simulate(self, world: World, key: StreamKey, observers: Observers | None = None) -> Record:
        """Return what happened in one replication: a pure function of world and key.

        Raises
        ------
        CapacityError
            If more is on its way at once than there is room for.
        """
        seen = observers if observers is not None else Observers()
        ready = self.prepared(world)
        apart = {"world": ready.directory}
        steps = stepper(fresh_run(world, ready.columns, key, seen), apart)
        while True:
            status = steps.advance(SLICE)
            show(steps.run, seen)
            if status == Status.OVER:
                break
            if status == Status.IS_FULL:
                steps = stepper(with_more_room(steps.arrays()), apart)
        if seen.story is not None:
            seen.story.read(steps.run.log)
        if seen.fates is not None:
            seen.fates.words = np.asarray(steps.run.fates, dtype=np.int64)
        return steps.run.record

    def prepared(self, world: World) -> Prepared:
        """Return a world made ready."""
        with self._preparing:
            known = self._worlds.get(id(world))
            if known is None:
                columns = as_columns(world, World)
                known = Prepared(world, columns, directory_of(columns))
                while len(self._worlds) >= WORLDS_KEPT:
                    del self._worlds[next(iter(self._worlds))]
                self._worlds[id(world)] = known
            return known


def show(run: Run, seen: Observers) -> None:
    """Show those who look on how far it has come, and hand them finished rows."""
    if seen.progress is not None:
        seen.progress(int(run.clock[state.NEXT_NUMBER]))
    count = int(run.clock[state.TRACED])
    if seen.trace is not None and count:
        columns = np.asarray(run.trace).reshape(len(COLUMNS), -1)[:, :count]
        seen.trace.add_part(dict(zip(COLUMNS, columns, strict=True)))
    run.clock[state.TRACED] = 0
