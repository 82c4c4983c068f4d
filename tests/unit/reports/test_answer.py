from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.answers.run_results import RunResult
from sandbox.reports.answer import (
    OPENNESS,
    SUCCESS,
    Verdict,
    answer,
    basis,
    headline_of,
    letters,
    verdict,
)
from sandbox.reports.page import Paragraph, Tone
from sandbox.statistics.estimates import Estimate

Ran = Callable[..., RunResult]


def told(run: RunResult) -> Paragraph:
    first = next(iter(answer(run)))
    assert isinstance(first, Paragraph)
    return first


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (0.01, 0.02, Verdict.BETTER),
        (-0.02, -0.01, Verdict.WORSE),
        (-0.01, 0.01, Verdict.CLOSE),
        (0.0, 0.01, Verdict.CLOSE),
        (0.0, 0.0, Verdict.CLOSE),
        (None, None, Verdict.SINGLE),
    ],
)
def test_the_interval_decides(
    ran: Ran, low: float | None, high: float | None, found: Verdict
) -> None:
    walls, doors = ran("compare_two").regimes
    assert verdict(walls, doors, Estimate(0.0, low, high)) is found


def test_only_equal_counts_are_identical(ran: Ran) -> None:
    walls, doors = ran("compare_two").regimes
    same = ran("identical").regimes
    nothing = Estimate(0.0, 0.0, 0.0)
    assert verdict(walls, walls, nothing) is Verdict.IDENTICAL
    assert verdict(same[0], same[1], nothing) is Verdict.IDENTICAL
    assert verdict(walls, doors, nothing) is not Verdict.IDENTICAL


def test_a_gain_and_a_loss_are_called_so(ran: Ran) -> None:
    gain = told(ran("compare_two"))
    assert (gain.lead, gain.tone) == ("Better:", Tone.GOOD)
    assert gain.text.startswith("doors raises checkout success from ")
    loss = told(ran("compare_two", ("compare=[doors, walls]",)))
    assert (loss.lead, loss.tone) == ("Worse:", Tone.BAD)
    assert loss.text.startswith("walls lowers checkout success from ")


def test_an_interval_around_nothing_is_too_close_to_call(ran: Ran) -> None:
    close = told(ran("compare_two", ("traffic.checkouts=20", "replications=2", "seed=3")))
    assert close.lead == "Too close to call:"
    assert "contains 0" in close.text


def test_where_nobody_pays_the_open_rate_is_the_headline(ran: Ran) -> None:
    assert headline_of(ran("service")) is OPENNESS
    assert headline_of(ran("compare_two")) is SUCCESS
    assert "raises the open rate from 0.0 % to 100.0 %" in told(ran("service")).text


def test_the_best_of_many_is_named_first(ran: Ran) -> None:
    assert told(ran("compare_three")).text.startswith("Checkout success is highest under doors")


def test_the_size_counts_every_replication(ran: Ran) -> None:
    facts = dict(basis(ran("compare_two"), "x.yaml"))
    assert facts["size"].startswith("4,000 checkouts, 4 replications each")
    assert "2 assumptions, which `sandbox world x.yaml` lists" in facts["interval"]
    assert "scale" not in facts


def test_a_scale_is_told_with_every_result(ran: Ran) -> None:
    facts = dict(basis(ran("one_replication"), "x.yaml"))
    assert facts["scale"] == "one simulated checkout stands for 2,000"
    assert facts["interval"].startswith("none from one replication")


def test_regimes_go_by_letters(ran: Ran) -> None:
    assert letters(ran("compare_three")) == ["A", "B", "C"]
