"""The compiled engine: the same world, bit for bit, two orders of magnitude faster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sandbox.chance.quantile_tables import QuantileTable, load_tables
from sandbox.engines.compiled import state
from sandbox.engines.compiled.kernel import kernel
from sandbox.engines.compiled.room import fresh_run, with_more_room
from sandbox.engines.compiled.state import Run, Status
from sandbox.engines.compiled.storage import as_columns, directory_of
from sandbox.engines.engine import Observers
from sandbox.scenario.tables.world import World

if TYPE_CHECKING:
    from sandbox.chance.streams import StreamKey
    from sandbox.engines.record import Record

SLICE: Final = 1 << 17  # arrivals between two looks at progress, interrupts and trace


class CompiledEngine:
    """The engine to use: compiled from the rules that the reference engine calls."""

    name = "compiled"

    def __init__(self) -> None:
        self._worlds: dict[int, tuple[World, World]] = {}

    def simulate(self, world: World, key: StreamKey, observers: Observers | None = None) -> Record:
        """Return what happened in one replication: a pure function of world and key."""
        seen = observers if observers is not None else Observers()
        run = fresh_run(world, self._columns_of(world), key, seen)
        directory = directory_of(run)
        advance = kernel()
        while True:
            status = advance(directory, SLICE)
            self._show(run, seen)
            if status == Status.OVER:
                return run.record
            if status == Status.IS_FULL:
                run = with_more_room(run)
                directory = directory_of(run)

    def _columns_of(self, world: World) -> World:
        known = self._worlds.get(id(world))
        if known is None:
            known = world, as_columns(world, World)
            self._worlds[id(world)] = known
        return known[1]

    @staticmethod
    def _show(run: Run, seen: Observers) -> None:
        if seen.progress is not None:
            seen.progress(int(run.clock[state.NEXT_NUMBER]))
        if seen.trace is not None:
            count = int(run.clock[state.TRACED])
            if count:
                seen.trace.add_part(
                    {name: column[:count] for name, column in run.trace._asdict().items()}
                )
            run.clock[state.TRACED] = 0
