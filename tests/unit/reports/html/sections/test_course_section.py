from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.course_section import over_time, wall_clock_ms

Made = Callable[[str], Material]


def test_the_axis_shows_beijing_time_to_everybody() -> None:
    assert wall_clock_ms("1970-01-01") == 0
    assert wall_clock_ms("1970-01-02T06:30") == 30.5 * 3_600_000


def test_every_bucket_is_a_row_with_its_interval(material: Made) -> None:
    made = material("compare_two")
    section = over_time(made)
    assert section is not None
    buckets = made.regimes[1].case["time"]["buckets"]
    rows = section.figures[0].grid.rows
    assert len(rows) == len(buckets)
    bucket, row = buckets[5], rows[5]
    expected = [bucket[key] for key in ("checkouts", "success_rate", "success_low", "success_high")]
    assert [cell.value for cell in row[5:]] == expected


def test_dates_are_named(material: Made) -> None:
    section = over_time(material("walk"))
    assert section is not None
    assert "doors begins" in section.figures[0].grid.caption


def test_a_queue_has_its_own_figure(material: Made) -> None:
    section = over_time(material("queue"))
    assert section is not None
    assert [figure.name for figure in section.figures] == ["time", "queue-red-pay"]


def test_openness_alone_has_no_course(material: Made) -> None:
    assert over_time(material("service")) is None
