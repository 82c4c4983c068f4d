"""Draws of the compiled engine: blocks that most checkouts need come ahead, others when needed."""

from collections.abc import MutableSequence

from sandbox.chance import streams
from sandbox.chance.laws import sample
from sandbox.chance.streams import StreamKey
from sandbox.engines import steps
from sandbox.engines.compiled import state
from sandbox.engines.compiled.state import Run
from sandbox.engines.steps import Words
from sandbox.vocabulary import NOBODY, EntityKind, Purpose

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
AHEAD = 1 << 8  # five blocks of each fill forty kilobytes, near to the processor
NEVER_BELOW = 1 << 34  # above every word threshold


def look_ahead(run: Run, number: int) -> None:
    """Draw what everybody needs, or nearly so, for the checkouts from a number on.

    Loops over many checkouts take several steps at a time on today's processors.
    """
    run.clock[state.DRAWN_FROM] = number
    run.clock[state.DRAWN_TO] = number + AHEAD
    draw_arrivals(run, number)
    draw_payments(run, number)
    draw_wallets(run, number)
    ahead, destinations = run.ahead, run.world.destinations
    for k in range(AHEAD):
        ahead.cell[k] = steps.visit_cell(run.world, ahead.visit_0[k])
    for k in range(AHEAD):
        law = destinations.basket[run.world.visits.destination[ahead.cell[k]]]
        ahead.amount_fen[k] = 0
        if law != NOBODY:
            ahead.amount_fen[k] = sample(run.world.laws, law, ahead.visit_1[k], run.tables)


def draw_arrivals(run: Run, number: int) -> None:
    """Draw the blocks of the link and of the wallet menu."""
    ahead = run.ahead
    for k in range(AHEAD):
        words = streams.block(run.key, CHECKOUT, number + k, VISIT, 0, 0)
        ahead.visit_0[k], ahead.visit_1[k], ahead.visit_2[k], ahead.visit_3[k] = words
    for k in range(AHEAD):
        words = streams.block(run.key, CHECKOUT, number + k, MENU, 0, 0)
        ahead.menu_0[k], ahead.menu_1[k], ahead.menu_2[k], ahead.menu_3[k] = words
    for k in range(AHEAD):
        words = streams.block(run.key, SHOPPER, number + k, IDENTITY, 0, 0)
        ahead.identity_0[k], ahead.identity_1[k] = words[0], words[1]
        ahead.identity_2[k], ahead.identity_3[k] = words[2], words[3]


def draw_payments(run: Run, number: int) -> None:
    """Draw the blocks of the first attempt and of what follows a payment."""
    ahead = run.ahead
    for k in range(AHEAD):
        words = streams.block(run.key, CHECKOUT, number + k, ATTEMPT, 0, 0)
        ahead.attempt_0[k], ahead.attempt_1[k] = words[0], words[1]
        ahead.attempt_2[k], ahead.attempt_3[k] = words[2], words[3]
    for k in range(AHEAD):
        words = streams.block(run.key, CHECKOUT, number + k, AFTERMATH, 0, 0)
        ahead.aftermath_0[k], ahead.aftermath_1[k] = words[0], words[1]
        ahead.aftermath_2[k], ahead.aftermath_3[k] = words[2], words[3]


def draw_wallets(run: Run, number: int) -> None:
    """Draw further wallets and password-free agreements, group after group of four wallets."""
    groups, agreements = run.world.holding_groups, run.world.agreement_groups
    for position in range(len(groups)):
        draw_group(run, number, (HOLDING, groups[position]), position, run.ahead.holding)
    for position in range(len(agreements)):
        draw_group(run, number, (AGREEMENT, agreements[position]), position, run.ahead.agreement)


def draw_group(
    run: Run, number: int, of: tuple[int, int], position: int, words: MutableSequence[int]
) -> None:
    """Draw the blocks of one purpose and group of wallets, lane beside lane."""
    purpose, group = of
    first = position * streams.LANES * AHEAD
    for k in range(AHEAD):
        lanes = streams.block(run.key, SHOPPER, number + k, purpose, group, 0)
        words[first + k], words[first + AHEAD + k] = lanes[0], lanes[1]
        words[first + 2 * AHEAD + k], words[first + 3 * AHEAD + k] = lanes[2], lanes[3]


def is_ahead(run: Run, number: int) -> bool:
    """Tell whether the blocks of a checkout are still there."""
    return run.clock[state.DRAWN_FROM] <= number < run.clock[state.DRAWN_TO]


def visit_ahead(run: Run, number: int) -> tuple[int, int]:
    """Return the row of the visit table and the amount (fen) of the checkout that arrives."""
    k = number - run.clock[state.DRAWN_FROM]
    return run.ahead.cell[k], run.ahead.amount_fen[k]


def visit_words(run: Run, number: int) -> Words:
    """Return the visit block of the checkout that arrives."""
    ahead, k = run.ahead, number - run.clock[state.DRAWN_FROM]
    return ahead.visit_0[k], ahead.visit_1[k], ahead.visit_2[k], ahead.visit_3[k]


def identity_words(run: Run, number: int) -> Words:
    """Return the identity block of the shopper who arrives."""
    ahead, k = run.ahead, number - run.clock[state.DRAWN_FROM]
    return ahead.identity_0[k], ahead.identity_1[k], ahead.identity_2[k], ahead.identity_3[k]


def menu_words(run: Run, number: int) -> Words:
    """Return the menu block of the checkout that arrives."""
    ahead, k = run.ahead, number - run.clock[state.DRAWN_FROM]
    return ahead.menu_0[k], ahead.menu_1[k], ahead.menu_2[k], ahead.menu_3[k]


def aftermath_words(run: Run, number: int) -> Words:
    """Return the aftermath block of a checkout."""
    if is_ahead(run, number):
        ahead, k = run.ahead, number - run.clock[state.DRAWN_FROM]
        lanes = ahead.aftermath_0[k], ahead.aftermath_1[k], ahead.aftermath_2[k]
        return lanes[0], lanes[1], lanes[2], ahead.aftermath_3[k]
    return streams.block(run.key, CHECKOUT, number, AFTERMATH, 0, 0)


def attempt_words(run: Run, number: int, nth: int) -> Words:
    """Return the block of the n-th attempt of a checkout."""
    if nth == 0 and is_ahead(run, number):
        ahead, k = run.ahead, number - run.clock[state.DRAWN_FROM]
        return ahead.attempt_0[k], ahead.attempt_1[k], ahead.attempt_2[k], ahead.attempt_3[k]
    return streams.block(run.key, CHECKOUT, number, ATTEMPT, 0, streams.attempt_try(nth, 0))


def endurance_words(key: StreamKey, number: int) -> Words:
    """Return the endurance block of a shopper."""
    return streams.block(key, SHOPPER, number, ENDURANCE, 0, 0)


def receipt_words(key: StreamKey, number: int) -> Words:
    """Return the receipt block of a checkout."""
    return streams.block(key, CHECKOUT, number, RECEIPT, 0, 0)


def follow_up_words(key: StreamKey, number: int, nth: int) -> Words:
    """Return the follow-up block of the n-th attempt of a checkout."""
    return streams.block(key, CHECKOUT, number, FOLLOW_UP, 0, streams.attempt_try(nth, 0))


def notice_words(key: StreamKey, number: int, nth: int) -> Words:
    """Return the notice block of the n-th attempt of a checkout."""
    return streams.block(key, CHECKOUT, number, NOTICE, 0, streams.attempt_try(nth, 0))


def pressure_words(key: StreamKey, number: int, nth: int, further: int) -> Words:
    """Return the pressure block of the n-th attempt of a checkout, or of what follows it."""
    return streams.block(key, CHECKOUT, number, PRESSURE, 0, streams.attempt_try(nth, further))


def lay_out_holdings(run: Run, number: int) -> None:
    """Put the words about further wallets of the shopper who arrives side by side."""
    k = number - run.clock[state.DRAWN_FROM]
    for word in range(len(run.world.holding_groups) * streams.LANES):
        run.scratch.holdings[word] = run.ahead.holding[word * AHEAD + k]


def agreement_word(run: Run, number: int, wallet: int) -> int:
    """Return the draw of a password-free agreement; above every threshold where none exists."""
    position = run.world.wallets.agreement_word[wallet]
    if position == NOBODY:
        return NEVER_BELOW
    if is_ahead(run, number):
        return run.ahead.agreement[position * AHEAD + number - run.clock[state.DRAWN_FROM]]
    group = run.world.agreement_groups[position // streams.LANES]
    return streams.word(run.key, SHOPPER, number, AGREEMENT, group, position % streams.LANES)
