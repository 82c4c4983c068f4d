from __future__ import annotations

from typing import Any

import pytest

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.analyses.attribution_section import attribution

FOUND: dict[str, Any] = {
    "metric": "success_rate",
    "from": "a",
    "to": "b",
    "parts": {
        "links": {"mean": 0.06, "low": 0.05, "high": 0.07},
        "wallets": {"mean": 0.02, "low": 0.01, "high": 0.03},
    },
}


def test_parts_of_an_uplift_are_told_with_their_intervals() -> None:
    uplift = {"mean": 0.08, "low": 0.07, "high": 0.09}
    section = attribution(Material({"attribution": {**FOUND, "uplift": uplift}}))
    assert section is not None
    (figure,) = section.figures
    assert [[cell.text for cell in row] for row in figure.grid.rows] == [
        ["links", "+6.0 points", "+5.0 points", "+7.0 points"],
        ["wallets", "+2.0 points", "+1.0 points", "+3.0 points"],
        ["together", "+8.0 points", "+7.0 points", "+9.0 points"],
    ]
    assert figure.grid.rows[1][2].at == "/attribution/parts/wallets/low"
    assert "success_rate from a to b" in figure.says


def test_without_the_whole_uplift_the_parts_are_added_up() -> None:
    section = attribution(Material({"attribution": FOUND}))
    assert section is not None
    (figure,) = section.figures
    rows = figure.spec["data"]["values"]
    assert (rows[-1]["text"], rows[-1]["to"]) == ("+8.0 points", pytest.approx(8, rel=1e-12))


@pytest.mark.parametrize("document", [{}, {"attribution": {}}, {"attribution": {"parts": {}}}])
def test_what_no_study_brought_is_absent(document: dict[str, Any]) -> None:
    assert attribution(Material(document)) is None
