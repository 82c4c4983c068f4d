"""Draws of the compiled engine: each block when it is needed, the same words as drawn ahead."""

from sandbox.chance import streams
from sandbox.chance.streams import StreamKey
from sandbox.engines.compiled.state import Run
from sandbox.engines.steps import Words
from sandbox.scenario.tables.world import NOBODY
from sandbox.vocabulary import EntityKind, Purpose

SHOPPER = int(EntityKind.SHOPPER)
CHECKOUT = int(EntityKind.CHECKOUT)
VISIT = int(Purpose.VISIT)
IDENTITY = int(Purpose.IDENTITY)
HOLDING = int(Purpose.HOLDING)
MENU = int(Purpose.MENU)
ATTEMPT = int(Purpose.ATTEMPT)
FOLLOW_UP = int(Purpose.FOLLOW_UP)
AFTERMATH = int(Purpose.AFTERMATH)
AGREEMENT = int(Purpose.AGREEMENT)
PRESSURE = int(Purpose.PRESSURE)
ENDURANCE = int(Purpose.ENDURANCE)
NOTICE = int(Purpose.NOTICE)
RECEIPT = int(Purpose.RECEIPT)
NEVER_BELOW = 1 << 34  # above every word threshold


def visit_words(key: StreamKey, number: int) -> Words:
    """Return the visit block of a checkout."""
    return streams.block(key, CHECKOUT, number, VISIT, 0, 0)


def identity_words(key: StreamKey, number: int) -> Words:
    """Return the identity block of a shopper."""
    return streams.block(key, SHOPPER, number, IDENTITY, 0, 0)


def menu_words(key: StreamKey, number: int) -> Words:
    """Return the menu block of a checkout."""
    return streams.block(key, CHECKOUT, number, MENU, 0, 0)


def aftermath_words(key: StreamKey, number: int) -> Words:
    """Return the aftermath block of a checkout."""
    return streams.block(key, CHECKOUT, number, AFTERMATH, 0, 0)


def endurance_words(key: StreamKey, number: int) -> Words:
    """Return the endurance block of a shopper."""
    return streams.block(key, SHOPPER, number, ENDURANCE, 0, 0)


def receipt_words(key: StreamKey, number: int) -> Words:
    """Return the receipt block of a checkout."""
    return streams.block(key, CHECKOUT, number, RECEIPT, 0, 0)


def attempt_words(key: StreamKey, number: int, nth: int) -> Words:
    """Return the block of the n-th attempt of a checkout."""
    return streams.block(key, CHECKOUT, number, ATTEMPT, 0, streams.attempt_try(nth, 0))


def follow_up_words(key: StreamKey, number: int, nth: int) -> Words:
    """Return the follow-up block of the n-th attempt of a checkout."""
    return streams.block(key, CHECKOUT, number, FOLLOW_UP, 0, streams.attempt_try(nth, 0))


def notice_words(key: StreamKey, number: int, nth: int) -> Words:
    """Return the notice block of the n-th attempt of a checkout."""
    return streams.block(key, CHECKOUT, number, NOTICE, 0, streams.attempt_try(nth, 0))


def pressure_words(key: StreamKey, number: int, nth: int, further: int) -> Words:
    """Return the pressure block of the n-th attempt of a checkout, or of what follows it."""
    return streams.block(key, CHECKOUT, number, PRESSURE, 0, streams.attempt_try(nth, further))


def draw_holdings(run: Run, number: int) -> None:
    """Draw which further wallets a shopper holds, group after group."""
    groups = run.world.holding_groups
    for position in range(len(groups)):
        words = streams.block(run.key, SHOPPER, number, HOLDING, groups[position], 0)
        for lane in range(streams.LANES):
            run.scratch.holdings[position * streams.LANES + lane] = words[lane]


def agreement_word(run: Run, number: int, wallet: int) -> int:
    """Return the draw of a password-free agreement; above every threshold where none exists."""
    position = run.world.wallets.agreement_word[wallet]
    if position == NOBODY:
        return NEVER_BELOW
    group = run.world.agreement_groups[position // streams.LANES]
    return streams.word(run.key, SHOPPER, number, AGREEMENT, group, position % streams.LANES)
