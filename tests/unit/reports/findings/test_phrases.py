from __future__ import annotations

import pytest

from sandbox.reports.findings.phrases import (
    MEANINGS,
    count,
    enumeration,
    per_thousand,
    percent,
    points,
    words,
)
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
    assert [
        enumeration([]),
        enumeration(["a"]),
        enumeration(["a", "b"]),
        enumeration(["a", "b", "c"]),
    ] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
