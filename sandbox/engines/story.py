"""The story of one checkout: every event with its time and what decided it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.model.records.event_log import FACTS, KINDS, ROW_CELLS, ROWS, EventKind, EventLog
from sandbox.vocabulary import NOBODY


@dataclass(frozen=True, slots=True)
class Event:
    """One event: kind, time in µs of the horizon, and named integers (indices as in the tables)."""

    kind: EventKind
    time_us: int
    facts: dict[str, int]


@dataclass(slots=True)
class Story:
    """Events of one checkout in the order in which they happened.

    Attributes
    ----------
    checkout
        Number of the checkout.
    alone
        True to simulate only this checkout, which is allowed where no other can touch it.
    """

    checkout: int
    alone: bool = False
    events: list[Event] = field(default_factory=list)

    def read(self, log: EventLog) -> None:
        """Take in an event log, whose facts get their names."""
        for row in range(int(log.rows[0])):
            first = row * ROW_CELLS
            kind = KINDS[int(log.cells[first])]
            cells = (int(cell) for cell in log.cells[first + 2 : first + ROW_CELLS])
            facts = dict(zip(FACTS[kind], cells, strict=False))
            self.events.append(Event(kind, int(log.cells[first + 1]), facts))


def empty_log(story: Story | None) -> EventLog:
    """Return a log of the story's checkout, as lists; without room where no story is told."""
    if story is None:
        return EventLog(NOBODY, [0], [0])
    return EventLog(story.checkout, [0], [0] * (ROWS * ROW_CELLS))
