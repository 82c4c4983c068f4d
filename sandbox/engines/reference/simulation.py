"""One replication of the reference engine while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.engines.fates import Fates
    from sandbox.engines.python_policies import Policies
    from sandbox.engines.reference.calendar import Calendar
    from sandbox.engines.reference.stations import Station, TokenBuckets
    from sandbox.engines.trace import Trace
    from sandbox.model.draws import Draws
    from sandbox.model.memory import Memory
    from sandbox.model.outages import OutageWindows
    from sandbox.model.records.event_log import EventLog
    from sandbox.model.records.record import Record
    from sandbox.model.tables.world import World


@dataclass(slots=True)
class Simulation:
    """One replication while it runs: the clock, the tables, the draws, the record.

    Attributes
    ----------
    stations, buckets, windows
        What fills up, refuses and fails.
    policies
        Installed Python policies, asked in place of a learner.
    """

    clock: Calendar
    world: World
    draws: Draws
    record: Record
    memory: Memory
    log: EventLog
    windows: OutageWindows
    stations: list[Station]
    buckets: TokenBuckets
    policies: Policies
    trace: Trace | None
    fates: Fates | None
