"""Outages by name: dated ones as they are written, random ones drawn one after another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sandbox.scenario.schema.distribution_sections import DurationDistribution
from sandbox.scenario.schema.pressure_sections import Outage
from sandbox.units import threshold
from sandbox.vocabulary import EntityKind, Purpose
from tests.oracles.naive_draws import Draws
from tests.oracles.naive_payment import Sampler
from tests.oracles.naive_world import Parties, ids_of

# Who can be out, in the order in which they are asked: the lane of each one's word is its place.
KINDS: Final = ("wallet", "rail", "route")


@dataclass(frozen=True)
class Names:
    """The parties that a request needs."""

    wallet: str
    rail: str = ""
    route: str = ""


@dataclass(frozen=True)
class Trouble:
    """An outage that is in force, for one kind of party of a request; it ends at `until_us`."""

    kind: str
    outage: Outage
    until_us: int


class Outages:
    """All outages of one replication."""

    def __init__(self, parties: Parties, draws: Draws, sample: Sampler) -> None:
        self.parties = parties
        self.draws = draws
        self.sample = sample
        self.outages = parties.document.outages
        self.ids = ids_of(self.outages)
        self.failures: dict[str, list[tuple[int, int]]] = {name: [] for name in self.outages}

    def at(self, moment_us: int, names: Names) -> list[Trouble]:
        """Return what troubles a request at a moment."""
        found = []
        for name, outage in self.outages.items():
            until = self._end(name, outage, moment_us)
            if until is not None:
                found += [Trouble(kind, outage, until) for kind in self._hit(outage, names)]
        return found

    def _hit(self, outage: Outage, names: Names) -> list[str]:
        wallets = set(outage.wallets) | {
            name
            for name, wallet in self.parties.document.wallets.items()
            if wallet.ecosystem in outage.ecosystems
        }
        is_hit = {
            "wallet": bool(wallets & self.parties.with_front(names.wallet)),
            "rail": names.rail in outage.rails,
            "route": names.route in outage.routes,
        }
        return [kind for kind in KINDS if is_hit[kind]]

    def _end(self, name: str, outage: Outage, moment_us: int) -> int | None:
        """Return when an outage ends that is in force; none where it is not."""
        start = self.parties.document.period.from_
        if outage.from_ is not None:
            first, last = outage.from_ - start, outage.end_us - start
            return last if first <= moment_us < last else None
        # Nothing breaks any more after the horizon.
        horizon = self.parties.document.period.length_us
        for first, last in self._failures_until(name, outage, moment_us):
            if first <= moment_us < last and first < horizon:
                return last
        return None

    def _failures_until(self, name: str, outage: Outage, moment_us: int) -> list[tuple[int, int]]:
        assert outage.random is not None
        known = self.failures[name]
        while not known or known[-1][0] <= moment_us:
            first = (known[-1][1] if known else 0) + self._drawn(name, 0, outage.random.between)
            known.append((first, first + self._drawn(name, 1, outage.random.repair)))
        return known

    def _drawn(self, name: str, lane: int, mean_us: int) -> int:
        entity = self.ids[name] * 2**24 + len(self.failures[name])
        word = self.draws.word(EntityKind.OUTAGE, Purpose.FAILURE, entity, lane)
        return self.sample(DurationDistribution.model_construct(exponential=mean_us), word)


def failed(troubles: list[Trouble], word: Callable[[int], int]) -> str:
    """Return the first kind of party whose outage fails a request; nothing where none does.

    Parameters
    ----------
    word
        Word of the request for the kind of that number.
    """
    for lane, kind in enumerate(KINDS):
        shares = [t.outage.share for t in troubles if t.kind == kind]
        if any(word(lane) < threshold(share) for share in shares):
            return kind
    return ""


def slowed(troubles: list[Trouble], takes_us: int) -> int:
    """Return how long an answer takes that would take so long otherwise, in whole µs."""
    multiple = Fraction(1)
    for trouble in troubles:
        multiple *= trouble.outage.slower
    return int(takes_us * multiple)


def more_declines(troubles: list[Trouble]) -> Fraction:
    """Return what outages add to the technical declines."""
    return sum((trouble.outage.declines for trouble in troubles), Fraction(0))
