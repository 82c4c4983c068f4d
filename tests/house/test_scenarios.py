"""A shipped scenario or study is one question, short enough to read at a glance."""

from __future__ import annotations

import re

import pytest

from sandbox.scenario.loading import load
from sandbox.scenario.study.study_loading import is_study, load_study
from tests.house.tree import ROOT, files, listing, text

LINES_MAX = 10
STUDY = ".study.yaml"


def scenarios() -> dict[str, str]:
    """Return the text of each shipped scenario and study by its file name."""
    return {
        name.removeprefix("scenarios/"): text(name)
        for name in files()
        if name.startswith("scenarios/") and name.endswith((".yaml", ".yml"))
    }


def opening_comment(source: str) -> str:
    """Return the comment block that a file opens with, as one line."""
    block = []
    for line in source.splitlines():
        if not line.startswith("#"):
            break
        block.append(line.lstrip("# ").strip())
    return " ".join(block)


def yaml_lines(source: str) -> int:
    """Return how many lines say something to the program."""
    stripped = [line.strip() for line in source.splitlines()]
    return sum(1 for line in stripped if line and not line.startswith("#"))


def test_there_are_scenarios_and_studies() -> None:
    assert "taobao_accepts_wechat_pay.yaml" in scenarios()
    assert "who_gains_from_opening.study.yaml" in scenarios()


@pytest.mark.parametrize("name", scenarios())
def test_it_is_valid_and_its_name_tells_studies_from_scenarios(name: str) -> None:
    path = ROOT / "scenarios" / name
    assert is_study(path) == name.endswith(STUDY)
    base = load_study(path).base if is_study(path) else load(path)
    assert base.warnings == ()


def test_every_scenario_opens_with_the_question_that_it_asks() -> None:
    silent = [name for name, source in scenarios().items() if "?" not in opening_comment(source)]
    assert not silent, listing(silent)


def test_no_scenario_is_longer_than_ten_lines() -> None:
    sizes = {name: yaml_lines(source) for name, source in scenarios().items()}
    too_long = {name: size for name, size in sizes.items() if size > LINES_MAX}
    assert not too_long, listing(too_long)


def test_the_index_names_every_scenario_and_no_other() -> None:
    assert set(re.findall(r"[\w.-]+\.ya?ml", text("scenarios/README.md"))) == scenarios().keys()


def test_comments_and_blank_lines_are_not_counted() -> None:
    source = "# Does it sell?\n# Or not.\n\nextends: blank\nperiod: 1  # why\n"
    assert opening_comment(source) == "Does it sell? Or not."
    assert yaml_lines(source) == 2
