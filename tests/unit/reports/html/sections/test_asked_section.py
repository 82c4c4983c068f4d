from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.reports.findings.sentences import verdict_lead
from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.asked_section import asked_metrics

Made = Callable[[str], Material]
Compared = Callable[..., Material]


@pytest.mark.parametrize("name", ["compare_two", "compare_three", "identical"])
def test_every_metric_has_value_difference_interval_and_verdict(material: Made, name: str) -> None:
    made = material(name)
    section = asked_metrics(made)
    assert section is not None
    table = section.lead[1]
    for metric in made.view.metrics:
        gauge = made.view.gauge(metric)
        for number, contrast in enumerate(made.contrasts):
            found = contrast["metrics"][metric]
            if found["difference"]["mean"] is not None:
                at = f"/points/0/contrasts/{number}/metrics/{metric}/difference/mean"
                assert f'data-at="{at}"' in table
            assert verdict_lead(found, gauge).lower() in table.lower()
            assert gauge.bounds(found["difference"]["low"], found["difference"]["high"]) in table
    assert len(section.figures) == len(made.view.metrics)


def test_cells_carry_the_numbers_of_the_document(material: Made) -> None:
    made = material("compare_three")
    section = asked_metrics(made)
    assert section is not None
    cells = [c for f in section.figures for row in f.grid.rows for c in row if c.at]
    assert len(cells) > 10
    assert all(made.at(cell.at) == cell.value for cell in cells)


def test_one_regime_has_its_values(study: Made) -> None:
    section = asked_metrics(study("alone"))
    assert section is not None
    assert not section.lead
    assert [figure.name for figure in section.figures] == ["metric-1", "metric-2"]


def test_a_sweep_has_a_part_of_its_own(study: Made) -> None:
    assert asked_metrics(study("sweep")) is None


def test_each_pair_of_a_comparison_is_named(comparison: Compared) -> None:
    for pair, name in zip(comparison().points, ("walls", "doors"), strict=True):
        section = asked_metrics(pair)
        assert section is not None
        assert f"with verdicts ({name})" in section.lead[1]
