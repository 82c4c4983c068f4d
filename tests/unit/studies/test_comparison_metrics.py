from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.metrics import values as metrics
from sandbox.metrics.names import parse_metric
from sandbox.studies.comparison import Pair, compare
from sandbox.studies.comparison_metrics import pair_metrics
from sandbox.studies.stored_runs import OpenRegime, open_run

StoreRun = Callable[..., Path]
HARDER = "wallets.blue_pay.declines.insufficient_funds=40%"


@pytest.fixture
def pair(base: Path, store: StoreRun) -> Pair:
    """Return the open doors, with harder declines in B."""
    return compare(open_run(str(base)), open_run(str(store("harder", HARDER)))).pairs[1]


def test_metrics_are_those_of_both_runs_with_a_paired_difference(pair: Pair) -> None:
    found = pair_metrics(pair, (3, 3))
    one, other = pair.first.result, pair.second.result
    assert one is not None
    assert other is not None
    metric = parse_metric("lost.insufficient_funds")
    assert found["lost.insufficient_funds"] == {
        "unit": "share",
        "a": metrics.estimate(metric, one).as_json(),
        "b": metrics.estimate(metric, other).as_json(),
        "difference": metrics.difference(metric, one, other).as_json(),
    }
    assert next(iter(found)) == "success_rate"
    assert found["net_income.blue_pay"]["unit"] == "fen"
    assert "lost.timed_out" not in found


def test_independent_differences_are_wider(pair: Pair) -> None:
    def width(one: Pair) -> float:
        found = pair_metrics(one, (3, 3))["net_income.red_mall"]["difference"]
        return float(found["high"] - found["low"])

    assert width(replace(pair, replications=0)) > width(pair)


def test_a_document_alone_gives_its_rates(pair: Pair) -> None:
    alone = OpenRegime(pair.first.name, pair.first.document)
    found = pair_metrics(replace(pair, first=alone), (3, 3))
    assert set(found) == {"success_rate", "payment_success_rate", "open_rate", "approval_rate"}


def test_a_party_that_one_world_lacks_has_no_difference(pair: Pair) -> None:
    document = {**pair.first.document, "net_income": {"nobody_here": 5, "red_mall": 1}}
    found = pair_metrics(replace(pair, first=replace(pair.first, document=document)), (3, 3))
    assert "net_income.nobody_here" not in found
    assert found["net_income.red_mall"]["difference"]["mean"] is not None
