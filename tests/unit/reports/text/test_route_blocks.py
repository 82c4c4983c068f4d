from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from sandbox.answers.answer import Answer
from sandbox.reports.findings.view import View
from sandbox.reports.text.route_blocks import routes

Ran = Callable[..., Answer]


def routed(answer: Answer, *tables: dict[str, tuple[float, float]]) -> View:
    """Return a document with (share, approval rate) by route under each regime."""
    document: dict[str, Any] = deepcopy(dict(answer.document))
    for case, table in zip(document["points"][0]["cases"], tables, strict=True):
        case["by_route"] = {
            name: {"attempts": 10, "approvals": 5, "share": share, "approval_rate": rate}
            for name, (share, rate) in table.items()
        }
    return View(document)


def test_the_share_that_moves_most_comes_first(ran: Ran) -> None:
    before = {"x": (0.5, 0.9), "y": (0.3, 0.8), "z": (0.2, 0.7)}
    after = {"x": (0.5, 0.9), "y": (0.1, 0.8), "z": (0.4, 0.6)}
    table = routes(routed(ran("compare_two"), before, after))
    assert table is not None
    assert [row[0] for row in table.rows] == ["z", "y", "x"]
    assert table.rows[0][1:] == ["20.0 %", "40.0 %", "70.0 %", "60.0 %"]
    headings = [column.heading for column in table.columns]
    assert headings == ["routes", "of attempts A", "of attempts B", "approved A", "approved B"]


def test_one_regime_stands_by_size_and_estimates_by_their_means(ran: Ran) -> None:
    view = routed(ran("one_regime"), {"x": (0.2, 0.9), "y": (0.8, 0.8)})
    (case,) = view.points[0]["cases"]
    case["by_route"]["y"]["approval_rate"] = {"mean": 0.75, "low": 0.7, "high": 0.8}
    table = routes(view)
    assert table is not None
    assert [list(row) for row in table.rows] == [
        ["y", "80.0 %", "75.0 %"],
        ["x", "20.0 %", "90.0 %"],
    ]


def test_one_route_or_none_is_no_table(ran: Ran) -> None:
    assert routes(View(ran("one_regime").document)) is None
    assert routes(routed(ran("one_regime"), {"x": (1.0, 0.9)})) is None
