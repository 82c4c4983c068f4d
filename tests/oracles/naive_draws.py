"""The draws of one replication, each computed alone and by name; the blocks are the plain Philox's.

A word of 32 bits says yes to a probability when it is below round(p · 2³²).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from sandbox.units import WORD, round_half_up, threshold
from sandbox.vocabulary import EntityKind, Purpose
from tests.oracles.philox import philox4x32_10

HALF = 2**32
# Weights of favourites and of routes are whole numbers of these parts.
PARTS = 2**20
Name = TypeVar("Name")


def says_yes(word: int, share: Fraction) -> bool:
    """Tell whether a word says yes to a probability."""
    return word < threshold(share)


def cumulated(weights: Mapping[Name, Fraction]) -> dict[Name, int]:
    """Return the word threshold of each name's partial sum."""
    total = sum(weights.values(), Fraction(0))
    so_far = Fraction(0)
    thresholds = {}
    for name, weight in weights.items():
        so_far += weight
        thresholds[name] = threshold(so_far / total)
    return thresholds


def pick(word: int, thresholds: Mapping[Name, int]) -> Name:
    """Return the first name whose partial sum exceeds the word."""
    return next(name for name, bound in thresholds.items() if word < bound)


def in_parts(weights: Mapping[str, Fraction], names: Sequence[str]) -> dict[str, int]:
    """Return the weights of some names in parts of the sum over all."""
    total = sum(weights.values(), Fraction(0)) or Fraction(1)
    return {n: round_half_up(weights.get(n, Fraction(0)) / total * PARTS) for n in names}


def by_weight(word: int, weights: Mapping[str, int]) -> str | None:
    """Return the name whose part of the weight a word falls into; none where nothing weighs."""
    so_far = 0
    for name, weight in weights.items():
        so_far += weight
        if word * sum(weights.values()) < so_far * WORD:
            return name
    return None


def part_of(word: int, count: int) -> int:
    """Return which of `count` equal parts a word falls into."""
    return word * count // WORD


class Draws:
    """Every word of one replication.

    Parameters
    ----------
    seed
        64 bits: the key.
    replication
        Which sample path.
    """

    def __init__(self, seed: int, replication: int) -> None:
        self.key = [seed % HALF, seed // HALF]
        self.replication = replication
        self.known: dict[tuple[int, ...], list[int]] = {}

    def word(
        self,
        kind: EntityKind,
        purpose: Purpose,
        entity: int,
        lane: int,
        *,
        party: int = 0,
        attempt: int = 0,
        try_: int = 0,
    ) -> int:
        """Return one lane of the block of an entity and a purpose."""
        place = (kind, purpose, entity, party, attempt, try_)
        if place not in self.known:
            counter = [
                entity % HALF,
                (entity // HALF) % 2**12 + kind * 2**12 + purpose * 2**16,
                self.replication,
                party + attempt * 2**16 + try_ * 2**24,
            ]
            self.known[place] = philox4x32_10(counter, self.key)
        return self.known[place][lane]

    def of_wallet(self, purpose: Purpose, shopper: int, wallet_id: int) -> int:
        """Return a shopper's word about one wallet: four wallets share a block."""
        return self.word(EntityKind.SHOPPER, purpose, shopper, wallet_id % 4, party=wallet_id // 4)
