from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.analyses.sweep_section import swept

Studied = Callable[[str], Material]


def rows_of(spec: Any) -> list[dict[str, Any]]:  # noqa: ANN401 -- any JSON
    """Return the data behind the points of a chart."""
    # Altair moves data that all layers share to the top.
    found = spec if "data" in spec else spec["layer"][-1]
    rows: list[dict[str, Any]] = found["data"]["values"]
    return rows


def test_each_metric_is_drawn_over_each_path_with_its_difference(study: Studied) -> None:
    section = swept(study("sweep"))
    assert section is not None
    names = [figure.name for figure in section.figures]
    places = [f"sweep-{m}-{p}" for m in (1, 2) for p in (1, 2)]
    assert names == [name + end for name in places for end in ("", "-difference")]
    assert len(rows_of(section.figures[0].spec)) == 8
    assert {row["regime"] for row in rows_of(section.figures[1].spec)} == {"The mall opens to blue"}


def test_values_stand_where_their_size_puts_them(study: Studied) -> None:
    section = swept(study("along"))
    assert section is not None
    rows = rows_of(section.figures[0].spec)
    assert [row["x"] for row in rows] == [0.1, 0.1, 0.5, 0.5, 0.9, 0.9]
    assert section.title == "Over segments.village.switch_willingness"


def test_values_without_size_stand_one_after_another(study: Studied) -> None:
    made = study("along")
    for texts in (["often", "seldom", "never"], ["1s", "10%", "3"]):
        document = json.loads(json.dumps(made.document))
        for point, text in zip(document["points"], texts, strict=True):
            point["settings"] = {"x": text}
        section = swept(Material(document))
        assert section is not None
        assert [row["x"] for row in rows_of(section.figures[0].spec)] == [0, 0, 1, 1, 2, 2]


def test_cells_carry_the_numbers_of_the_document(study: Studied) -> None:
    made = study("sweep")
    section = swept(made)
    assert section is not None
    cells = [c for f in section.figures for row in f.grid.rows for c in row if c.at]
    assert len(cells) > 100
    assert all(made.at(cell.at) == cell.value for cell in cells)


def test_verdicts_are_told_at_every_point(study: Studied) -> None:
    section = swept(study("along"))
    assert section is not None
    assert section.lead[0].count("<data") == 3


def test_one_regime_has_no_differences(study: Studied) -> None:
    section = swept(study("alone_along"))
    assert section is not None
    assert [figure.name for figure in section.figures] == ["sweep-1-1"]
    assert section.lead == []


def test_a_study_that_varies_nothing_has_no_sweep(study: Studied) -> None:
    assert swept(study("compare")) is None
