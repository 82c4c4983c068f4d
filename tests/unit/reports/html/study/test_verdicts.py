from __future__ import annotations

from collections.abc import Callable

from sandbox.metrics.quantities import Unit
from sandbox.reports.html.scales import Scale
from sandbox.reports.html.study.material import StudyMaterial
from sandbox.reports.html.study.verdicts import breakable, estimate_row, verdict_cell, verdicts

Studied = Callable[[str], StudyMaterial]


def test_every_metric_has_a_figure_with_every_regime(study: Studied) -> None:
    made = study("compare")
    section = verdicts(made)
    assert section is not None
    assert [figure.title for figure in section.figures] == made.metrics
    for figure in section.figures:
        assert [row[0].text for row in figure.grid.rows] == made.regimes
        assert figure.grid.rows[0][9].text == "baseline"
        assert {len(row) for row in figure.grid.rows} == {len(figure.grid.heads)}


def test_cells_carry_the_numbers_of_the_document(study: Studied) -> None:
    made = study("compare")
    section = verdicts(made)
    assert section is not None
    cells = [c for f in section.figures for row in f.grid.rows for c in row if c.at]
    assert len(cells) > 50
    assert all(made.whole.at(cell.at) == cell.value for cell in cells)


def test_the_overview_says_each_verdict_in_words(study: Studied) -> None:
    made = study("compare")
    section = verdicts(made)
    assert section is not None
    for contrast in made.document["points"][0]["differences"]:
        for found in contrast["metrics"].values():
            assert f" {found['verdict']}</data>" in section.lead[0]


def test_a_verdict_has_sign_number_and_tone(study: Studied) -> None:
    made = study("compare")
    at = "/points/0/differences/1/metrics/success_rate"
    cell = verdict_cell(at, made.whole, Scale(Unit.SHARE))
    assert cell.text.startswith("▼ -")
    assert cell.text.endswith(" pp worse")
    assert (cell.tone, cell.at) == ("bad", f"{at}/difference/mean")


def test_one_regime_has_values_only(study: Studied) -> None:
    section = verdicts(study("alone"))
    assert section is not None
    assert section.title == "Every metric"
    assert section.lead == []
    assert [len(figure.grid.heads) for figure in section.figures] == [4, 4]


def test_a_sweep_shows_its_metrics_elsewhere(study: Studied) -> None:
    assert verdicts(study("sweep")) is None


def test_what_is_not_defined_is_not_drawn() -> None:
    nothing = {"mean": None, "low": None, "high": None}
    assert estimate_row(nothing, Scale(Unit.SHARE), "x") is None


def test_names_break_after_their_parts_and_stay_text() -> None:
    assert breakable("net_income.<b>") == "net_<wbr>income.<wbr>&lt;b&gt;"
