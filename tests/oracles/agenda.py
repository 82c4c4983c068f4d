"""What is still to come, as one sorted list; and what is counted on the way."""

from __future__ import annotations

from bisect import insort
from collections import Counter as Counted
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from sandbox.vocabulary import Counter, EventRank

Action = Callable[[], None]


class Whose(NamedTuple):
    """Checkout and attempt that an event belongs to."""

    checkout: int
    attempt: int


class Agenda:
    """Events in the order of moment, rank, checkout, attempt and the order of their planning."""

    def __init__(self) -> None:
        self.now = 0
        self.counted: Counted[Counter] = Counted()
        self.planned: list[tuple[int, EventRank, Whose, int, Action]] = []
        self.sequence = 0
        self.ready: deque[Action] = deque()

    def plan(self, moment: int, rank: EventRank, whose: Whose, action: Action) -> None:
        """Put an event down."""
        self.sequence += 1
        insort(self.planned, (moment, rank, whose, self.sequence, action))

    def after(self, pause: int, rank: EventRank, whose: Whose, action: Action) -> None:
        """Let something happen after a pause; what takes no time happens inside this event."""
        if pause:
            self.plan(self.now + pause, rank, whose, action)
        else:
            action()

    def play(self) -> None:
        """Let everything happen."""
        while self.planned:
            self.now, _, _, _, action = self.planned.pop(0)
            action()
            self.hand_over()

    def hand_over(self) -> None:
        """Let those go on who were handed a place, the first one first."""
        while self.ready:
            self.ready.popleft()()
