"""The draws of one replication: blocks that most checkouts need come ahead, others when needed.

How blocks are drawn ahead is each engine's own; which draw is whose, and where it stands, is here.
"""

from collections.abc import MutableSequence
from typing import Final, NamedTuple

from sandbox.chance import streams
from sandbox.chance.quantile_tables import QuantileTable
from sandbox.chance.streams import StreamKey, Words
from sandbox.model.tables.world import World
from sandbox.vocabulary import NOBODY, EntityKind, Purpose

SHOPPER: Final = int(EntityKind.SHOPPER)
CHECKOUT: Final = int(EntityKind.CHECKOUT)
IDENTITY: Final = int(Purpose.IDENTITY)
ATTEMPT: Final = int(Purpose.ATTEMPT)
FOLLOW_UP: Final = int(Purpose.FOLLOW_UP)
AFTERMATH: Final = int(Purpose.AFTERMATH)
AGREEMENT: Final = int(Purpose.AGREEMENT)
PRESSURE: Final = int(Purpose.PRESSURE)
ENDURANCE: Final = int(Purpose.ENDURANCE)
NOTICE: Final = int(Purpose.NOTICE)
RECEIPT: Final = int(Purpose.RECEIPT)
NEVER_BELOW: Final = 1 << 34  # above every word threshold

# Cells of `Draws.span`: the first checkout that is drawn ahead, and the first behind the last.
DRAWN_FROM, DRAWN_TO = 0, 1


class Draws(NamedTuple):
    """Every draw of one replication.

    Attributes
    ----------
    key, tables
        Key of the replication; quantile tables.
    span
        Which checkouts are drawn ahead: see the names of its cells.
    cell, amount_fen
        Of each of them: row of the visit table, amount of the purchase.
    visit_0 … aftermath_3
        Lanes of the blocks that nearly everybody needs.
    holding, agreement
        (group, lane) × checkout: words about wallets.
    """

    key: StreamKey
    tables: QuantileTable
    span: MutableSequence[int]
    cell: MutableSequence[int]
    amount_fen: MutableSequence[int]
    visit_0: MutableSequence[int]
    visit_1: MutableSequence[int]
    visit_2: MutableSequence[int]
    visit_3: MutableSequence[int]
    menu_0: MutableSequence[int]
    menu_1: MutableSequence[int]
    menu_2: MutableSequence[int]
    menu_3: MutableSequence[int]
    identity_0: MutableSequence[int]
    identity_1: MutableSequence[int]
    identity_2: MutableSequence[int]
    identity_3: MutableSequence[int]
    attempt_0: MutableSequence[int]
    attempt_1: MutableSequence[int]
    attempt_2: MutableSequence[int]
    attempt_3: MutableSequence[int]
    aftermath_0: MutableSequence[int]
    aftermath_1: MutableSequence[int]
    aftermath_2: MutableSequence[int]
    aftermath_3: MutableSequence[int]
    holding: MutableSequence[int]
    agreement: MutableSequence[int]


def is_ahead(draws: Draws, number: int) -> bool:
    """Tell whether the blocks of a checkout are drawn ahead and still there."""
    return draws.span[DRAWN_FROM] <= number < draws.span[DRAWN_TO]


def visit_words(draws: Draws, number: int) -> Words:
    """Return the visit block of the checkout that arrives."""
    k = number - draws.span[DRAWN_FROM]
    return draws.visit_0[k], draws.visit_1[k], draws.visit_2[k], draws.visit_3[k]


def menu_words(draws: Draws, number: int) -> Words:
    """Return the menu block of the checkout that arrives."""
    k = number - draws.span[DRAWN_FROM]
    return draws.menu_0[k], draws.menu_1[k], draws.menu_2[k], draws.menu_3[k]


def identity_words(draws: Draws, number: int) -> Words:
    """Return the identity block of a shopper."""
    if is_ahead(draws, number):
        k = number - draws.span[DRAWN_FROM]
        return draws.identity_0[k], draws.identity_1[k], draws.identity_2[k], draws.identity_3[k]
    return streams.block(draws.key, SHOPPER, number, IDENTITY, 0, 0)


def holding_word(draws: Draws, number: int, position: int) -> int:
    """Return one of the words about further wallets of the shopper who arrives."""
    return draws.holding[position * len(draws.cell) + number - draws.span[DRAWN_FROM]]


def agreement_word(world: World, draws: Draws, number: int, wallet: int) -> int:
    """Return the draw of a password-free agreement; above every threshold where none exists."""
    position = world.wallets.agreement_word[wallet]
    if position == NOBODY:
        return NEVER_BELOW
    if is_ahead(draws, number):
        return draws.agreement[position * len(draws.cell) + number - draws.span[DRAWN_FROM]]
    group = world.agreement_groups[position // streams.LANES]
    return streams.word(draws.key, SHOPPER, number, AGREEMENT, group, position % streams.LANES)


def attempt_words(draws: Draws, number: int, nth: int) -> Words:
    """Return the block of the n-th attempt of a checkout."""
    if nth == 0 and is_ahead(draws, number):
        k = number - draws.span[DRAWN_FROM]
        return draws.attempt_0[k], draws.attempt_1[k], draws.attempt_2[k], draws.attempt_3[k]
    return _of_attempt(draws, number, ATTEMPT, nth, 0)


def further_attempt_words(draws: Draws, number: int, nth: int, further: int) -> Words:
    """Return the block of a further funding of the n-th attempt of a checkout."""
    return _of_attempt(draws, number, ATTEMPT, nth, further)


def aftermath_words(draws: Draws, number: int) -> Words:
    """Return the aftermath block of a checkout."""
    if is_ahead(draws, number):
        k = number - draws.span[DRAWN_FROM]
        lanes = draws.aftermath_0[k], draws.aftermath_1[k], draws.aftermath_2[k]
        return lanes[0], lanes[1], lanes[2], draws.aftermath_3[k]
    return streams.block(draws.key, CHECKOUT, number, AFTERMATH, 0, 0)


def follow_up_words(draws: Draws, number: int, nth: int) -> Words:
    """Return the follow-up block of the n-th attempt of a checkout."""
    return _of_attempt(draws, number, FOLLOW_UP, nth, 0)


def pressure_words(draws: Draws, number: int, nth: int, further: int) -> Words:
    """Return the pressure block of the n-th attempt of a checkout, or of what follows it."""
    return _of_attempt(draws, number, PRESSURE, nth, further)


def notice_words(draws: Draws, number: int, nth: int) -> Words:
    """Return the notice block of the n-th attempt of a checkout."""
    return _of_attempt(draws, number, NOTICE, nth, 0)


def receipt_words(draws: Draws, number: int) -> Words:
    """Return the receipt block of a checkout."""
    return streams.block(draws.key, CHECKOUT, number, RECEIPT, 0, 0)


def endurance_words(draws: Draws, number: int) -> Words:
    """Return the endurance block of a shopper."""
    return streams.block(draws.key, SHOPPER, number, ENDURANCE, 0, 0)


def _of_attempt(draws: Draws, number: int, purpose: int, nth: int, further: int) -> Words:
    attempt = streams.attempt_try(nth, further)
    return streams.block(draws.key, CHECKOUT, number, purpose, 0, attempt)
