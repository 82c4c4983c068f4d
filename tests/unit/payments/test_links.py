"""Who stays behind a link, and where the checkout then runs."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.payments import links
from sandbox.payments.links import STAYS, FrictionTable
from sandbox.units import WORD
from sandbox.vocabulary import Container, LinkState, Payload

LAST_WORD = WORD - 1
HALF, QUARTER = WORD // 2, WORD // 4
SMOOTH, COPYING, WALL, WARNING = range(4)
# No step; two steps that keep a half each; one that keeps nobody; one that keeps everybody.
FRICTION = FrictionTable(start=[0, 0, 2, 3, 4], kept=[HALF, QUARTER, 0, WORD])


@pytest.mark.parametrize("word", [0, HALF, LAST_WORD])
def test_a_path_without_steps_loses_nobody(word: int) -> None:
    assert links.lost_at(FRICTION, SMOOTH, word) == STAYS


@pytest.mark.parametrize(
    ("word", "step"),
    [(0, STAYS), (QUARTER - 1, STAYS), (QUARTER, 1), (HALF - 1, 1), (HALF, 0), (LAST_WORD, 0)],
)
def test_two_steps_of_one_half_lose_a_half_and_then_a_quarter(word: int, step: int) -> None:
    assert links.lost_at(FRICTION, COPYING, word) == step


@pytest.mark.parametrize("word", [0, HALF, LAST_WORD])
def test_threshold_zero_keeps_nobody_and_the_full_one_everybody(word: int) -> None:
    assert links.lost_at(FRICTION, WALL, word) == 0
    assert links.lost_at(FRICTION, WARNING, word) == STAYS


def test_a_step_that_keeps_everybody_is_passed_and_counted() -> None:
    friction = FrictionTable(start=[0, 3], kept=[WORD, WORD, 1])
    assert links.lost_at(friction, 0, 0) == STAYS
    assert links.lost_at(friction, 0, 1) == 2


KEPT_SHARES = st.lists(st.integers(0, WORD), max_size=5).map(
    lambda kept: sorted(kept, reverse=True)
)
WORDS = st.integers(0, LAST_WORD)


@given(KEPT_SHARES, WORDS)
def test_those_who_stay_are_the_words_below_the_last_threshold(kept: list[int], word: int) -> None:
    step = links.lost_at(FrictionTable([0, len(kept)], kept), 0, word)
    assert (step == STAYS) == (not kept or word < kept[-1])
    assert step == STAYS or step == sum(word < threshold for threshold in kept)


@given(KEPT_SHARES, st.lists(st.integers(0, WORD), min_size=5, max_size=5), WORDS)
def test_a_path_that_keeps_more_loses_nobody_whom_the_other_keeps(
    kept: list[int], extra: list[int], word: int
) -> None:
    better = [min(WORD, low + more) for low, more in zip(kept, extra, strict=False)]
    friction = FrictionTable([0, len(kept), 2 * len(kept)], kept + better)
    low, high = (links.lost_at(friction, path, word) for path in (0, 1))
    if low == STAYS:
        assert high == STAYS
    else:
        assert high == STAYS or high >= low


@pytest.mark.parametrize("surface", [Container.WEBVIEW, Container.BROWSER])
def test_a_copied_link_ends_in_the_merchants_app_whatever_it_carries(surface: Container) -> None:
    for payload, own_app in product(Payload, (0, 1)):
        behind = links.container_behind(LinkState.COPIED, payload, surface, own_app)
        assert behind == Container.MERCHANT_APP


@pytest.mark.parametrize("state", [LinkState.COPIED, LinkState.WARNED, LinkState.OPEN])
def test_on_the_destinations_own_app_everything_runs_there(state: LinkState) -> None:
    for payload in Payload:
        behind = links.container_behind(state, payload, Container.WEBVIEW, 1)
        assert behind == Container.MERCHANT_APP


@pytest.mark.parametrize("state", [LinkState.WARNED, LinkState.OPEN])
@pytest.mark.parametrize("surface", list(Container))
def test_elsewhere_a_card_opens_as_a_mini_program_and_the_rest_where_the_surface_opens_it(
    state: LinkState, surface: Container
) -> None:
    for payload in Payload:
        card = payload == Payload.MINI_PROGRAM_CARD
        expected = Container.MINI_PROGRAM if card else surface
        assert links.container_behind(state, payload, surface, 0) == expected
