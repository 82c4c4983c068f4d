from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.comparison.material import ComparisonMaterial
from sandbox.reports.html.comparison.metrics import metrics

Compared = Callable[..., ComparisonMaterial]


def test_every_metric_is_in_the_table_with_three_intervals(comparison: Compared) -> None:
    made = comparison()
    section = metrics(made)
    assert section is not None
    (figure,) = section.figures
    names = {row[0].text for row in figure.grid.rows}
    assert names == set(made.document["differences"][1]["metrics"])
    assert names >= {"latency.p95", "lost.insufficient_funds", "net_income.blue_pay", "hhi"}
    assert all(len(row) == 10 for row in figure.grid.rows)
    assert figure.title == "What else differs under doors"


def test_the_chart_shows_shares_that_differ_the_largest_first(comparison: Compared) -> None:
    section = metrics(comparison())
    assert section is not None
    drawn = [
        row["name"]
        for layer in section.figures[0].spec["layer"]
        for row in layer.get("data", {}).get("values", [])
        if "name" in row
    ] or [row["name"] for row in section.figures[0].spec["data"]["values"]]
    assert "success_rate" not in drawn
    assert drawn[0] in ("approval_rate", "lost.insufficient_funds", "payment_success_rate")


def test_equal_runs_have_nothing_to_show(comparison: Compared) -> None:
    document = dict(comparison().document)
    document["differences"] = document["differences"][:1]
    assert metrics(ComparisonMaterial(document)) is None
