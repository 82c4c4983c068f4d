from __future__ import annotations

from fractions import Fraction

import pytest

from sandbox.answers.inference import Inference, Looks, shared_levels
from sandbox.metrics.grammar.names import parse_metric

METRICS = [parse_metric(text) for text in ("success_rate", "paid", "latency.p95", "hhi")]


def errors(count: int, decisions: int, *, is_derived: bool) -> list[float]:
    levels = shared_levels(METRICS[:count], decisions, is_derived=is_derived)
    assert list(levels) == [str(metric) for metric in METRICS[:count]]
    return [1 - level for level in levels.values()]


def test_the_first_of_several_derived_metrics_has_half_of_the_error() -> None:
    assert errors(4, 1, is_derived=True) == pytest.approx([0.025, *[0.025 / 3] * 3])
    assert errors(2, 1, is_derived=True) == pytest.approx([0.025, 0.025])


def test_metrics_that_somebody_names_share_alike() -> None:
    assert errors(4, 1, is_derived=False) == pytest.approx([0.0125] * 4)


@pytest.mark.parametrize("is_derived", [True, False])
def test_one_metric_alone_has_the_whole_error(is_derived: bool) -> None:
    assert errors(1, 1, is_derived=is_derived) == pytest.approx([0.05])


@pytest.mark.parametrize("is_derived", [True, False])
@pytest.mark.parametrize("decisions", [1, 2, 7])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_all_verdicts_together_err_no_more_than_one_alone(
    count: int,
    decisions: int,
    is_derived: bool,
) -> None:
    shared = errors(count, decisions, is_derived=is_derived)
    assert decisions * sum(shared) == pytest.approx(0.05)


def test_nothing_to_decide_is_one_decision() -> None:
    assert errors(2, 0, is_derived=False) == errors(2, 1, is_derived=False)


def test_whoever_looks_once_needs_five_replications_and_whoever_looks_again_twenty() -> None:
    levels = shared_levels(METRICS, 1, is_derived=True)
    assert Inference(Looks.ONCE, levels).least == 5
    assert Inference(Looks.REPEATEDLY, levels).least == 20


def test_a_metric_finds_its_level_by_its_text() -> None:
    rule = Inference(Looks.ONCE, {"paid": 0.99}, practically={"paid": Fraction(3)})
    assert rule.confidence(parse_metric("paid")) == 0.99
    assert rule.gates == 0.95
