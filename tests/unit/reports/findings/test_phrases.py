from __future__ import annotations

import pytest

from sandbox.reports.findings.phrases import (
    MEANINGS,
    count,
    decimals_for,
    interval,
    listed,
    per_thousand,
    percent,
    points,
    words,
)
from sandbox.statistics.estimates import Estimate
from sandbox.vocabulary import Outcome


def test_every_outcome_has_a_meaning_that_fits_beside_two_regimes() -> None:
    assert set(MEANINGS) == set(Outcome)
    assert all(len(meaning) <= 33 for meaning in MEANINGS.values())


def test_words_of_a_name() -> None:
    assert words("NO_COMMON_WALLET") == "no common wallet"


@pytest.mark.parametrize(
    ("difference", "text"),
    [(0.085, "+8.5"), (-0.0125, "-1.2"), (0.0001, "0.0"), (-0.0001, "0.0"), (None, "–")],
)
def test_points_have_a_sign_unless_they_are_nothing(difference: float | None, text: str) -> None:
    assert points(difference) == text


def test_percent_of_nothing_is_a_dash() -> None:
    assert (percent(0.8434), percent(None)) == ("84.3 %", "–")


def test_a_narrow_interval_is_shown_with_more_decimals() -> None:
    wide, narrow = Estimate(0.5, 0.49, 0.51), Estimate(0.5, 0.4999, 0.5001)
    assert (decimals_for(wide), decimals_for(narrow), decimals_for(wide, narrow)) == (1, 2, 2)
    assert interval(narrow, 2) == "49.99 to 50.01 %"
    assert interval(wide, signed=True) == "+49.0 to +51.0"


def test_one_replication_has_no_interval() -> None:
    assert interval(Estimate(0.5, None, None)) == "no interval"


@pytest.mark.parametrize(
    ("fen", "checkouts", "text"),
    [
        (113_200, 1_000, "1,132"),
        (-25, 1_000, "-0.25"),
        (999, 1_000, "9.99"),
        (-1, 10_000, "0"),
        (0, 7, "0"),
        (5, 0, "–"),
    ],
)
def test_money_is_yuan_per_thousand_checkouts(fen: int, checkouts: int, text: str) -> None:
    assert per_thousand(fen, checkouts) == text


def test_counts_and_lists_read_as_sentences() -> None:
    assert [count(1, "replication"), count(2_000, "checkout")] == [
        "1 replication",
        "2,000 checkouts",
    ]
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
