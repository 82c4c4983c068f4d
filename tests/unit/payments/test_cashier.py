"""The cashier: how a shopper confirms, and what ends an attempt there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.payments import cashier
from sandbox.units import WORD
from sandbox.vocabulary import Confirmation, Outcome


@pytest.mark.parametrize(
    ("agreed", "within_limit", "biometric", "expected"),
    [
        (True, True, True, Confirmation.PASSWORD_FREE),
        (True, True, False, Confirmation.PASSWORD_FREE),
        (True, False, True, Confirmation.BIOMETRIC),
        (True, False, False, Confirmation.PIN),
        (False, True, True, Confirmation.BIOMETRIC),
        (False, True, False, Confirmation.PIN),
        (False, False, True, Confirmation.BIOMETRIC),
        (False, False, False, Confirmation.PIN),
    ],
)
def test_password_free_needs_agreement_and_limit_and_a_pin_is_the_last_resort(
    agreed: bool, within_limit: bool, biometric: bool, expected: Confirmation
) -> None:
    assert cashier.confirmation(agreed, within_limit, biometric) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (0, Outcome.HANDOVER_FAILED),
        (99, Outcome.HANDOVER_FAILED),
        (100, Outcome.CANCELLED),
        (119, Outcome.CANCELLED),
        (120, Outcome.AUTHENTICATION_FAILED),
        (122, Outcome.AUTHENTICATION_FAILED),
        (123, Outcome.PAID),
        (WORD - 1, Outcome.PAID),
    ],
)
def test_one_draw_falls_into_handover_then_cancelled_then_authentication(
    word: int, expected: Outcome
) -> None:
    assert cashier.cashier_failure(word, 100, 20, 3) == expected


@pytest.mark.parametrize("word", [0, 1, WORD - 1])
def test_nothing_fails_where_every_threshold_is_zero(word: int) -> None:
    assert cashier.cashier_failure(word, 0, 0, 0) == Outcome.PAID


@pytest.mark.parametrize("word", [0, 1, WORD - 1])
def test_a_threshold_of_the_whole_word_leaves_no_draw_over(word: int) -> None:
    assert cashier.cashier_failure(word, WORD, 0, 0) == Outcome.HANDOVER_FAILED
    assert cashier.cashier_failure(word, 0, WORD, 0) == Outcome.CANCELLED
    assert cashier.cashier_failure(word, 0, 0, WORD) == Outcome.AUTHENTICATION_FAILED


def test_shares_that_fill_the_word_leave_nobody_to_pay() -> None:
    half, quarter = WORD // 2, WORD // 4
    assert cashier.cashier_failure(half - 1, half, quarter, quarter) == Outcome.HANDOVER_FAILED
    assert cashier.cashier_failure(half, half, quarter, quarter) == Outcome.CANCELLED
    last = cashier.cashier_failure(WORD - 1, half, quarter, quarter)
    assert last == Outcome.AUTHENTICATION_FAILED


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
def test_every_cause_gets_exactly_as_many_words_as_its_threshold(
    handover: int, cancelled: int, authentication: int
) -> None:
    ends = [
        cashier.cashier_failure(word, handover, cancelled, authentication) for word in range(64)
    ]
    assert ends.count(Outcome.HANDOVER_FAILED) == handover
    assert ends.count(Outcome.CANCELLED) == cancelled
    assert ends.count(Outcome.AUTHENTICATION_FAILED) == authentication
    assert ends.count(Outcome.PAID) == 64 - handover - cancelled - authentication
