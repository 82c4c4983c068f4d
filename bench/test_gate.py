"""What the gate lets pass; its measurements themselves are `python -m bench.gate`."""

from __future__ import annotations

from math import exp

import pytest

from bench import ratios
from bench.gate import incomplete, judged, quicker, verdict
from bench.programs import START_UP
from bench.ratios import GATED, TOLERANCE_MIN, Band, Known, band_of, ratio_of
from bench.workloads import ENGINE, STUDY, TRACE
from bench.yardstick import STEPS, Yardstick, tables, walk

KNOWN = Known("2024-11-11", "1.2.3", "3.11", "0.61", 10, {"double_11": Band(0.5, 0.2)})
YARDSTICK_TOLD = {1_000: 3_940_101_724, STEPS: 241_019_393}


def test_no_gated_workload_is_lost() -> None:
    assert set(GATED) == {
        "cached_start",
        "double_11",
        "help",
        "import_sandbox",
        "m_m_10",
        "opening_moves_load",
        "query_storm",
        "run_20_replications",
        "taobao_accepts_wechat_pay",
        "trace_to_parquet",
    }
    assert set(GATED) == {*ENGINE, *STUDY, *TRACE, *START_UP}
    assert incomplete(ratios.known().ratios) == []


def test_a_workload_without_a_stored_ratio_fails_the_gate() -> None:
    names = [name for name in GATED if name != "help"] + ["halp"]
    assert incomplete(names) == [
        "help: no ratio is stored; python -m bench.gate --renew",
        "halp: stored and not gated",
    ]


def test_what_is_stored_is_worth_comparing_with() -> None:
    stored = ratios.known()
    assert all(band.ratio > 0 for band in stored.ratios.values())
    assert all(TOLERANCE_MIN <= band.tolerance < 0.5 for band in stored.ratios.values())
    assert stored.runs >= 5


def test_noise_passes() -> None:
    assert verdict("double_11", 0.6, KNOWN) == ""


def test_a_slower_workload_is_named_with_its_loss() -> None:
    assert verdict("double_11", 0.65, KNOWN) == (
        "double_11: 30% slower: 0.650 of the yardstick, and 0.500 on 2024-11-11 (version 1.2.3), "
        "of which 20% would be noise"
    )


def test_a_much_faster_workload_asks_for_a_new_ratio() -> None:
    assert quicker({"double_11": 0.45}, KNOWN) == []
    assert quicker({"double_11": 0.25}, KNOWN) == [
        "double_11: 50% faster than stored; python -m bench.gate --renew"
    ]


def test_promises_have_no_tolerance() -> None:
    assert judged(25.0, 200, 216) == []
    assert judged(24.9, 380, 401) == [
        "m_m_10: 24.9 times SimPy, at least 25 promised",
        "memory: 401 MB, at most 400 promised",
        "memory: grows from 380 to 401 MB with ten times as many",
    ]


def test_the_tolerance_is_an_interval_of_prediction() -> None:
    # Logarithms -0.1 and 0.1 have standard deviation 0.1414 and mean 0. With one degree of freedom
    # Student's quantile is 1/tan(pi * 0.001) = 318.31; a further value adds the factor sqrt(1.5).
    band = band_of([exp(-0.1), exp(0.1)])
    assert band.ratio == 1
    assert band.tolerance == pytest.approx(exp(318.3088 * 0.14142136 * 1.2247449) - 1, rel=1e-3)


def test_no_tolerance_is_below_what_another_machine_may_add() -> None:
    assert band_of([2.0, 2.0, 2.0]) == Band(2.0, TOLERANCE_MIN)


def test_workload_and_yardstick_take_turns() -> None:
    told = []

    def meter(name: str, seconds: float) -> float:
        told.append(name)
        return seconds

    assert ratio_of(2, lambda: meter("a", 3.0), lambda: meter("b", 2.0)) == 1.5
    assert told == ["a", "b"] * 3


def test_the_yardstick_is_what_it_always_was() -> None:
    # A change makes every stored ratio and the history meaningless.
    yardstick = Yardstick()
    assert yardstick.run(1_000) == YARDSTICK_TOLD[1_000]
    assert yardstick.run() == YARDSTICK_TOLD[STEPS]
    assert walk(1_000, *(table.tolist() for table in tables())) == YARDSTICK_TOLD[1_000]
