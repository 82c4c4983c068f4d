from __future__ import annotations

import numpy as np
import pytest

from sandbox.statistics.sequences import Band, mixture_sequence
from sandbox.statistics.verdicts import (
    REPLICATIONS_MIN,
    AssumptionRange,
    Terms,
    Verdict,
    compare,
    conclude,
    variance_cut,
    verdict_of,
)

NOISE = np.tile([-1.0, 1.0], 20)
BASELINE = np.arange(40.0)


def band(low: float, high: float, count: int = 40) -> Band:
    return Band((low + high) / 2, low, high, (high - low) / 2, count, is_skewed=False)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.1, 0.5, Verdict.BETTER),
        (-0.5, -0.1, Verdict.WORSE),
        (-0.1, 0.5, Verdict.TOO_CLOSE),
        (0.0, 0.5, Verdict.TOO_CLOSE),
        (0.3, 0.3, Verdict.UNDECIDED),
        (0.0, 0.0, Verdict.UNDECIDED),
        (-np.inf, np.inf, Verdict.UNDECIDED),
    ],
)
def test_the_side_of_zero_decides(low: float, high: float, verdict: Verdict) -> None:
    assert verdict_of(band(low, high)) is verdict


def test_less_of_a_loss_is_better() -> None:
    assert verdict_of(band(0.1, 0.5), is_more_better=False) is Verdict.WORSE
    assert verdict_of(band(-0.5, -0.1), is_more_better=False) is Verdict.BETTER


def test_twenty_replications_are_the_least() -> None:
    assert REPLICATIONS_MIN == 20
    assert verdict_of(band(0.1, 0.5, 19)) is Verdict.UNDECIDED
    assert verdict_of(band(0.1, 0.5, 20)) is Verdict.BETTER


def test_no_spread_is_undecided_unless_the_tables_are_identical() -> None:
    nothing = mixture_sequence(np.zeros(40))
    assert verdict_of(nothing) is Verdict.UNDECIDED
    assert verdict_of(nothing, is_identical=True) is Verdict.IDENTICAL


def test_regimes_are_compared_with_the_baseline() -> None:
    others = {
        "more": BASELINE + 5 + NOISE,
        "less": BASELINE - 5 + NOISE,
        "same": BASELINE + NOISE,
        "copy": BASELINE,
        "always_one_more": BASELINE + 1,
    }
    found = compare(BASELINE, others, Terms(), identical={"copy"})
    assert {name: str(one.verdict) for name, one in found.items()} == {
        "more": "better",
        "less": "worse",
        "same": "too close to call",
        "copy": "identical",
        "always_one_more": "undecided",
    }


def test_regimes_and_metrics_share_the_error() -> None:
    others = dict.fromkeys(("a", "b"), BASELINE + NOISE)
    found = compare(BASELINE, others, Terms(confidence=0.9, metrics=5))
    assert found["a"].band == mixture_sequence(NOISE, 1 - (1 - 0.9) / 10)
    assert found["a"].band.confidence == pytest.approx(0.99)


def test_pairing_cuts_the_variance_by_what_both_have_in_common() -> None:
    # Both vary with variance 136.67, their difference with 1600 / 39 / 40 = 1.0256.
    cut = variance_cut(BASELINE, BASELINE + NOISE)
    independent = BASELINE.var(ddof=1) + (BASELINE + NOISE).var(ddof=1)
    assert cut == pytest.approx(independent / (40 / 39))
    assert variance_cut(BASELINE, -BASELINE) == pytest.approx(0.5)


def test_a_difference_that_does_not_vary_has_no_variance_cut() -> None:
    assert variance_cut(BASELINE, BASELINE + 1) is None
    assert variance_cut(BASELINE[:1], BASELINE[1:2]) is None


@pytest.mark.parametrize(
    ("verdict", "low", "high", "text"),
    [
        (Verdict.BETTER, 0.05, 0.9, "better"),
        (Verdict.BETTER, -0.05, 0.9, "depends on patience"),
        (Verdict.BETTER, 0.0, 0.9, "depends on patience"),
        (Verdict.WORSE, -0.9, -0.05, "worse"),
        (Verdict.WORSE, -0.9, 0.05, "depends on patience"),
        (Verdict.TOO_CLOSE, -0.1, 0.1, "too close to call"),
        (Verdict.TOO_CLOSE, -0.1, 0.3, "depends on patience"),
        (Verdict.TOO_CLOSE, -0.3, 0.1, "depends on patience"),
        (Verdict.IDENTICAL, 0.0, 0.0, "identical"),
        (Verdict.IDENTICAL, 0.0, 0.1, "depends on patience"),
        (Verdict.UNDECIDED, -0.9, 0.9, "undecided"),
    ],
)
def test_a_verdict_holds_only_where_the_assumptions_agree(
    verdict: Verdict, low: float, high: float, text: str
) -> None:
    concluded = conclude(verdict, band(-0.2, 0.2), AssumptionRange(low, high, "patience"))
    assert str(concluded) == text
    assert concluded.verdict is verdict
    assert concluded.holds == (text == str(verdict))


def test_where_less_is_better_the_range_must_lie_below_zero() -> None:
    over = AssumptionRange(-0.9, -0.1, "patience")
    held = conclude(Verdict.BETTER, band(-0.5, -0.2), over, is_more_better=False)
    overturned = conclude(Verdict.WORSE, band(0.2, 0.5), over, is_more_better=False)
    assert (held.holds, overturned.holds) == (True, False)
