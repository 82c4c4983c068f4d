from __future__ import annotations

from fractions import Fraction

import pytest

from sandbox.errors import ScenarioError
from sandbox.scenario.checks.shares import per_cent
from sandbox.scenario.loading import load_text


def is_right(text: str) -> bool:
    try:
        load_text("extends: blank\n" + text)
    except ScenarioError:
        return False
    return True


def test_shares_are_shown_as_percentages() -> None:
    assert per_cent(Fraction(9, 8)) == "112.5 %"
    assert per_cent(Fraction(10333, 10000)) == "103.33 %"


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ("cancelled: 50%, handover_failed: {webview: 50%}", True),
        ("cancelled: 51%, handover_failed: {webview: 50%}", False),
        # A password-free payment cannot be cancelled at the cashier.
        ("cancelled: 51%, authentication_failed: {password_free: 50%}", True),
        ("cancelled: 51%, authentication_failed: {pin: 50%}", False),
    ],
)
def test_the_cashier_loses_at_most_everybody(losses: str, *, expected: bool) -> None:
    assert is_right(f"cashier: {{{losses}}}") == expected


@pytest.mark.parametrize(
    ("wallet", "expected"),
    [
        ("declines: {risk_declined: 50%, technical_decline: 50%}", True),
        ("declines: {risk_declined: 50%, technical_decline: 51%}", False),
        ("declines: {risk_declined: 50%}, funding: {a: {insufficient_funds: 50%}}", True),
        ("declines: {risk_declined: 51%}, funding: {a: {insufficient_funds: 50%}}", False),
        ("held_by: 10%, favourite_of: 10%", True),
        ("held_by: 10%, favourite_of: 11%", False),
    ],
)
def test_a_wallet_s_shares_fit(wallet: str, *, expected: bool) -> None:
    assert is_right(f"wallets: {{pay: {{{wallet}}}}}") == expected


@pytest.mark.parametrize(
    ("table", "expected"), [("{pay: 60%, none: 40%}", True), ("{pay: 60%, none: 41%}", False)]
)
def test_the_empty_set_counts(table: str, *, expected: bool) -> None:
    assert is_right(f"audiences: {{everyone: {{wallets: {table}}}}}") == expected
