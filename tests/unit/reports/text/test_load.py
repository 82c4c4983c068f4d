from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from sandbox.answers.answer import Answer
from sandbox.reports.findings.view import View
from sandbox.reports.text.load import load

Ran = Callable[..., Answer]


def test_a_queue_is_told(ran: Ran) -> None:
    document = ran("queue").document
    table = load(View(document))
    assert table is not None
    rows = {row[0]: row[1] for row in table.rows}
    (case,) = document["points"][0]["cases"]
    pressure = case["pressure"]
    refused = pressure["counters"]["queue_full"]
    assert rows["refused by a full queue"] == f"{1_000 * refused / case['checkouts']:,.1f}"
    assert rows["red_pay busy"] == f"{100 * pressure['stations']['red_pay']['utilisation']:.1f} %"


def test_counts_stand_by_their_size(ran: Ran) -> None:
    document: dict[str, Any] = deepcopy(dict(ran("queue").document))
    (case,) = document["points"][0]["cases"]
    case["pressure"]["counters"] |= {"queries": 3 * case["checkouts"], "reversals": 1}
    table = load(View(document))
    assert table is not None
    names = [row[0] for row in table.rows]
    told = ["status queries", "refused by a full queue", "approvals reversed"]
    assert [name for name in names if name in told] == told


def test_without_pressure_there_is_no_table(ran: Ran) -> None:
    assert load(View(ran("compare_two").document)) is None
