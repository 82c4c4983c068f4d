from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.load_section import latency, load

Made = Callable[[str], Material]


def test_percentiles_are_those_of_the_document(material: Made) -> None:
    made = material("compare_two")
    section = latency(made)
    assert section is not None
    (figure,) = section.figures
    first = made.regimes[0].case["latency"]
    expected = [first[key] for key in ("p50", "p95", "p99", "count")]
    assert [cell.value for cell in figure.grid.rows[0][1:]] == expected


def test_a_busy_place_is_shown_with_what_load_did(material: Made) -> None:
    made = material("queue")
    section = load(made)
    assert section is not None
    busy = next(figure for figure in section.figures if figure.name == "utilisation")
    station = made.regimes[0].case["pressure"]["stations"]["red_pay"]
    assert busy.grid.rows[0][1].value == station["utilisation"]
    assert "refused by a full queue" in section.rest[0]


def test_where_nobody_pays_there_is_no_part(material: Made) -> None:
    assert latency(material("service")) is None
    assert load(material("service")) is None
