"""What is drawn ahead is what would be drawn alone, in both engines' ways of drawing ahead."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from sandbox.chance.quantile_tables import as_lists as tables_as_lists
from sandbox.chance.quantile_tables import load_tables
from sandbox.chance.streams import LANES, Words, stream_key
from sandbox.engines.compiled import block_draws, room
from sandbox.engines.compiled.storage import as_lists
from sandbox.engines.reference import batch_draws
from sandbox.model import draws as drawn
from sandbox.model.arrival import visit_amount_fen, visit_cell
from sandbox.model.draws import DRAWN_FROM, DRAWN_TO, NEVER_BELOW, Draws
from sandbox.model.tables.world import World
from sandbox.scenario.loading import load_text
from sandbox.scenario.tables.build import BuiltWorld, build_world
from sandbox.units import WORD
from sandbox.vocabulary import NOBODY, EntityKind, Purpose
from tests.oracles import naive_draws

SEED, REPLICATION = 2**64 - 5, 3
KEY = stream_key(SEED, REPLICATION)
ORACLE = naive_draws.Draws(SEED, REPLICATION)
FIRST = 2**32 - 100  # the counter of checkouts grows a second word on the way
LATER_TRIES = (1, 2, 255)
TOWN = "extends: china_2024\ntraffic: {checkouts: 100}\n"

SHOPPER, CHECKOUT = EntityKind.SHOPPER, EntityKind.CHECKOUT


@cache
def built() -> BuiltWorld:
    return build_world(load_text(TOWN).document)


def town() -> World:
    return built().world


def id_of(wallet: int) -> int:
    return built().labels.wallets.ids[wallet]


@cache
def drawn_by_reference() -> Draws:
    draws = batch_draws.nothing_drawn(KEY, tables_as_lists(load_tables()))
    batch_draws.draw_batch(town(), draws, FIRST)
    return draws


@cache
def drawn_by_compiled() -> Draws:
    """Return what the source of the compiled engine draws, in the interpreter."""
    draws: Draws = as_lists(room.nothing_drawn(town(), KEY), Draws)
    block_draws.look_ahead(town(), draws, FIRST)
    return draws


@pytest.fixture(params=[drawn_by_reference, drawn_by_compiled], ids=["reference", "compiled"])
def draws(request: pytest.FixtureRequest) -> Draws:
    ahead: Callable[[], Draws] = request.param
    return ahead()


def alone(kind: EntityKind, purpose: Purpose, number: int, attempt: int = 0) -> Words:
    lanes = [ORACLE.word(kind, purpose, number, lane, attempt=attempt) for lane in range(LANES)]
    return lanes[0], lanes[1], lanes[2], lanes[3]


def inside(draws: Draws) -> range:
    """Return the numbers of some checkouts that are drawn ahead, the first and the last too."""
    return range(draws.span[DRAWN_FROM], draws.span[DRAWN_TO], 51)


def outside(draws: Draws) -> tuple[int, ...]:
    """Return numbers of checkouts that are not, or not any more."""
    return 0, draws.span[DRAWN_FROM] - 1, draws.span[DRAWN_TO], draws.span[DRAWN_TO] + 2**40


def test_both_engines_draw_some_checkouts_ahead_from_where_they_are_told() -> None:
    by_reference, by_compiled = drawn_by_reference(), drawn_by_compiled()
    assert by_reference.span == [FIRST, FIRST + batch_draws.BATCH]
    assert by_compiled.span == [FIRST, FIRST + block_draws.AHEAD]
    # One draw decides what both columns hold, so they are equal as far as both go.
    for name in Draws._fields[Draws._fields.index("cell") : Draws._fields.index("holding")]:
        ahead = getattr(by_compiled, name)
        assert len(ahead) == block_draws.AHEAD
        assert ahead == getattr(by_reference, name)[: block_draws.AHEAD], name


def test_only_what_is_drawn_ahead_is_taken_for_it(draws: Draws) -> None:
    last = draws.span[DRAWN_TO] - 1
    assert all(drawn.is_ahead(draws, number) for number in (FIRST, FIRST + 1, last))
    assert not any(drawn.is_ahead(draws, number) for number in outside(draws))


def test_the_blocks_of_an_arrival_are_those_drawn_alone(draws: Draws) -> None:
    for number in inside(draws):
        assert drawn.visit_words(draws, number) == alone(CHECKOUT, Purpose.VISIT, number)
        assert drawn.menu_words(draws, number) == alone(CHECKOUT, Purpose.MENU, number)


@pytest.mark.parametrize("where", [inside, outside], ids=["ahead", "not ahead"])
def test_the_blocks_that_outlive_an_arrival_are_those_drawn_alone(
    draws: Draws, where: Callable[[Draws], range | tuple[int, ...]]
) -> None:
    for number in where(draws):
        assert drawn.identity_words(draws, number) == alone(SHOPPER, Purpose.IDENTITY, number)
        assert drawn.attempt_words(draws, number, 0) == alone(CHECKOUT, Purpose.ATTEMPT, number)
        assert drawn.aftermath_words(draws, number) == alone(CHECKOUT, Purpose.AFTERMATH, number)


@pytest.mark.parametrize("nth", LATER_TRIES)
def test_a_later_attempt_has_a_block_of_its_own_even_where_the_first_is_drawn_ahead(
    draws: Draws, nth: int
) -> None:
    for number in (FIRST, FIRST + 1, 0):
        expected = alone(CHECKOUT, Purpose.ATTEMPT, number, nth)
        assert drawn.attempt_words(draws, number, nth) == expected
        assert expected != drawn.attempt_words(draws, number, 0)


def test_blocks_that_few_need_are_drawn_when_needed(draws: Draws) -> None:
    number, nth = FIRST + 7, 3
    of_attempt = {
        Purpose.FOLLOW_UP: drawn.follow_up_words(draws, number, nth),
        Purpose.PRESSURE: drawn.pressure_words(draws, number, nth, 0),
        Purpose.NOTICE: drawn.notice_words(draws, number, nth),
    }
    for purpose, words in of_attempt.items():
        assert words == alone(CHECKOUT, purpose, number, nth)
    assert drawn.receipt_words(draws, number) == alone(CHECKOUT, Purpose.RECEIPT, number)
    assert drawn.endurance_words(draws, number) == alone(SHOPPER, Purpose.ENDURANCE, number)


def test_a_further_try_of_an_attempt_has_a_block_of_its_own(draws: Draws) -> None:
    for further in (1, 2):
        lanes = [
            ORACLE.word(CHECKOUT, Purpose.ATTEMPT, FIRST, lane, attempt=2, try_=further)
            for lane in range(LANES)
        ]
        assert drawn.further_attempt_words(draws, FIRST, 2, further) == tuple(lanes)


def test_words_about_further_wallets_are_those_drawn_alone(draws: Draws) -> None:
    people = town().audiences
    asked = {
        (position, id_of(wallet))
        for position, wallet in zip(people.also_word, people.also_wallet, strict=True)
    }
    assert len(asked) > LANES  # more than one block
    for number in inside(draws):
        for position, wallet_id in asked:
            expected = ORACLE.of_wallet(Purpose.HOLDING, number, wallet_id)
            assert drawn.holding_word(draws, number, position) == expected


@pytest.mark.parametrize("where", [inside, outside], ids=["ahead", "not ahead"])
def test_words_about_agreements_are_those_drawn_alone(
    draws: Draws, where: Callable[[Draws], range | tuple[int, ...]]
) -> None:
    wallets = town().wallets
    with_agreement = [w for w, at in enumerate(wallets.agreement_word) if at != NOBODY]
    assert with_agreement
    for number in where(draws):
        for wallet in with_agreement:
            expected = ORACLE.of_wallet(Purpose.AGREEMENT, number, id_of(wallet))
            assert drawn.agreement_word(town(), draws, number, wallet) == expected


def test_where_no_agreement_exists_no_share_is_large_enough(draws: Draws) -> None:
    without = [w for w, at in enumerate(town().wallets.agreement_word) if at == NOBODY]
    assert without
    assert NEVER_BELOW > WORD
    for wallet in without:
        assert drawn.agreement_word(town(), draws, FIRST, wallet) == NEVER_BELOW


def test_visit_and_amount_are_those_of_their_words(draws: Draws) -> None:
    for number in inside(draws):
        words, place = alone(CHECKOUT, Purpose.VISIT, number), number - FIRST
        cell = visit_cell(town(), words[0])
        assert draws.cell[place] == cell
        assert draws.amount_fen[place] == visit_amount_fen(town(), draws, cell, words[1])


def test_where_a_batch_begins_changes_nothing() -> None:
    shift = 1_000
    draws = batch_draws.nothing_drawn(KEY, tables_as_lists(load_tables()))
    batch_draws.draw_batch(town(), draws, FIRST + shift)
    for name in Draws._fields[Draws._fields.index("cell") : Draws._fields.index("holding")]:
        assert (
            getattr(draws, name)[:100] == getattr(drawn_by_reference(), name)[shift : shift + 100]
        )
