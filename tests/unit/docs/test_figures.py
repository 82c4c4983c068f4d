"""The figures and the picture in the README are those of the program for seed 1."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import sandbox
from sandbox.reports.html.export import svgs
from sandbox.reports.html.material import Material
from sandbox.reports.html.page import figures_of, sections_of

if TYPE_CHECKING:
    from sandbox.answers.answer import Answer

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SCENARIOS = ROOT / "scenarios"
IN_WORDS = {1: "one", 2: "two", 3: "three", 5: "five", 6: "six", 7: "seven"}


@pytest.fixture(scope="module")
def door() -> Answer:
    """Return what the README's scenario answers: one door against the rules just before it."""
    return sandbox.run(sandbox.load(SCENARIOS / "taobao_accepts_wechat_pay.yaml"), seed=1)


@pytest.fixture(scope="module")
def contrast(door: Answer) -> dict[str, Any]:
    """Return its contrast."""
    (found,) = door.as_json()["points"][0]["contrasts"]
    return dict(found)


def points(contrast: dict[str, Any]) -> str:
    """Return the difference in success, in points."""
    return f"{100 * contrast['metrics']['success_rate']['difference']['mean']:.1f}"


def line_that_starts(text: str) -> str:
    return next(line for line in README.splitlines() if line.startswith(text))


def words_of(svg: str) -> list[str]:
    """Return the texts of a picture, which hold all of its numbers."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.slow
def test_the_gain_of_the_door(contrast: dict[str, Any]) -> None:
    assert re.findall(r"\d+\.\d", line_that_starts("Under this world's")) == [points(contrast)]


@pytest.mark.slow
def test_the_gain_of_all_doors_and_of_the_last_one() -> None:
    answer = sandbox.run(sandbox.load(SCENARIOS / "what_all_doors_brought.yaml"), seed=1)
    (whole,) = answer.as_json()["points"][0]["contrasts"]
    told = re.findall(r"\d+\.\d", line_that_starts("All doors since 2021"))
    assert told == [points(whole), points(whole["last_step"])]


@pytest.mark.slow
def test_the_share_of_moved_sales(contrast: dict[str, Any]) -> None:
    tenths = round(10 * contrast["sales"]["moved"] / contrast["sales"]["additional"])
    assert f"{IN_WORDS[tenths].capitalize()} in ten of these sales" in README


@pytest.mark.slow
def test_the_share_of_checkouts_that_are_newly_lost(contrast: dict[str, Any]) -> None:
    moves = contrast["moves"]
    thousandths = round(1000 * sum(moves["newly_lost"].values()) / moves["checkouts"])
    assert f"{IN_WORDS[thousandths]} in a thousand checkouts are lost that were paid" in README


def test_the_scenario_in_the_readme_is_the_shipped_one() -> None:
    shipped = (ROOT / "scenarios" / "panda_pay.yaml").read_text(encoding="utf-8")
    assert f"```yaml\n{shipped}```" in README


@pytest.mark.slow
def test_the_picture_is_the_chart_of_the_losses_of_that_run(door: Answer) -> None:
    material = Material(door.as_json())
    (chart,) = [f for f in figures_of(sections_of(material)) if f.name == "losses"]
    ((_, drawn),) = svgs([chart])
    picture = (ROOT / "docs" / "pictures" / "taobao.svg").read_text(encoding="utf-8")
    assert words_of(drawn.decode()) == words_of(picture)


def test_the_picture_is_small() -> None:
    assert (ROOT / "docs" / "pictures" / "taobao.svg").stat().st_size < 150_000
