from __future__ import annotations

from pathlib import Path

import sandbox

GARDENS = Path(__file__).parents[2] / "golden" / "reports"


def studied(folder: Path, *lines: str) -> str:
    file = folder / "x.study.yaml"
    base = f"study: {GARDENS / 'compare_two.yaml'}"
    file.write_text("\n".join(["# Is <b> better?", base, "replications: 20", *lines, ""]))
    prepared = sandbox.study(file, ("traffic.checkouts=100",))
    return prepared.run(has_assumption_range=False)._repr_html_()


def test_a_study_shows_each_value_and_difference_with_its_interval(tmp_path: Path) -> None:
    found = studied(tmp_path, "metrics: [success_rate]")
    assert "<caption>Is &lt;b&gt; better? (seed 1)</caption>" in found
    assert '<th scope="col">95 % interval of the value</th>' in found
    assert '<th scope="col">95 % interval of the difference</th>' in found
    walls, doors = found.partition("<tbody>")[2].split("</tr>")[:2]
    assert walls.endswith("<td>–</td><td>–</td><td>baseline</td>")
    assert walls.count(" % to ") == 1
    assert doors.count(" pp to ") == 1
    assert "<script" not in found


def test_a_study_of_one_regime_shows_its_interval_too(tmp_path: Path) -> None:
    found = studied(tmp_path, "compare: [doors]", "sweep: {wallets.blue_pay.fee: [0.2%, 1%]}")
    assert found.count(" % to ") == 2
    assert '<th scope="col">wallets.blue_pay.fee</th>' in found
