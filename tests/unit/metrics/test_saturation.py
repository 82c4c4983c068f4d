"""Figures that are larger than is counted say so."""

from __future__ import annotations

from sandbox.answers.answer import Answer
from sandbox.metrics.saturation import saturation_words
from sandbox.reports.findings.facts import facts
from sandbox.reports.findings.how import HowMade
from sandbox.reports.findings.view import View
from sandbox.scenario.loading import load_text
from sandbox.studies import what_if
from sandbox.studies.options import Options

CALM = "extends: blank\ntraffic: {checkouts: 100}\n"
LONG = CALM + "wallets: {pay: {latency: %s, capacity: {parallel: 1, queue: unlimited}}}\n"


def answered(text: str) -> Answer:
    return what_if.run(load_text(text), Options(replications=2, has_assumption_range=False))


def marks(answer: Answer) -> list[str]:
    return saturation_words(answer.points[0].cases[0].total)


def test_a_sum_of_waits_beyond_all_bounds_is_marked_in_document_and_report() -> None:
    answer = answered((LONG % "7320d").replace("100", "5000"))
    case = answer.document["points"][0]["cases"][0]
    assert "waits" in case["saturated"]
    assert case["pressure"]["wait"]["mean"] > 0
    told = dict(facts(View(answer.document), HowMade("x.yaml")))
    assert "read them as lower bounds" in told["at least"]


def test_what_fits_is_not_marked() -> None:
    for text in (CALM, LONG % "30d"):
        answer = answered(text)
        assert marks(answer) == []
        assert "saturated" not in answer.document["points"][0]["cases"][0]


def test_a_time_in_the_last_cell_is_marked_though_its_sum_fits() -> None:
    answer = answered(CALM + "wallets: {pay: {latency: 3300d}}\n")
    assert marks(answer) == ["answer times", "checkout times"]
