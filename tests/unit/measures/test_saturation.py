"""Figures that are larger than is counted say so."""

from __future__ import annotations

from sandbox.measures.saturation import saturated, saturation_facts
from sandbox.measures.summary import run_json
from sandbox.scenario.loading import load_text
from sandbox.studies.runs import RunOptions, run

CALM = "extends: blank\ntraffic: {checkouts: 100}\n"
LONG = CALM + "wallets: {pay: {latency: %s, capacity: {parallel: 1, queue: unlimited}}}\n"


def test_a_sum_of_waits_beyond_all_bounds_is_marked_in_the_document() -> None:
    result = run(load_text((LONG % "7320d").replace("100", "5000")), RunOptions(replications=2))
    document = run_json(result)
    assert "waits" in document["saturated"]
    assert document["pressure"]["wait"]["mean"] > 0
    assert saturation_facts([result.regimes[0].total])[0][0] == "at least"


def test_what_fits_is_not_marked() -> None:
    for text in (CALM, LONG % "30d"):
        result = run(load_text(text), RunOptions(replications=2))
        assert saturated(result.regimes[0].total) == []
        assert "saturated" not in run_json(result)


def test_a_time_in_the_last_cell_is_marked_though_its_sum_fits() -> None:
    text = CALM + "wallets: {pay: {latency: 3300d}}\n"
    result = run(load_text(text), RunOptions(replications=2))
    assert saturated(result.regimes[0].total) == ["answer times", "checkout times"]
