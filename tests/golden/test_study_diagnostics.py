"""What a user reads about each kind of mistake in a study: one small bad file, one stored text.

`UPDATE_GOLDEN=1 pytest tests/golden/test_study_diagnostics.py` writes the texts anew.
Files without a stored text are bases of the others.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sandbox.errors import ScenarioError
from sandbox.reports.diagnostics import render
from sandbox.scenario.study.study_loading import load_study

FOLDER = Path(__file__).parent / "studies"
BASES = {"shop", "broken", "walk"}
CASES = sorted({path.stem for path in FOLDER.glob("*.yaml")} - BASES)
WIDTH = 100


@pytest.mark.parametrize("name", CASES)
def test_the_user_reads(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    stored = FOLDER / f"{name}.txt"
    with pytest.raises(ScenarioError) as caught:
        load_study(f"{name}.yaml")
    text = render(caught.value.diagnostics, WIDTH) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        stored.write_text(text, encoding="utf-8")
    assert text == stored.read_text(encoding="utf-8")


def test_every_text_belongs_to_a_file() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == CASES


@pytest.mark.parametrize("name", CASES)
def test_messages_are_in_house_style(name: str) -> None:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    messages = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
    assert messages
    for message in messages:
        assert not message.endswith("."), message
        assert message.startswith("not YAML") or not message[0].isupper(), message
