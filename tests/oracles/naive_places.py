"""Places with a capacity, and buckets of tokens: who is let in, who waits, who is sent away."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from sandbox.scenario.schema.pressure_sections import Capacity
from sandbox.units import round_half_up
from sandbox.vocabulary import EntityKind, Purpose
from tests.oracles.naive_draws import Draws, part_of
from tests.oracles.naive_menu import Visit
from tests.oracles.naive_world import Parties

TOKEN = 10**12


class Guest(Protocol):
    """Whoever takes places: a request or a query."""

    held: list[Place]
    waits_at: Place | None

    def handed_over(self) -> None:
        """Go on from a place that was just handed over."""


class Place:
    """A wallet, route or rail with a capacity."""

    def __init__(self, capacity: Capacity, scale: Fraction) -> None:
        self.parallel = max(1, round_half_up(capacity.parallel / scale))
        self.room = float("inf") if capacity.queue == "unlimited" else capacity.queue
        self.taken = 0
        self.line: list[Guest] = []

    @property
    def is_free(self) -> bool:
        """Whether somebody can be served at once."""
        return self.taken < self.parallel

    @property
    def is_full(self) -> bool:
        """Whether nobody may wait either."""
        return not self.is_free and len(self.line) >= self.room

    def take(self, guest: Guest) -> None:
        """Be served here."""
        self.taken += 1
        guest.held.append(self)

    def queue(self, guest: Guest) -> None:
        """Wait here."""
        self.line.append(guest)
        guest.waits_at = self

    def step_out(self, guest: Guest) -> None:
        """Leave the queue."""
        self.line.remove(guest)
        guest.waits_at = None


def free(guest: Guest) -> list[Guest]:
    """Free all places of somebody, in the order in which they were taken; return who gets them."""
    held, guest.held = guest.held, []
    followers = []
    for place in held:
        place.taken -= 1
        if place.line:
            following = place.line[0]
            place.step_out(following)
            place.take(following)
            followers.append(following)
    return followers


class Places:
    """All places of a world."""

    def __init__(self, parties: Parties) -> None:
        self.parties = parties
        document = parties.document
        self.wallets = self._of(document.wallets)
        self.routes = self._of(document.routes)
        self.rails = self._of(document.rails)

    def _of(self, sections: dict) -> dict[str, Place]:  # type: ignore[type-arg]  # of any party
        scale = self.parties.document.scale
        return {
            name: Place(section.capacity, scale)
            for name, section in sections.items()
            if section.capacity is not None
        }

    def of_wallet(self, wallet: str) -> list[Place]:
        """Return the place of a wallet, which a front shares with the wallet behind it."""
        while wallet not in self.wallets:
            behind = self.parties.wallet(wallet).front_of
            if behind is None:
                return []
            wallet = behind
        return [self.wallets[wallet]]

    def way(self, wallet: str, rail: str, route: str) -> list[Place]:
        """Return the places that a request passes: route, wallet, rail."""
        on_route = [self.routes[route]] if route in self.routes else []
        on_rail = [self.rails[rail]] if rail in self.rails else []
        return [*on_route, *self.of_wallet(wallet), *on_rail]


class Buckets:
    """Tokens, a bucket for each wallet and merchant id; all are full at the start."""

    def __init__(self, parties: Parties, draws: Draws) -> None:
        self.parties = parties
        self.draws = draws
        self.levels: dict[tuple[str, str, int], tuple[int, int]] = {}

    def admit(self, moment_us: int, visit: Visit, wallet: str) -> bool:
        """Take a token out, if a whole one is there; a wallet without a limit asks for none."""
        limit = self.parties.wallet(wallet).rate_limit
        if limit is None:
            behind = self.parties.wallet(wallet).front_of
            return behind is None or self.admit(moment_us, visit, behind)
        scale = self.parties.document.scale
        per_us = max(1, round_half_up(limit.rate / scale * TOKEN / 1_000_000))
        most = max(TOKEN, per_us * limit.burst)
        word = self.draws.word(EntityKind.SHOPPER, Purpose.ENDURANCE, visit.number, 1)
        count = self.parties.document.merchants[visit.destination].merchant_ids
        bucket = (wallet, visit.destination, part_of(word, count))
        level, since = self.levels.get(bucket, (most, 0))
        level = min(most, level + per_us * (moment_us - since))
        admitted = level >= TOKEN
        self.levels[bucket] = (level - TOKEN * admitted, moment_us)
        return admitted
