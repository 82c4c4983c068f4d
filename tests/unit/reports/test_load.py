from __future__ import annotations

from collections.abc import Callable

from sandbox.answers.run_results import RunResult
from sandbox.metrics.pressure import pressure_json
from sandbox.reports.load import load

Ran = Callable[..., RunResult]


def test_a_queue_is_told(ran: Ran) -> None:
    run = ran("queue")
    table = load(run)
    assert table is not None
    rows = {row[0]: row[1] for row in table.rows}
    pressure = pressure_json(run.regimes[0])
    refused = pressure["counters"]["queue_full"]
    size = int(run.regimes[0].counts("by_stage").sum())
    assert rows["refused by a full queue"] == f"{1_000 * refused / size:,.1f}"
    assert rows["red_pay busy"] == f"{100 * pressure['stations']['red_pay']['utilisation']:.1f} %"


def test_without_pressure_there_is_no_table(ran: Ran) -> None:
    assert load(ran("compare_two")) is None
