"""Requests that pass several places in a row, event by event: slow, and nothing but lists.

A request waits at one place at a time, holds what it has, and frees all in the event of its
answer; a freed place goes to the first in its queue at once.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.oracles.queues import IMPATIENT, OVERLOADED, PAID, Fate, Job

# Order of simultaneous events: answers, then those who leave, then arrivals.
ANSWER, LEAVE, ARRIVE = range(3)


class Request(NamedTuple):
    """A job and the names of the places that it passes, in their order."""

    job: Job
    way: tuple[str, ...]


class Room(NamedTuple):
    """How many a place serves at once, how many may wait before it."""

    places: int
    queue: float


@dataclass
class Log:
    """What happened at one place: requests, those that waited, their wait and the time held, µs."""

    requests: int = 0
    waited: int = 0
    wait: int = 0
    held: int = 0


@dataclass
class Moments:
    """When something happened at one place: who came, who waited and was held from when to when."""

    came: list[int] = field(default_factory=list)
    waits: list[tuple[int, int]] = field(default_factory=list)
    held: list[tuple[int, int]] = field(default_factory=list)


class Row:
    """All places and requests of one replay.

    Parameters
    ----------
    requests
        In order of arrival; the position is the number.
    rooms
        Place by name.
    horizon
        Places are logged as held until then, µs.
    until_answer
        True where patience may also end while a request is served.
    """

    def __init__(
        self,
        requests: Sequence[Request],
        rooms: Mapping[str, Room],
        horizon: int,
        *,
        until_answer: bool,
    ) -> None:
        self.requests = requests
        self.rooms = rooms
        self.horizon = horizon
        self.until_answer = until_answer
        self.now = 0
        self.logs = {name: Log() for name in rooms}
        self.moments = {name: Moments() for name in rooms}
        self.events: list[tuple[int, int, int]] = []
        self.held: dict[int, dict[str, int]] = {number: {} for number in range(len(requests))}
        self.since: dict[int, int] = {}
        self.taken = dict.fromkeys(rooms, 0)
        self.lines: dict[str, list[int]] = {name: [] for name in rooms}
        self.ready: deque[int] = deque()
        self.fates: dict[int, Fate] = {}

    def replay(self) -> list[Fate]:
        """Let everything happen; return the fates in the order of the requests."""
        for number, request in enumerate(self.requests):
            self.plan(request.job.arrival, ARRIVE, number)
        while self.events:
            self.now, kind, number = heapq.heappop(self.events)
            if kind == ARRIVE:
                self.arrive(number)
            elif kind == ANSWER:
                self.free(number)
            else:
                self.leave(number)
            while self.ready:
                self.go_on(self.ready.popleft())
        return [self.fates[number] for number in range(len(self.requests))]

    def plan(self, moment: int, kind: int, number: int) -> None:
        """Put an event into the calendar."""
        heapq.heappush(self.events, (moment, kind, number))

    def arrive(self, number: int) -> None:
        """Send a request, unless the shopper is gone already."""
        job = self.requests[number].job
        if self.until_answer and job.patience == 0:
            self.fates[number] = Fate(IMPATIENT, 0, self.now, is_sent=False)
        else:
            self.ready.append(number)

    def go_on(self, number: int) -> None:
        """Take place after place as far as they are free."""
        request, held = self.requests[number], self.held[number]
        while len(held) < len(request.way):
            name = request.way[len(held)]
            self.logs[name].requests += 1
            self.moments[name].came.append(self.now)
            if self.taken[name] == self.rooms[name].places:
                self.queue_up(number, name)
                return
            self.taken[name] += 1
            held[name] = self.now
        self.serve(number)

    def queue_up(self, number: int, name: str) -> None:
        """Join a queue, or be refused by a full one."""
        job = self.requests[number].job
        if len(self.lines[name]) >= self.rooms[name].queue:
            self.fates[number] = Fate(OVERLOADED, self.now - job.arrival, self.now)
            self.free(number)
            return
        self.lines[name].append(number)
        self.since[number] = self.now
        if job.patience is not None:
            self.plan(job.arrival + job.patience, LEAVE, number)

    def serve(self, number: int) -> None:
        """Be served, and say what will become of it."""
        job = self.requests[number].job
        wait, answer = self.now - job.arrival, self.now + job.service
        if job.service:
            self.plan(answer, ANSWER, number)
        else:  # what takes no time is no event
            self.free(number)
        gone = None if job.patience is None else job.arrival + job.patience
        if self.until_answer and gone is not None and gone < answer:
            self.fates[number] = Fate(IMPATIENT, wait, gone, is_reversed=True)
        else:
            self.fates[number] = Fate(PAID, wait, answer)

    def leave(self, number: int) -> None:
        """Leave the queue, if the request still stands in one."""
        for name, line in self.lines.items():
            if number in line:
                line.remove(number)
                self.step_out(number, name)
                wait = self.now - self.requests[number].job.arrival
                self.fates[number] = Fate(IMPATIENT, wait, self.now)
                self.free(number)

    def free(self, number: int) -> None:
        """Free all places in the order in which they were taken; the next in line get them."""
        for name, since in self.held[number].items():
            end = min(self.horizon, self.now)
            self.logs[name].held += end - min(self.horizon, since)
            self.moments[name].held.append((since, self.now))
            if self.lines[name]:
                following = self.lines[name].pop(0)
                self.step_out(following, name)
                self.held[following][name] = self.now
                self.ready.append(following)
            else:
                self.taken[name] -= 1
        self.held[number] = {}

    def step_out(self, number: int, name: str) -> None:
        """Log the wait of a request that is not in the queue any more."""
        self.logs[name].waited += 1
        self.logs[name].wait += self.now - self.since[number]
        self.moments[name].waits.append((self.since[number], self.now))
