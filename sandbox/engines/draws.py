"""Draws of the reference engine: whole batches of checkouts drawn ahead, the same values.

A batch is dropped when later ones have come; a straggler's draws are then computed one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sandbox.chance import streams
from sandbox.chance.ahead import blocks_ahead
from sandbox.engines.steps import MenuWords, Words
from sandbox.vocabulary import EntityKind, Purpose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.chance.streams import StreamKey
    from sandbox.scenario.tables.world import World

BATCH_BITS: Final = 12
BATCH: Final = 1 << BATCH_BITS
BATCHES_KEPT: Final = 4

SHOPPER, CHECKOUT = int(EntityKind.SHOPPER), int(EntityKind.CHECKOUT)
IDENTITY, VISIT, MENU = int(Purpose.IDENTITY), int(Purpose.VISIT), int(Purpose.MENU)
ATTEMPT, FOLLOW_UP, AFTERMATH = (
    int(Purpose.ATTEMPT),
    int(Purpose.FOLLOW_UP),
    int(Purpose.AFTERMATH),
)
HOLDING, AGREEMENT = int(Purpose.HOLDING), int(Purpose.AGREEMENT)


class Draws:
    """Every draw of one replication, looked up by the number of the checkout.

    Parameters
    ----------
    world
        Names the blocks of holdings and agreements that are needed.
    key
        Key of the replication.
    """

    __slots__ = ("_batches", "_key", "_wallet_word", "_world")

    def __init__(self, world: World, key: StreamKey) -> None:
        self._world = world
        self._key = key
        self._wallet_word = world.wallets.agreement_word
        self._batches: dict[tuple[int, int, int], Sequence[Words]] = {}

    def identity(self, number: int) -> Words:
        """Return the identity block of a shopper."""
        return self._ahead(SHOPPER, IDENTITY, 0, number)

    def visit(self, number: int) -> Words:
        """Return the visit block of a checkout."""
        return self._ahead(CHECKOUT, VISIT, 0, number)

    def menu(self, number: int) -> Words:
        """Return the menu block of a checkout."""
        return self._ahead(CHECKOUT, MENU, 0, number)

    def aftermath(self, number: int) -> Words:
        """Return the aftermath block of a checkout."""
        return self._ahead(CHECKOUT, AFTERMATH, 0, number)

    def store_word(self, number: int) -> int:
        """Return the draw of the store."""
        return self.menu(number)[streams.MENU_STORE]

    def menu_words(self, number: int) -> MenuWords:
        """Return the draws of a visit to the wallet menu."""
        menu = self.menu(number)
        return MenuWords(
            menu[streams.MENU_VISIBILITY],
            menu[streams.MENU_PULL],
            self.visit(number)[streams.VISIT_SWITCH],
            self.aftermath(number)[streams.AFTERMATH_SURCHARGE],
        )

    def holdings(self, number: int) -> Sequence[int]:
        """Return the holding words of a shopper, group after group."""
        groups = self._world.holding_groups
        if len(groups) == 1:
            return self._ahead(SHOPPER, HOLDING, groups[0], number)
        return [word for g in groups for word in self._ahead(SHOPPER, HOLDING, g, number)]

    def agreement_word(self, number: int, wallet: int) -> int:
        """Return the draw of a shopper's password-free agreement with a wallet."""
        position = self._wallet_word[wallet]
        if position < 0:
            return (
                streams.LANES << 32
            )  # no audience has an agreement with it: above every threshold
        group = self._world.agreement_groups[position // streams.LANES]
        return self._ahead(SHOPPER, AGREEMENT, group, number)[position % streams.LANES]

    def attempt(self, number: int, nth: int) -> Words:
        """Return the block of the n-th attempt of a checkout."""
        if nth == 0:
            return self._ahead(CHECKOUT, ATTEMPT, 0, number)
        return streams.block(self._key, CHECKOUT, number, ATTEMPT, 0, streams.attempt_try(nth, 0))

    def follow_up(self, number: int, nth: int) -> Words:
        """Return the follow-up block of the n-th attempt of a checkout."""
        return streams.block(self._key, CHECKOUT, number, FOLLOW_UP, 0, streams.attempt_try(nth, 0))

    def _ahead(self, kind: int, purpose: int, party: int, number: int) -> Words:
        batch = number >> BATCH_BITS
        rows = self._batches.get((purpose, party, batch))
        if rows is None:
            if (purpose, party, batch + BATCHES_KEPT) in self._batches:  # already dropped
                return streams.block(self._key, kind, number, purpose, party, 0)
            rows = self._draw(kind, purpose, party, batch)
        return rows[number & (BATCH - 1)]

    def _draw(self, kind: int, purpose: int, party: int, batch: int) -> Sequence[Words]:
        blocks = blocks_ahead(self._key, kind, purpose, batch << BATCH_BITS, BATCH, party)
        rows: Sequence[Words] = blocks.tolist()
        self._batches[purpose, party, batch] = rows
        self._batches.pop((purpose, party, batch - BATCHES_KEPT), None)
        return rows
