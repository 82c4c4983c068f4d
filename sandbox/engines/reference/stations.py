"""Places with a capacity: requests in service, and a queue in order of arrival.

Freed capacity is handed to the first in the queue inside the event that frees it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.model.limits import TOKEN, refilled

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.model.tables.pressure_tables import LimitTable, StationTable


@dataclass(slots=True, eq=False)
class Ticket:
    """A request that waits: how to wake it, and what became of it."""

    wake: Callable[[], None]
    is_waiting: bool = True
    is_served: bool = False


@dataclass(slots=True)
class Station:
    """One place: at most `parallel` requests in service and `bound` in the queue."""

    parallel: int
    bound: int
    busy: int = 0
    length: int = 0
    queue: deque[Ticket] = field(default_factory=deque)

    def take(self) -> bool:
        """Take a free place, if there is one."""
        if self.busy >= self.parallel:
            return False
        self.busy += 1
        return True

    def is_full(self) -> bool:
        """Tell whether nobody else may wait."""
        return self.length >= self.bound

    def line_up(self, wake: Callable[[], None]) -> Ticket:
        """Join the end of the queue."""
        ticket = Ticket(wake)
        self.queue.append(ticket)
        self.length += 1
        return ticket

    def withdraw(self, ticket: Ticket) -> None:
        """Leave the queue unserved."""
        ticket.is_waiting = False
        self.length -= 1

    def free(self) -> None:
        """Hand a place to the first who still waits, or keep it free."""
        while self.queue:
            ticket = self.queue.popleft()
            if ticket.is_waiting:
                ticket.is_waiting = False
                ticket.is_served = True
                self.length -= 1
                ticket.wake()
                return
        self.busy -= 1


def stations_of(table: StationTable) -> list[Station]:
    """Return the empty stations of a replication."""
    return [Station(p, q) for p, q in zip(table.parallel, table.queue, strict=True)]


class TokenBuckets:
    """Token buckets by (wallet, destination, merchant id), full at the start.

    A bucket is exact: integers of 10⁻¹² token, refilled by rate × time.
    """

    __slots__ = ("_limits", "_seen")

    def __init__(self, limits: LimitTable) -> None:
        self._limits = limits
        self._seen: dict[tuple[int, int, int], tuple[int, int]] = {}

    def admits(self, wallet: int, destination: int, merchant_id: int, now_us: int) -> bool:
        """Take a token, if there is one."""
        per_us = self._limits.per_us[wallet]
        if per_us == 0:
            return True
        burst = self._limits.burst[wallet]
        key = (self._limits.owner[wallet], destination, merchant_id)
        level, since = self._seen.get(key, (burst, now_us))
        level = refilled(level, now_us - since, per_us, burst)
        admitted = level >= TOKEN
        self._seen[key] = (level - TOKEN if admitted else level, now_us)
        return admitted
