from __future__ import annotations

import pytest

from sandbox.errors import ScenarioError
from sandbox.scenario.loading import load_text

WORLD = "extends: blank\nperiod: {from: 2024-09-12, for: 1d}\n"


def found(text: str) -> list[str]:
    try:
        load_text(WORLD + text)
    except ScenarioError as error:
        return [diagnostic.message for diagnostic in error.diagnostics]
    return []


def rule(dates: str) -> str:
    return f"rules: [{{name: x, set: {{link: open}}, {dates}}}]"


@pytest.mark.parametrize(
    ("dates", "is_right"),
    [
        ("from: 2024-09-12", True),
        ("from: 2024-09-12T23:59", True),
        ("from: 2024-09-13", False),  # the end is exclusive
        ("until: 2024-09-12", False),  # and so is the end of a rule
        ("until: 2024-09-12T00:01", True),
        ("from: 2020-01-01, until: 2030-01-01", True),
    ],
)
def test_a_rule_must_hold_at_some_moment_of_the_period(dates: str, *, is_right: bool) -> None:
    assert (not found(rule(dates))) == is_right


def test_rules_of_regimes_may_lie_outside() -> None:
    text = "regimes: {late: [{name: x, set: {link: open}, from: 2030-01-01}]}"
    assert found(text) == []


@pytest.mark.parametrize(
    ("moment", "is_right"), [("2024-09-12", True), ("2024-09-11", False), ("2024-09-13", False)]
)
def test_a_walk_stays_inside_the_period(moment: str, *, is_right: bool) -> None:
    assert (not found(f"walk: {{{moment}: open}}")) == is_right


@pytest.mark.parametrize(
    ("dates", "is_right"),
    [
        ("from: 2024-09-11, for: 1d", False),
        ("from: 2024-09-11, for: 25h", True),
        ("from: 2024-09-13, for: 1h", False),
    ],
)
def test_an_outage_happens_in_the_period(dates: str, *, is_right: bool) -> None:
    assert (not found(f"outages: {{cut: {{wallets: [pay], {dates}}}}}")) == is_right


@pytest.mark.parametrize(("between", "is_right"), [("1d", True), ("0s", False)])
def test_chance_needs_time(between: str, *, is_right: bool) -> None:
    outage = f"{{wallets: [pay], random: {{between: {between}, repair: 5min}}}}"
    assert (not found(f"outages: {{cut: {outage}}}")) == is_right
