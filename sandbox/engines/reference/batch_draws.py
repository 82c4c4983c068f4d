"""Draws of the reference engine: whole batches of checkouts drawn ahead, the same values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sandbox.chance.ahead import blocks_ahead
from sandbox.model.arrival import visit_amount_fen, visit_cell
from sandbox.model.draws import DRAWN_FROM, DRAWN_TO, Draws
from sandbox.vocabulary import EntityKind, Purpose

if TYPE_CHECKING:
    from collections.abc import MutableSequence, Sequence

    from sandbox.chance.quantile_tables import QuantileTable
    from sandbox.chance.streams import StreamKey
    from sandbox.model.tables.world import World

BATCH: Final = 1 << 12
# Blocks that nearly everybody needs, in the order of the columns of `Draws`.
FIRST_COLUMN: Final = Draws._fields.index("visit_0")
BLOCKS: Final = (
    (EntityKind.CHECKOUT, Purpose.VISIT),
    (EntityKind.CHECKOUT, Purpose.MENU),
    (EntityKind.SHOPPER, Purpose.IDENTITY),
    (EntityKind.CHECKOUT, Purpose.ATTEMPT),
    (EntityKind.CHECKOUT, Purpose.AFTERMATH),
)


def nothing_drawn(key: StreamKey, tables: QuantileTable) -> Draws:
    """Return the draws of a replication, none of which is made yet."""
    columns: list[MutableSequence[int]] = [[] for _ in Draws._fields[FIRST_COLUMN:]]
    return Draws(key, tables, [0, 0], [0] * BATCH, [0] * BATCH, *columns)


def draw_batch(world: World, draws: Draws, first: int) -> None:
    """Draw what everybody needs, or nearly so, for a batch of checkouts from a number on."""
    draws.span[DRAWN_FROM], draws.span[DRAWN_TO] = first, first + BATCH
    column = FIRST_COLUMN
    for kind, purpose in BLOCKS:
        blocks = blocks_ahead(draws.key, int(kind), int(purpose), first, BATCH)
        for lane in blocks.T.tolist():
            draws[column][:] = lane  # type: ignore[index]  # the columns behind key and tables
            column += 1
    draws.holding[:] = _words(draws.key, Purpose.HOLDING, first, world.holding_groups)
    draws.agreement[:] = _words(draws.key, Purpose.AGREEMENT, first, world.agreement_groups)
    draws.cell[:] = [visit_cell(world, word) for word in draws.visit_0]
    draws.amount_fen[:] = [
        visit_amount_fen(world, draws, cell, word)
        for cell, word in zip(draws.cell, draws.visit_1, strict=True)
    ]


def _words(key: StreamKey, purpose: Purpose, first: int, groups: Sequence[int]) -> list[int]:
    """Return the words of one purpose, group after group, lane after lane."""
    shopper = int(EntityKind.SHOPPER)
    blocks = [blocks_ahead(key, shopper, int(purpose), first, BATCH, g).T for g in groups]
    words: list[int] = np.concatenate([b.ravel() for b in blocks]).tolist() if blocks else []
    return words
