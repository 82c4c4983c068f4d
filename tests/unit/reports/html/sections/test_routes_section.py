from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.routes_section import routes

Made = Callable[[str], Material]


def with_routes(made: Material, *tables: Mapping[str, Any]) -> Material:
    """Return the material in which each regime has these routes."""
    (point,) = made.document["points"]
    pairs = zip(point["cases"], tables, strict=True)
    cases = [{**case, "by_route": table} for case, table in pairs]
    return Material({**made.document, "points": [{**point, "cases": cases}]})


def test_routes_are_ordered_by_their_change_and_an_estimate_is_its_mean(material: Made) -> None:
    rate = {"mean": 0.9, "low": 0.8, "high": 1.0}
    one = {"a": {"share": 0.5, "approval_rate": rate}, "b": {"share": 0.5}}
    two = {"a": {"share": 0.45}, "b": {"share": 0.1}, "c": {"share": 0.4, "approval_rate": 0.7}}
    made = with_routes(material("compare_two"), one, two)
    section = routes(made)
    assert section is not None
    share, approved = section.figures
    assert [row[0].text for row in share.grid.rows] == ["b", "a", "c"]
    cells = [cell for figure in (share, approved) for row in figure.grid.rows for cell in row]
    assert all(made.at(cell.at) == cell.value for cell in cells if cell.at)
    assert "/points/0/cases/0/by_route/a/approval_rate/mean" in {cell.at for cell in cells}


def test_one_route_says_nothing(material: Made) -> None:
    made = with_routes(material("compare_two"), {"a": {"share": 1.0}}, {"a": {"share": 1.0}})
    assert routes(made) is None
