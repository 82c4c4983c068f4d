"""Draws of the compiled engine, many checkouts ahead: the same values, block after block."""

from collections.abc import MutableSequence

from sandbox.chance import streams
from sandbox.model.arrival import visit_amount_fen, visit_cell
from sandbox.model.draws import DRAWN_FROM, DRAWN_TO, Draws
from sandbox.model.tables.world import World
from sandbox.vocabulary import EntityKind, Purpose

SHOPPER = int(EntityKind.SHOPPER)
CHECKOUT = int(EntityKind.CHECKOUT)
VISIT = int(Purpose.VISIT)
IDENTITY = int(Purpose.IDENTITY)
HOLDING = int(Purpose.HOLDING)
MENU = int(Purpose.MENU)
ATTEMPT = int(Purpose.ATTEMPT)
AFTERMATH = int(Purpose.AFTERMATH)
AGREEMENT = int(Purpose.AGREEMENT)
AHEAD = 1 << 8  # five blocks of each fill forty kilobytes, near to the processor


def look_ahead(world: World, draws: Draws, number: int) -> None:
    """Draw what everybody needs, or nearly so, for the checkouts from a number on.

    Loops over many checkouts take several steps at a time on today's processors.
    """
    draws.span[DRAWN_FROM] = number
    draws.span[DRAWN_TO] = number + AHEAD
    draw_arrivals(draws, number)
    draw_payments(draws, number)
    draw_wallets(world, draws, number)
    for k in range(AHEAD):
        draws.cell[k] = visit_cell(world, draws.visit_0[k])
    for k in range(AHEAD):
        draws.amount_fen[k] = visit_amount_fen(world, draws, draws.cell[k], draws.visit_1[k])


def draw_arrivals(draws: Draws, number: int) -> None:
    """Draw the blocks of the link and of the wallet menu."""
    for k in range(AHEAD):
        words = streams.block(draws.key, CHECKOUT, number + k, VISIT, 0, 0)
        draws.visit_0[k], draws.visit_1[k], draws.visit_2[k], draws.visit_3[k] = words
    for k in range(AHEAD):
        words = streams.block(draws.key, CHECKOUT, number + k, MENU, 0, 0)
        draws.menu_0[k], draws.menu_1[k], draws.menu_2[k], draws.menu_3[k] = words
    for k in range(AHEAD):
        words = streams.block(draws.key, SHOPPER, number + k, IDENTITY, 0, 0)
        draws.identity_0[k], draws.identity_1[k] = words[0], words[1]
        draws.identity_2[k], draws.identity_3[k] = words[2], words[3]


def draw_payments(draws: Draws, number: int) -> None:
    """Draw the blocks of the first attempt and of what follows a payment."""
    for k in range(AHEAD):
        words = streams.block(draws.key, CHECKOUT, number + k, ATTEMPT, 0, 0)
        draws.attempt_0[k], draws.attempt_1[k] = words[0], words[1]
        draws.attempt_2[k], draws.attempt_3[k] = words[2], words[3]
    for k in range(AHEAD):
        words = streams.block(draws.key, CHECKOUT, number + k, AFTERMATH, 0, 0)
        draws.aftermath_0[k], draws.aftermath_1[k] = words[0], words[1]
        draws.aftermath_2[k], draws.aftermath_3[k] = words[2], words[3]


def draw_wallets(world: World, draws: Draws, number: int) -> None:
    """Draw further wallets and password-free agreements, group after group of four wallets."""
    groups, agreements = world.holding_groups, world.agreement_groups
    for position in range(len(groups)):
        draw_group(draws, number, HOLDING, groups[position], position, draws.holding)
    for position in range(len(agreements)):
        draw_group(draws, number, AGREEMENT, agreements[position], position, draws.agreement)


def draw_group(
    draws: Draws,
    number: int,
    purpose: int,
    group: int,
    position: int,
    words: MutableSequence[int],
) -> None:
    """Draw the blocks of one purpose and group of wallets, lane beside lane."""
    first = position * streams.LANES * AHEAD
    for k in range(AHEAD):
        lanes = streams.block(draws.key, SHOPPER, number + k, purpose, group, 0)
        words[first + k], words[first + AHEAD + k] = lanes[0], lanes[1]
        words[first + 2 * AHEAD + k], words[first + 3 * AHEAD + k] = lanes[2], lanes[3]
