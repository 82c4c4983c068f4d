from __future__ import annotations

from typing import Any

import pytest

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.analyses.sensitivity_section import DRAWN_MAX, sensitivity


def estimate(mean: float) -> dict[str, float]:
    """Return a plain estimate."""
    return {"mean": mean, "low": mean - 0.01, "high": mean + 0.01}


SWING: dict[str, Any] = {"assumption": "x", "low": "1%", "high": "2%"}
ENDS = {"at_low": estimate(0.1), "at_high": estimate(0.2)}


def test_swings_are_told_with_both_ends_and_the_result_between() -> None:
    found: dict[str, Any] = {"metric": "success_rate", "of": "b", "against": "a", "driver": "x"}
    found |= {"at_base": estimate(0.15), "swings": [{**SWING, **ENDS}]}
    section = sensitivity(Material({"sensitivity": found}))
    assert section is not None
    (figure,) = section.figures
    assert [[cell.text for cell in row] for row in figure.grid.rows] == [
        ["x", "1%", "+10.0 points", "2%", "+20.0 points"],
        ["as they stand", "", "+15.0 points", "", "+15.0 points"],
    ]
    assert figure.grid.rows[0][2].at == "/sensitivity/swings/0/at_low/mean"
    assert "success_rate under b against a" in figure.says
    assert figure.says.endswith("as they all stand it is +15.0 points. x matters most.")


def test_swings_may_be_named_and_plain() -> None:
    swings = {"a.b": {"at_low": 100.0, "at_high": 300.0}}
    section = sensitivity(Material({"sensitivity": {"metric": "paid", "swings": swings}}))
    assert section is not None
    (figure,) = section.figures
    (row,) = figure.grid.rows
    assert [cell.text for cell in row] == ["a.b", "–", "100", "–", "300"]
    assert row[4].at == "/sensitivity/swings/a.b/at_high"
    rows = figure.spec["data"]["values"]
    assert {row["from"] for row in rows} == {200.0}


def test_methods_that_vary_everything_rank_assumptions() -> None:
    effects = [
        {"assumption": name, "mu_star": estimate(size), "sigma": estimate(size / 2)}
        for name, size in (("little", 0.1), ("much", 0.4))
    ]
    section = sensitivity(Material({"sensitivity": {"metric": "paid", "effects": effects}}))
    assert section is not None
    (figure,) = section.figures
    assert [row[0].text for row in figure.grid.rows] == ["much", "little"]
    assert figure.grid.rows[0][1].at == "/sensitivity/effects/1/mu_star/mean"
    assert figure.grid.heads[1:4] == ["mean size of an effect", "low", "high"]


@pytest.mark.parametrize("is_tornado", [True, False])
def test_a_chart_draws_what_matters_most_and_the_table_has_all(is_tornado: bool) -> None:
    sizes = [k / 100 for k in range(DRAWN_MAX + 5)]
    listed = [
        {"assumption": f"a{k}", "at_low": 0.0, "at_high": size}
        if is_tornado
        else {"assumption": f"a{k}", "mu_star": size}
        for k, size in enumerate(sizes)
    ]
    key = "swings" if is_tornado else "effects"
    section = sensitivity(Material({"sensitivity": {"metric": "hhi", key: listed}}))
    assert section is not None
    (figure,) = section.figures
    assert len(figure.grid.rows) == DRAWN_MAX + 5
    drawn = {row["name"] for row in figure.spec["data"]["values"]}
    assert drawn == {f"a{k}" for k in range(5, DRAWN_MAX + 5)}
    assert figure.says.endswith(f"The chart has {DRAWN_MAX} of {DRAWN_MAX + 5}, the table all.")


def test_what_no_study_brought_is_absent() -> None:
    assert sensitivity(Material({})) is None
    assert sensitivity(Material({"sensitivity": {"method": "unheard of"}})) is None
