from __future__ import annotations

import pytest

from sandbox.payments.cashier import cashier_failure, confirmation
from sandbox.vocabulary import Confirmation, Outcome


@pytest.mark.parametrize(
    ("agreed", "within_limit", "biometric", "method"),
    [
        (True, True, True, Confirmation.PASSWORD_FREE),
        (True, False, True, Confirmation.BIOMETRIC),
        (True, False, False, Confirmation.PIN),
        (False, True, True, Confirmation.BIOMETRIC),
        (False, True, False, Confirmation.PIN),
    ],
)
def test_an_agreement_holds_up_to_its_limit(
    agreed: bool, within_limit: bool, biometric: bool, method: int
) -> None:
    assert confirmation(agreed, within_limit, biometric) == method


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        (0, Outcome.HANDOVER_FAILED),
        (9, Outcome.HANDOVER_FAILED),
        (10, Outcome.CANCELLED),
        (29, Outcome.CANCELLED),
        (30, Outcome.AUTHENTICATION_FAILED),
        (59, Outcome.AUTHENTICATION_FAILED),
        (60, Outcome.PAID),
    ],
)
def test_one_word_decides_hand_over_then_change_of_mind_then_confirmation(
    word: int, outcome: int
) -> None:
    assert cashier_failure(word, handover=10, cancelled=20, authentication=30) == outcome


def test_what_cannot_fail_does_not() -> None:
    assert cashier_failure(0, 0, 0, 0) == Outcome.PAID
