from __future__ import annotations

from pathlib import Path

import sandbox

GARDENS = Path(__file__).parents[2] / "golden" / "reports"


def test_a_run_shows_success_and_the_difference_to_the_baseline() -> None:
    result = sandbox.run(sandbox.load(GARDENS / "compare_two.yaml"), replications=2)
    found = result._repr_html_()
    summary = sandbox.summary(result)
    first, second = summary["runs"]
    difference = summary["differences"][0]["success_rate"]
    assert f'<th scope="row">walls</th><td>{first["checkouts"]:,}</td>' in found
    assert f"<td>{100 * second['success_rate']['mean']:.1f} %</td>" in found
    assert f"<td>{100 * difference['mean']:+.1f}</td>" in found


def test_services_show_how_often_they_open() -> None:
    result = sandbox.run(sandbox.load(GARDENS / "service.yaml"), replications=2)
    summary = sandbox.summary(result)
    rate = summary.get("runs", [summary])[0]["open_rate"]["mean"]
    assert f"<td>{100 * rate:.1f} %</td>" in result._repr_html_()


def test_one_replication_has_no_interval() -> None:
    result = sandbox.run(sandbox.load(GARDENS / "one_replication.yaml"))
    assert "<td>no interval</td>" in result._repr_html_()
