"""Draws of the reference engine: whole batches of checkouts drawn ahead, the same values."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sandbox.chance import streams
from sandbox.chance.ahead import blocks_ahead
from sandbox.engines.steps import MenuWords, Words
from sandbox.vocabulary import EntityKind, Purpose

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from sandbox.chance.streams import StreamKey
    from sandbox.model.tables.world import World

BATCH: Final = 1 << 12


class Luck(NamedTuple):
    """The draws that most checkouts need.

    Attributes
    ----------
    visit, identity, menu, aftermath
        Blocks of the lane table.
    first_attempt
        Attempt block of the first attempt.
    holdings, agreements
        Words of the holding and agreement blocks, group after group.
    """

    visit: Words
    identity: Words
    menu: Words
    aftermath: Words
    first_attempt: Words
    holdings: Sequence[int]
    agreements: Sequence[int]

    def menu_words(self) -> MenuWords:
        """Return the draws of a visit to the wallet menu."""
        return MenuWords(
            self.menu[streams.MENU_VISIBILITY],
            self.menu[streams.MENU_PULL],
            self.visit[streams.VISIT_SWITCH],
            self.aftermath[streams.AFTERMATH_SURCHARGE],
        )


class Draws:
    """Every draw of one replication.

    Parameters
    ----------
    world
        Names the blocks of holdings and agreements that are needed.
    key
        Key of the replication.
    """

    __slots__ = ("_batch", "_key", "_rows", "_world")

    def __init__(self, world: World, key: StreamKey) -> None:
        self._world = world
        self._key = key
        self._batch = -1
        self._rows: list[Luck] = []

    def luck(self, number: int) -> Luck:
        """Return the draws of a checkout; neighbours are drawn with it."""
        batch, row = divmod(number, BATCH)
        if batch != self._batch:
            self._batch = batch
            self._rows = list(self._draw(batch * BATCH))
        return self._rows[row]

    def attempt(self, number: int, nth: int) -> Words:
        """Return the block of the n-th attempt of a checkout."""
        return self._of_attempt(number, nth, Purpose.ATTEMPT)

    def follow_up(self, number: int, nth: int) -> Words:
        """Return the follow-up block of the n-th attempt of a checkout."""
        return self._of_attempt(number, nth, Purpose.FOLLOW_UP)

    def pressure(self, number: int, nth: int, further: int) -> Words:
        """Return the pressure block of the n-th attempt of a checkout, or of what follows it."""
        return self._of_attempt(number, nth, Purpose.PRESSURE, further)

    def notice(self, number: int, nth: int) -> Words:
        """Return the notice block of the n-th attempt of a checkout."""
        return self._of_attempt(number, nth, Purpose.NOTICE)

    def receipt(self, number: int) -> Words:
        """Return the receipt block of a checkout."""
        kind, purpose = int(EntityKind.CHECKOUT), int(Purpose.RECEIPT)
        return streams.block(self._key, kind, number, purpose, 0, 0)

    def endurance(self, number: int) -> Words:
        """Return the endurance block of a shopper."""
        kind, purpose = int(EntityKind.SHOPPER), int(Purpose.ENDURANCE)
        return streams.block(self._key, kind, number, purpose, 0, 0)

    def _of_attempt(self, number: int, nth: int, purpose: Purpose, further: int = 0) -> Words:
        attempt = streams.attempt_try(nth, further)
        return streams.block(self._key, int(EntityKind.CHECKOUT), number, int(purpose), 0, attempt)

    def _draw(self, first: int) -> Iterable[Luck]:
        shopper, checkout = EntityKind.SHOPPER, EntityKind.CHECKOUT
        return map(
            Luck,
            self._blocks(checkout, Purpose.VISIT, first).tolist(),
            self._blocks(shopper, Purpose.IDENTITY, first).tolist(),
            self._blocks(checkout, Purpose.MENU, first).tolist(),
            self._blocks(checkout, Purpose.AFTERMATH, first).tolist(),
            self._blocks(checkout, Purpose.ATTEMPT, first).tolist(),
            self._groups(Purpose.HOLDING, first, self._world.holding_groups),
            self._groups(Purpose.AGREEMENT, first, self._world.agreement_groups),
        )

    def _groups(
        self, purpose: Purpose, first: int, groups: Sequence[int]
    ) -> Iterable[Sequence[int]]:
        if not groups:
            return repeat((), BATCH)
        blocks = [self._blocks(EntityKind.SHOPPER, purpose, first, group) for group in groups]
        rows: Iterable[Sequence[int]] = np.concatenate(blocks, axis=1).tolist()
        return rows

    def _blocks(
        self, kind: EntityKind, purpose: Purpose, first: int, party: int = 0
    ) -> NDArray[np.uint32]:
        return blocks_ahead(self._key, int(kind), int(purpose), first, BATCH, party)
