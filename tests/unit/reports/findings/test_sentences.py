from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from sandbox.answers.answer import Answer
from sandbox.answers.verdicts import Verdict
from sandbox.metrics.metric_units import Unit
from sandbox.reports.findings.gauges import Gauge
from sandbox.reports.findings.sentences import (
    Sentence,
    answer,
    interval_words,
    metric_subject,
    tone_of,
    verdict_counts,
)
from sandbox.reports.findings.view import View
from sandbox.reports.page_blocks import Tone

Made = Callable[..., Answer]


def told(answered: Answer) -> Sentence:
    (sentence,) = answer(View(answered.document))
    return sentence


def judged(answered: Answer, verdict: Verdict, **difference: float | None) -> Sentence:
    """Return what is said where the headline alone is judged so."""
    document: dict[str, Any] = deepcopy(dict(answered.document))
    metrics = document["points"][0]["contrasts"][0]["metrics"]
    for found in metrics.values():
        found["verdict"] = Verdict.SAME.value
    headline = next(iter(metrics.values()))
    headline["verdict"] = verdict.value
    headline["difference"] |= difference
    (sentence,) = answer(View(document))
    return sentence


def test_a_gain_and_a_loss_are_called_so(ran: Made) -> None:
    gain = told(ran("compare_two"))
    assert (gain.lead, gain.tone, gain.metric) == ("Better", Tone.GOOD, "success_rate")
    assert gain.text.startswith("doors raises checkout success from 47.9 % to 66.3 %: +18.4 points")
    loss = told(ran("compare_two", ("compare=[doors, walls]",)))
    assert (loss.lead, loss.tone) == ("Worse", Tone.BAD)
    assert loss.text.startswith("walls lowers checkout success from ")


def test_other_metrics_that_moved_follow_by_direction(studied: Made) -> None:
    assert told(studied("two_regimes")).text.endswith(
        "It also raises net income of Red Mall, fees of Blue Pay and the p95 of answer times; it "
        "lowers losses to “no common wallet”."
    )


@pytest.mark.parametrize(
    ("verdict", "lead", "part"),
    [
        (Verdict.IDENTICAL, "Identical", "doors is the same world as walls; checkout success is"),
        (Verdict.UNCHANGED, "No checkout differed", "all 5,000 checkouts end under doors as"),
        (Verdict.SAME, "Practically the same", "is within 0.1 points"),
        (Verdict.TOO_CLOSE, "Too close to call", "may be none"),
        (Verdict.PERHAPS_BETTER, "Better, perhaps by less than 0.1 points", "doors raises"),
    ],
)
def test_every_verdict_has_its_sentence(ran: Made, verdict: Verdict, lead: str, part: str) -> None:
    sentence = judged(ran("compare_two"), verdict)
    assert sentence.lead == lead
    assert part in sentence.text


def test_an_undecided_sentence_says_why(ran: Made) -> None:
    few = told(ran("one_replication"))
    assert few.lead == "Undecided"
    assert few.text.endswith("fewer than 5 replications prove nothing.")
    nothing = judged(ran("compare_two"), Verdict.UNDECIDED, mean=None, low=None, high=None)
    assert "nothing was counted that checkout success could be computed from" in nothing.text


def test_the_last_of_several_steps_is_split_out(ran: Made) -> None:
    document: dict[str, Any] = deepcopy(dict(ran("compare_two").document))
    (contrast,) = document["points"][0]["contrasts"]
    metrics = deepcopy(contrast["metrics"])
    metrics["success_rate"]["difference"]["mean"] = 0.05
    contrast["last_step"] = {"before": "half", "metrics": metrics}
    (sentence,) = answer(View(document))
    assert ", of which +5.0 points the last step, The mall opens to blue. It also" in sentence.text


def test_where_nobody_pays_the_open_rate_is_the_headline(ran: Made) -> None:
    sentence = told(ran("service"))
    assert sentence.metric == "open_rate"
    assert "raises the open rate from 0.0 % to 100.0 %" in sentence.text


def test_the_headline_is_the_first_metric_that_moved(ran: Made) -> None:
    document: dict[str, Any] = deepcopy(dict(ran("compare_two").document))
    (contrast,) = document["points"][0]["contrasts"]
    contrast["metrics"]["success_rate"]["verdict"] = Verdict.SAME.value
    (sentence,) = answer(View(document))
    assert sentence.metric == "open_rate"


def test_the_best_of_many_is_named_first(ran: Made) -> None:
    assert told(ran("compare_three")).text.startswith("checkout success is highest under doors")


def test_one_regime_tells_its_largest_loss_and_a_walk_its_course(ran: Made) -> None:
    alone = told(ran("one_regime")).text
    assert alone.startswith("Under walls, checkout success is 48.1 % (95 % interval 46.1 to ")
    assert alone.endswith("The largest loss is no common wallet: 20.6 % of arrivals.")
    assert "From the first stage to the last it goes from 41.3 % to 76.2 %." in (
        told(ran("walk")).text
    )


def test_a_loss_has_the_digits_of_the_headline(ran: Made) -> None:
    document: dict[str, Any] = deepcopy(dict(ran("one_regime").document))
    (case,) = document["points"][0]["cases"]
    exact = {"mean": 0.8999, "low": 0.8999, "high": 0.8999}
    case |= {"checkouts": 10_000, "outcomes": {"paid": 8_999, "wallet_down": 1_001}}
    case["metrics"]["success_rate"] = exact
    (sentence,) = answer(View(document))
    assert sentence.text == (
        "Under walls, checkout success is 89.99 % (the same in every replication). The largest "
        "loss is wallet down: 10.01 % of arrivals."
    )


def test_a_sweep_names_where_it_gains_least_and_most(studied: Made) -> None:
    sentence = told(studied("swept"))
    assert sentence.lead == "Better at every point"
    assert "changes checkout success by +18.9 points everywhere; simulation error at most ±" in (
        sentence.text
    )
    assert told(studied("one_regime_swept")).text.startswith(
        "Under walls, sales lost to others go from 0 (goes_elsewhere=0%, latency=100ms) to 470"
    )


def test_verdicts_are_counted_over_points() -> None:
    better, worse = Verdict.BETTER, Verdict.WORSE
    assert verdict_counts([better, better]) == "Better at every point"
    assert verdict_counts([better, worse, better]) == "Better at 2 of 3 points, worse at 1"


def test_only_what_is_judged_sounds_good_or_bad() -> None:
    tones = {verdict: tone_of(verdict) for verdict in Verdict}
    assert tones[Verdict.PERHAPS_BETTER] is Tone.GOOD
    assert tones[Verdict.PERHAPS_WORSE] is Tone.BAD
    assert tones[Verdict.RISES] is tones[Verdict.IDENTICAL] is Tone.PLAIN
    assert tones[Verdict.TOO_CLOSE] is tones[Verdict.UNDECIDED] is Tone.OPEN


def test_verbs_agree_with_what_they_are_about() -> None:
    assert metric_subject("fees of Alipay")["is_"] == "are"
    assert metric_subject("the share of Alipay")["is_"] == "is"
    assert metric_subject("net income of Taobao")["goes"] == "goes"
    assert metric_subject("sales lost to others")["turns"] == "turn"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.1, 0.2, "95 % interval +10.0 to +20.0"),
        (0.1, 0.1, "the same in every replication"),
        (None, None, "no interval"),
        (float("-inf"), float("inf"), "no interval"),
    ],
)
def test_an_interval_in_words(low: float | None, high: float | None, text: str) -> None:
    assert interval_words(Gauge(Unit.SHARE, 1), {"low": low, "high": high}) == text
