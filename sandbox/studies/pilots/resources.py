"""What a question needs of this machine: memory and time, foretold before it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.engines.footprint import record_bytes, working_bytes, world_bytes
from sandbox.errors import CapacityError
from sandbox.execution.processes import cores
from sandbox.studies.replications.groups import BATCHES_MOST
from sandbox.units import MICROSECONDS_PER_SECOND, format_duration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.scenario.tables.build import BuiltWorld
    from sandbox.studies.plan import Plan

PROGRAM = 230 << 20  # bytes: Python, NumPy and the engine before anything is simulated
MATTERS_BYTES = 1 << 30
MATTERS_S = 60.0
# Checkouts a second on one core of a small server (docs/MODEL.md, section 5.4); those that touch
# one another take turns in one calendar.
APART_PER_S, COUPLED_PER_S, REFERENCE_PER_S = 3_000_000, 700_000, 15_000


@dataclass(frozen=True, slots=True)
class Needs:
    """Memory in bytes and time in seconds, as far as tables can tell."""

    memory: int
    seconds: float

    @property
    def matter(self) -> bool:
        """Whether somebody should be told."""
        return self.memory >= MATTERS_BYTES or self.seconds >= MATTERS_S

    def __str__(self) -> str:
        time = format_duration(round(self.seconds) * MICROSECONDS_PER_SECOND)
        return f"about {self.memory / 1e9:.2g} GB of memory and {time}"


def needs_of(worlds: Sequence[BuiltWorld], plan: Plan, engine: str) -> Needs:
    """Return what a question needs.

    Whole tallies are kept of batches of replications at the first point, and summed for the
    others.

    Parameters
    ----------
    worlds
        Tables of the first point; those of the others are taken to be like them.
    engine
        Name of the engine.
    """
    points = len(plan.points)
    size = sum(record_bytes(built.world.settings) for built in worlds)
    kept = size * (min(plan.replications_least, BATCHES_MOST) + 2 * points)
    tables = sum(world_bytes(built.world) for built in worlds) * (points - 1)
    checkouts = sum(plan.checkouts) * len(worlds) * plan.replications_least
    return Needs(_base(worlds) + kept + tables, checkouts / _speed(worlds, engine))


def _base(worlds: Sequence[BuiltWorld]) -> int:
    tables = sum(world_bytes(built.world) for built in worlds)
    return PROGRAM + tables + cores() * max(working_bytes(built.world) for built in worlds)


def _speed(worlds: Sequence[BuiltWorld], engine: str) -> float:
    if engine != "compiled":
        return REFERENCE_PER_S * cores()
    coupled = any(b.world.settings.has_pressure or b.world.settings.has_memory for b in worlds)
    return (COUPLED_PER_S if coupled else APART_PER_S) * cores()


def free_memory() -> int | None:
    """Return the memory that is free here, bytes; None where the machine does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    known = dict(line.split(":", 1) for line in lines if ":" in line)
    free = int(known["MemAvailable"].split()[0]) * 1024 if "MemAvailable" in known else None
    limits = [free, _left_in_group()]
    return min((each for each in limits if each is not None), default=None)


def _left_in_group() -> int | None:
    """Return what is left below the limit of a container."""
    folder = Path("/sys/fs/cgroup")
    try:
        limit, used = ((folder / f"memory.{n}").read_text().strip() for n in ("max", "current"))
        return max(0, int(limit) - int(used))
    except (OSError, ValueError):
        return None


def check_memory(needs: Needs, *, force: bool) -> None:
    """Raise CapacityError where more memory is needed than is free, unless that is wanted."""
    free = free_memory()
    if force or free is None or needs.memory <= free:
        return
    raise CapacityError(
        f"this needs about {needs.memory / 1e9:.2g} GB of memory, {free / 1e9:.2g} GB are free",
        hint="ask for fewer replications or time buckets, or try it all the same with --force",
    )
