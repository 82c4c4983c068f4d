from __future__ import annotations

from pathlib import Path

from sandbox.metrics.summaries.signals import success_by_bucket, time_json
from sandbox.scenario.loading import load
from sandbox.statistics.estimates import ratio
from sandbox.vocabulary import Outcome
from tests.regimes import counted

GARDENS = Path(__file__).parents[3] / "golden" / "reports"


def test_every_bucket_has_its_success_with_an_interval() -> None:
    result = counted(load(GARDENS / "compare_two.yaml"), replications=3)[0]
    paid = [int(tally["by_bucket"][7, Outcome.PAID]) for tally in result.tallies]
    purchases = [
        int(tally["by_bucket"][7].sum() - tally["services_by_bucket"][7].sum())
        for tally in result.tallies
    ]
    expected = ratio(paid, purchases)
    assert success_by_bucket(result)[7] == expected
    bucket = time_json(result)["buckets"][7]
    assert bucket["success_rate"] == expected.mean
    assert (bucket["success_low"], bucket["success_high"]) == (expected.low, expected.high)
