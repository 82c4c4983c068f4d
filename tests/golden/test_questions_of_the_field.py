"""Questions that were once answered beside the point, each asked of the packaged world."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from sandbox.answers.answer import Answer
from sandbox.answers.contrast import Pairing, contrast_of
from sandbox.answers.inference import Inference, Looks
from sandbox.answers.verdicts import Verdict
from sandbox.metrics.grammar.names import parse_metric
from sandbox.reports.findings.sentences import answer as sentences
from sandbox.reports.findings.view import View
from sandbox.scenario.loading import Loaded, load, load_text
from sandbox.studies import what_if
from sandbox.studies.options import Options
from tests.house.tree import ROOT
from tests.regimes import counted

CHINA = """
extends: china_2024
period: {{from: {day}, for: 1h}}
traffic: {{only: [{only}], checkouts: 1000}}
compare: [{regimes}]
{more}
"""


def china(*regimes: str, only: str, day: str, more: str = "") -> Loaded:
    return load_text(CHINA.format(regimes=", ".join(regimes), only=only, day=day, more=more))


def asked(loaded: Loaded, replications: int = 5) -> Answer:
    options = Options(replications=replications, jobs=1, has_assumption_range=False)
    return what_if.run(loaded, options)


def contrast(answer: Answer) -> Mapping[str, Any]:
    found: Mapping[str, Any] = answer.document["points"][0]["contrasts"][0]
    return found


def test_jd_takes_alipay_is_answered_with_jd_and_alipay() -> None:
    regimes = ("taobao_wechat_pay_2024_09", "jd_alipay_2024_10")
    answer = asked(china(*regimes, only="jd", day="2025-02-05T20:00"))
    assert list(answer.document["metrics"]) == [
        "success_rate",
        "share.alipay",
        "fees.alipay",
        "net_income.jd",
    ]
    assert answer.document["named"] == ["alipay", "jd"]
    assert answer.document["warnings"] == []
    moved = contrast(answer)["metrics"]
    assert moved["share.alipay"]["verdict"] == Verdict.RISES
    [said] = sentences(View(answer.document))
    assert said.metric == "success_rate"
    assert "Alipay" in said.text


FEE = """
regimes:
  cheap:
    extends: walled_garden
    rules: [{name: cheap, id: 990, when: {wallet: alipay}, set: {fee: 0.3%}}]
"""


def test_a_fee_is_answered_with_money_and_no_checkout_differed() -> None:
    answer = asked(china("walled_garden", "cheap", only="taobao", day="2024-11-05T20:00", more=FEE))
    metrics = contrast(answer)["metrics"]
    assert metrics["success_rate"]["verdict"] == Verdict.UNCHANGED
    assert contrast(answer)["moves"]["changed"] == 0
    [said] = sentences(View(answer.document))
    assert said.metric == "fees.alipay"
    assert said.lead == "Worse"
    assert "fees of Alipay" in said.text
    assert "checkout success" not in said.text


# Which way is good in a storm: more queries, unknown results and full queues are worse, and so are
# sales that are made elsewhere.
STORM = {
    "queries": Verdict.WORSE,
    "unknown": Verdict.WORSE,
    "queue_full": Verdict.WORSE,
    "success_rate": Verdict.WORSE,
    "elsewhere": Verdict.WORSE,
}
BETTER = {Verdict.WORSE: Verdict.BETTER}


def test_a_storm_is_judged_by_what_more_of_each_metric_means() -> None:
    words = ("period.for=1h", "choice.goes_elsewhere=50%", "outages={}")
    calm = load(ROOT / "scenarios" / "query_storm.yaml", words)
    storm = load(ROOT / "scenarios" / "query_storm.yaml", (*words, "traffic.rate=4.8/s"))
    [one], [other] = (counted(each, replications=5) for each in (calm, storm))
    metrics = [parse_metric(text) for text in STORM]
    rule = Inference(Looks.ONCE, {str(metric): 0.95 for metric in metrics})
    for before, after, expected in (
        (one, other, STORM),
        (other, one, {text: BETTER[verdict] for text, verdict in STORM.items()}),
    ):
        pair = Pairing(before, after)
        found = {str(m): contrast_of(m, pair, rule).verdict for m in metrics}
        assert found == expected


def test_a_rule_that_begins_later_is_named_in_a_warning() -> None:
    regimes = ("qr_wechat_2024_06", "taobao_wechat_pay_2024_09")
    answer = asked(china(*regimes, only="taobao", day="2024-06-20T20:00"))
    assert (
        "rule taobao_takes_wechat_pay of taobao_wechat_pay_2024_09 begins at 2024-09-12, "
        "after the period"
    ) in answer.document["warnings"]
    assert contrast(answer)["metrics"]["success_rate"]["verdict"] == Verdict.IDENTICAL
    later = asked(china(*regimes, only="taobao", day="2024-09-28T20:00"))
    assert later.document["warnings"] == []


@pytest.mark.parametrize("name", ["walled_garden", "qr_wechat_2024_06"])
def test_the_last_of_several_steps_is_told_apart(name: str) -> None:
    regimes = (name, "taobao_wechat_pay_2024_09")
    found = contrast(asked(china(*regimes, only="taobao", day="2024-09-28T20:00")))
    if name == "qr_wechat_2024_06":
        assert "last_step" not in found
        return
    step = found["last_step"]
    assert step["before"] == "qr_wechat_2024_06"
    alone = contrast(
        asked(china(step["before"], regimes[1], only="taobao", day="2024-09-28T20:00"))
    )
    whole, last, only = (
        each["metrics"]["success_rate"]["difference"]["mean"] for each in (found, step, alone)
    )
    assert 0 < last < whole
    assert last == pytest.approx(only)
