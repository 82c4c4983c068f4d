"""Cases from the field, each with its right value, asked as a user asks them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sandbox.cli.app import sandbox

CASES = Path(__file__).parent / "cases"


def asked(name: str, *words: str) -> Result:
    command = "study" if name.endswith("_study") else "run"
    places = ["--no-store"] if command == "study" else []
    options = [*places, "--no-assumption-range", *words]
    return CliRunner().invoke(sandbox, [command, str(CASES / f"{name}.yaml"), *options])


def document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asked(name, "--json").stdout)
    return found


def value(told: dict[str, Any], metric: str) -> dict[str, Any]:
    found: dict[str, Any] = told["points"][0]["cases"][0]["metrics"][metric]
    return found


@pytest.mark.parametrize("undecided", ["", "pass", "warn", "fail"])
def test_a_gate_on_which_nothing_was_counted_fails_and_says_so(
    tmp_path: Path, undecided: str
) -> None:
    text = (CASES / "03-gate_without_data_study.yaml").read_text(encoding="utf-8")
    base = (CASES / "03-gate_without_data.yaml").read_text(encoding="utf-8")
    (tmp_path / "03-gate_without_data.yaml").write_text(base, encoding="utf-8")
    study = tmp_path / "x.study.yaml"
    study.write_text(text + (f"undecided: {undecided}\n" if undecided else ""), encoding="utf-8")
    options = ["--no-store", "--no-assumption-range"]
    found = CliRunner().invoke(sandbox, ["study", str(study), *options])
    assert found.exit_code == 1
    assert "nothing was counted" in found.stdout
    assert "1 fails" in found.stdout


def test_a_value_that_rounds_to_a_bound_is_not_shown_as_it() -> None:
    found = asked("04-gate_rounding_study")
    assert found.exit_code == 1  # 89.99 % is not more than 89.99 %
    assert "89.99 %" in found.stdout
    assert "90.0 %" not in found.stdout
    told = document("04-gate_rounding_study")
    assert value(told, "success_rate")["mean"] == 0.8999
    [gate] = told["expect"]
    assert gate["status"] == "fail"
    assert "90.0" not in gate["detail"]
    once = asked("04-gate_rounding")
    assert once.exit_code == 0
    assert "89.99 %" in once.stdout
    assert "90.0 %" not in once.stdout


def test_a_constant_answer_time_is_told_exactly() -> None:
    assert asked("06-latency_gate_study").exit_code == 0
    told = document("06-latency_gate_study")
    [gate] = told["expect"]
    assert gate["status"] == "pass"
    for metric in ("latency.p50", "latency.p95", "latency.p99", "checkout_time.p95"):
        found = value(told, metric)
        assert [found[end] for end in ("low", "mean", "high")] == [200_000] * 3


def test_an_estimate_lies_in_its_interval() -> None:
    for name in ("03-gate_without_data", "04-gate_rounding", "06-latency_gate", "33-warm_up"):
        told = document(f"{name}_study")
        for metric in told["metrics"]:
            found = value(told, metric)
            if found["low"] is not None and found["high"] is not None:
                assert found["low"] <= found["mean"] <= found["high"]


def test_an_amount_in_rupees_is_refused_with_the_reason() -> None:
    found = asked("18-rupees")
    assert found.exit_code == 3
    assert "only yuan until worlds have a currency" in found.output
    assert "`basket` is `₹100`" in found.output


def test_a_warm_up_that_ends_too_late_says_that_nothing_settled() -> None:
    # An M/M/1 at 0.9 from empty needs far more than 300 s to forget that it was empty: its mean
    # wait is 9 s in the steady state and about 6.5 s from empty.
    told = document("33-warm_up_study")
    wait = next(metric for metric in told["metrics"] if metric.startswith("wait.mean"))
    assert value(told, wait)["mean"] > 7.5e6
    text = asked("33-warm_up_study").stdout
    assert "wait.mean is not shown to have settled" in " ".join(text.split())
    assert "6.5 s" not in text
