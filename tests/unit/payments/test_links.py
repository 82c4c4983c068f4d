from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.payments.links import STAYS, FrictionTable, container_behind, lost_at
from sandbox.vocabulary import Container, LinkState, Payload

# Course 0 has no steps; of course 1, 75 of 100 pass the page and 60 the login too.
FRICTION = FrictionTable(start=(0, 0, 2), kept=(75, 60))
HARSHER = FrictionTable(start=(0, 0, 2), kept=(70, 30))


@pytest.mark.parametrize(
    ("course", "word", "step"),
    [(0, 99, STAYS), (1, 0, STAYS), (1, 59, STAYS), (1, 60, 1), (1, 74, 1), (1, 75, 0), (1, 99, 0)],
)
def test_one_word_decides_at_which_step_a_shopper_leaves(course: int, word: int, step: int) -> None:
    assert lost_at(FRICTION, course, word) == step


@given(st.integers(0, 99))
def test_higher_keep_rates_keep_everybody_whom_lower_ones_keep(word: int) -> None:
    if lost_at(HARSHER, 1, word) == STAYS:
        assert lost_at(FRICTION, 1, word) == STAYS


@pytest.mark.parametrize(
    ("state", "payload", "surface_container", "own_app", "container"),
    [
        (LinkState.OPEN, Payload.PRODUCT_LINK, Container.WEBVIEW, 0, Container.WEBVIEW),
        (LinkState.WARNED, Payload.PRODUCT_LINK, Container.BROWSER, 0, Container.BROWSER),
        (LinkState.COPIED, Payload.PRODUCT_LINK, Container.WEBVIEW, 0, Container.MERCHANT_APP),
        (LinkState.COPIED, Payload.MINI_PROGRAM_CARD, Container.WEBVIEW, 0, Container.MERCHANT_APP),
        (LinkState.OPEN, Payload.MINI_PROGRAM_CARD, Container.WEBVIEW, 0, Container.MINI_PROGRAM),
        (
            LinkState.OPEN,
            Payload.MINI_PROGRAM_CARD,
            Container.MERCHANT_APP,
            0,
            Container.MINI_PROGRAM,
        ),
        (
            LinkState.OPEN,
            Payload.MINI_PROGRAM_CARD,
            Container.MERCHANT_APP,
            1,
            Container.MERCHANT_APP,
        ),
        (LinkState.OPEN, Payload.PRODUCT_LINK, Container.WEBVIEW, 1, Container.MERCHANT_APP),
        (LinkState.OPEN, Payload.PAYMENT_QR, Container.COUNTER, 0, Container.COUNTER),
    ],
)
def test_where_a_checkout_runs(
    state: int, payload: int, surface_container: int, own_app: int, container: int
) -> None:
    assert container_behind(state, payload, surface_container, own_app) == container
