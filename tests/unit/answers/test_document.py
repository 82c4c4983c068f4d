from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import pytest

from sandbox.answers.answer import Answer
from sandbox.answers.document import SCHEMA, with_checksum
from sandbox.scenario.loading import Loaded
from sandbox.studies import what_if
from sandbox.studies.options import Options
from sandbox.version import __version__
from tests.regimes import results_of

Made = Callable[..., Answer]
Load = Callable[..., Loaded]


def keys(node: object) -> Iterator[tuple[str, object]]:
    """Yield every key below a document with its value."""
    if isinstance(node, dict):
        for key, below in node.items():
            yield key, below
            yield from keys(below)
    elif isinstance(node, list):
        for below in node:
            yield from keys(below)


def first_point(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = answer.document["points"][0]
    return found


def test_it_says_its_schema_its_currency_and_its_zone(ran: Made) -> None:
    document = ran("compare_two").document
    assert document["schema"] == SCHEMA == 2
    assert document["kind"] == "run"
    assert (document["currency"], document["minor_digits"]) == ("CNY", 2)
    assert document["zone"] == "Asia/Shanghai"
    assert document["version"] == __version__
    assert (document["seed"], document["engine"], document["scale"]) == (1, "compiled", 1.0)


@pytest.mark.parametrize("name", ["compare_two", "walk", "queue", "service"])
def test_nothing_is_called_flow_or_counted_in_fen(ran: Made, name: str) -> None:
    named = [key for key, _ in keys(ran(name).document)]
    assert "flow" not in named
    assert not [key for key in named if key.endswith("_fen") or key == "fen"]


def test_nothing_is_called_flow_in_a_study_either(studied: Made) -> None:
    for name in ("two_regimes", "swept"):
        named = [key for key, _ in keys(studied(name).document)]
        assert "flow" not in named
        assert not [key for key in named if "fen" in key.split("_")]


def test_amounts_are_in_minor_units(ran: Made) -> None:
    found = {key: below for key, below in keys(first_point(ran("compare_two"))) if "minor" in key}
    assert {"fees_minor", "fees_borne_minor", "net_income_minor", "ledger_balance_minor"} <= set(
        found
    )
    amounts = [found["fees_minor"], found["net_income_minor"], found["ledger_balance_minor"]]
    for amount in amounts:
        each = amount.values() if isinstance(amount, dict) else [amount]
        assert all(isinstance(value, int) for value in each)
    assert ran("compare_two").document["metrics"]["fees.blue_pay"]["unit"] == "minor"


def test_every_metric_says_which_way_is_good(ran: Made) -> None:
    metrics = ran("compare_two").document["metrics"]
    assert next(iter(metrics)) == "success_rate"
    for told in metrics.values():
        assert set(told) >= {"unit", "of", "more_is", "confidence"}
        assert told["more_is"] in ("better", "worse", "neither")
    assert metrics["success_rate"]["more_is"] == "better"


def test_moves_are_from_outcome_to_outcome_and_add_up(ran: Made) -> None:
    [contrast] = first_point(ran("compare_two"))["contrasts"]
    moves = contrast["moves"]
    walls, doors = first_point(ran("compare_two"))["cases"]
    rows = {outcome: sum(row.values()) for outcome, row in moves["from_to"].items()}
    assert rows == {outcome: count for outcome, count in walls["outcomes"].items() if count}
    paid = sum(row.get("paid", 0) for row in moves["from_to"].values())
    assert paid == doors["outcomes"]["paid"]
    assert moves["checkouts"] == walls["checkouts"] == doors["checkouts"]
    assert set(first_point(ran("compare_two"))["cases"][0]["ecosystems"]) == {
        "surface_to_merchant",
        "merchant_to_wallet",
        "crossing_surface_share",
        "crossing_wallet_share",
    }


def test_what_is_printed_is_what_was_judged(ran: Made) -> None:
    answer = ran("compare_two")
    [contrast] = answer.points[0].contrasts
    [told] = first_point(answer)["contrasts"]
    assert (told["baseline"], told["regime"]) == ("walls", "doors")
    for text, found in contrast.metrics.items():
        assert told["metrics"][text] == {
            "difference": found.difference.as_json(),
            "verdict": found.verdict.value,
            "threshold": found.threshold,
            "skewed": found.is_skewed,
            "variance_cut": found.variance_cut,
        }
        assert found.difference.confidence == answer.document["metrics"][text]["confidence"]


def test_sums_of_a_case_are_those_of_its_replications(ran: Made) -> None:
    for case, result in zip(
        first_point(ran("compare_two"))["cases"], results_of(ran("compare_two")), strict=True
    ):
        assert case["replications"] == result.replications == 5
        assert case["checkouts"] == result.total["by_stage"].sum()
        assert case["checksum"] == result.total.checksum()


def test_the_checksum_covers_everything_else() -> None:
    document = {"b": [1, 2], "a": "ä"}
    found = with_checksum(document)
    text = json.dumps(document, sort_keys=True, ensure_ascii=False)
    assert found == {**document, "checksum": sha256(text.encode()).hexdigest()}
    assert with_checksum({**document, "a": "b"})["checksum"] != found["checksum"]


def test_threads_and_engines_change_no_byte_of_it(loaded: Load) -> None:
    asked = loaded("compare_two", ("traffic.checkouts=200", "replications=6"))

    def told(**choices: Any) -> str:  # noqa: ANN401 -- fields of Options
        answer = what_if.run(asked, Options(has_assumption_range=False, **choices))
        return json.dumps(answer.document, ensure_ascii=False)

    one = told(jobs=1)
    assert told(jobs=3) == one
    assert told(jobs=1, engine="reference").replace("reference", "compiled") != ""
    both = json.loads(told(jobs=1, engine="reference"))
    assert both.pop("engine") == "reference"
    kept = json.loads(one)
    assert kept.pop("engine") == "compiled"
    assert {**both, "checksum": ""} == {**kept, "checksum": ""}


def test_only_the_first_point_is_told_in_full(studied: Made) -> None:
    first, *others = studied("swept").document["points"]
    assert len(others) == 3
    assert "by" in first["cases"][0]
    for point in others:
        assert "by" not in point["cases"][0]
        assert set(point["cases"][0]["metrics"]) == set(first["cases"][0]["metrics"])


def test_expectations_stand_in_it_with_their_places(studied: Made) -> None:
    document = studied("two_regimes").document
    assert [gate["status"] for gate in document["expect"]] == ["pass", "fail", "pass"]
    assert [gate["line"] for gate in document["expect"]] == [6, 7, 8]
    assert document["undecided"] == "warn"
    assert "expect" not in studied("one_regime").document
