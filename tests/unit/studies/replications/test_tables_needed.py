from __future__ import annotations

import pytest

from sandbox.metrics.regime_result import RegimeResult
from sandbox.metrics.tally import Tally
from sandbox.metrics.values import parse_metric, series
from sandbox.studies.replications.tables_needed import tables_of
from sandbox.studies.replications.unit_of_work import WorkUnit, replicate
from tests.unit.studies.small_study import SEED, worlds_at

BUILT = worlds_at(300)[0]


@pytest.mark.parametrize(
    ("metric", "tables"),
    [
        ("success_rate", {"by_stage", "services_by_stage"}),
        ("paid", {"by_stage"}),
        ("success_rate[merchant=red_mall]", {"by_stage", "by_wallet"}),
        ("net_income.red_mall", {"by_stage", "balances"}),
    ],
)
def test_few_small_tables_are_kept_and_they_suffice(metric: str, tables: set[str]) -> None:
    asked = parse_metric(metric)
    assert tables_of([asked], BUILT) == tables
    [whole] = replicate(WorkUnit(0, 0, (BUILT.world,), SEED, "compiled", 0)).tallies
    kept = Tally({name: whole[name] for name in tables})
    found, expected = (series(asked, RegimeResult(BUILT, (tally,))) for tally in (kept, whole))
    assert found == expected


def test_several_metrics_keep_what_each_of_them_needs() -> None:
    metrics = [parse_metric(text) for text in ("latency.p95", "net_income.red_mall")]
    assert tables_of(metrics, BUILT) == {"by_stage", "answer_us", "answer_extremes", "balances"}
