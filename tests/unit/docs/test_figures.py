"""The figures and the picture in the README are those of the program for seed 1."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import sandbox
from sandbox.reports.html.export import svgs
from sandbox.reports.html.material import Material
from sandbox.reports.html.page import figures_of, sections_of

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SCENARIO = ROOT / "scenarios" / "taobao_accepts_wechat_pay.yaml"
REGIMES = ("walled_garden", "qr_wechat_2024_06", "taobao_wechat_pay_2024_09")
IN_WORDS = {5: "five", 6: "six", 7: "seven"}


@pytest.fixture(scope="module")
def differences() -> list[dict[str, Any]]:
    """Return what changes against the walled garden: before WeChat Pay, and with it."""
    result = sandbox.run(sandbox.load(SCENARIO), regimes=REGIMES, seed=1, jobs=None)
    found: list[dict[str, Any]] = sandbox.summary(result)["differences"]
    return found


def points(difference: dict[str, Any]) -> float:
    return 100 * float(difference["success_rate"]["mean"])


def words_of(svg: str) -> list[str]:
    """Return the texts of a picture, which hold all of its numbers."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.slow
def test_the_gain_and_its_two_parts(differences: list[dict[str, Any]]) -> None:
    before, whole = (points(difference) for difference in differences)
    sentence = next(line for line in README.splitlines() if line.startswith("Under this world's"))
    assert re.findall(r"\d+\.\d", sentence) == [
        f"{whole:.1f}",
        f"{before:.1f}",
        f"{whole - before:.1f}",
    ]


@pytest.mark.slow
def test_the_share_of_moved_sales(differences: list[dict[str, Any]]) -> None:
    sales = differences[1]["sales"]
    tenths = round(10 * sales["moved"] / sales["additional"])
    assert f"{IN_WORDS[tenths].capitalize()} in ten of these sales" in README


@pytest.mark.slow
def test_the_new_failure_is_the_hand_over(differences: list[dict[str, Any]]) -> None:
    rises = {cause: rise for cause, rise in differences[1]["outcomes"].items() if cause != "paid"}
    assert max(rises, key=rises.__getitem__) == "handover_failed"


def test_the_scenario_in_the_readme_is_the_shipped_one() -> None:
    shipped = (ROOT / "scenarios" / "panda_pay.yaml").read_text(encoding="utf-8")
    assert f"```yaml\n{shipped}```" in README


@pytest.mark.slow
def test_the_picture_is_the_chart_of_the_losses_of_that_run() -> None:
    world = sandbox.load(SCENARIO)
    material = Material(sandbox.summary(sandbox.run(world, seed=1, jobs=None)))
    (chart,) = [f for f in figures_of(sections_of(material)) if f.name == "losses"]
    ((_, drawn),) = svgs([chart])
    picture = (ROOT / "docs" / "pictures" / "taobao.svg").read_text(encoding="utf-8")
    assert words_of(drawn.decode()) == words_of(picture)


def test_the_picture_is_small() -> None:
    assert (ROOT / "docs" / "pictures" / "taobao.svg").stat().st_size < 150_000
