"""Who sees a wallet on the menu, and when paying with it leaves the app."""

from __future__ import annotations

import pytest

from sandbox.payments import acceptance
from sandbox.units import WORD
from sandbox.vocabulary import Acceptance, Container

HALF = WORD // 2
LAST_WORD = WORD - 1
TENCENT, ALIBABA, MEITUAN = range(3)


@pytest.mark.parametrize("word", [0, HALF, LAST_WORD])
@pytest.mark.parametrize("folded_visibility", [0, HALF, WORD])
def test_only_folded_wallets_ask_the_word(word: int, folded_visibility: int) -> None:
    for state in (Acceptance.LISTED, Acceptance.DEFAULT):
        assert acceptance.is_visible(state, word, folded_visibility) is True
    for mark in (int(Acceptance.OFF), acceptance.BARRED, acceptance.BY_INTEROP):
        assert acceptance.is_visible(mark, word, folded_visibility) is False


@pytest.mark.parametrize(
    ("word", "folded_visibility", "seen"),
    [
        (0, 0, False),
        (LAST_WORD, 0, False),
        (0, 1, True),
        (1, 1, False),
        (HALF - 1, HALF, True),
        (HALF, HALF, False),
        (LAST_WORD, LAST_WORD, False),
        (0, WORD, True),
        (LAST_WORD, WORD, True),
    ],
)
def test_a_folded_wallet_is_seen_by_words_below_the_threshold(
    word: int, folded_visibility: int, seen: bool
) -> None:
    assert acceptance.is_visible(acceptance.FOLDED, word, folded_visibility) is seen


def test_the_two_marks_beside_the_states_are_no_states() -> None:
    marks = {acceptance.BARRED, acceptance.BY_INTEROP}
    assert len(marks) == 2
    assert marks.isdisjoint(int(state) for state in Acceptance)


@pytest.mark.parametrize("wallet", [TENCENT, ALIBABA, MEITUAN])
def test_at_a_counter_nothing_is_handed_over(wallet: int) -> None:
    assert acceptance.is_foreign(Container.COUNTER, wallet, ALIBABA, TENCENT) is False


@pytest.mark.parametrize("owner", [TENCENT, ALIBABA, MEITUAN])
def test_a_browser_is_foreign_even_where_everything_has_one_owner(owner: int) -> None:
    assert acceptance.is_foreign(Container.BROWSER, owner, owner, owner) is True


def test_in_the_merchants_app_the_merchants_owner_is_the_host() -> None:
    app = Container.MERCHANT_APP
    assert acceptance.is_foreign(app, ALIBABA, ALIBABA, TENCENT) is False
    assert acceptance.is_foreign(app, TENCENT, ALIBABA, TENCENT) is True
    assert acceptance.is_foreign(app, MEITUAN, ALIBABA, TENCENT) is True


@pytest.mark.parametrize("container", [Container.WEBVIEW, Container.MINI_PROGRAM])
def test_inside_a_surface_the_surfaces_owner_is_the_host(container: Container) -> None:
    assert acceptance.is_foreign(container, TENCENT, ALIBABA, TENCENT) is False
    assert acceptance.is_foreign(container, ALIBABA, ALIBABA, TENCENT) is True
    assert acceptance.is_foreign(container, MEITUAN, ALIBABA, TENCENT) is True
