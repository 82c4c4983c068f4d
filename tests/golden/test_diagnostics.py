"""What a user reads about each kind of mistake: one small bad file, one stored text.

`UPDATE_GOLDEN=1 pytest tests/golden/test_diagnostics.py` writes the texts anew; read them aloud.
A file NAME.set beside NAME.yaml holds overrides, one on a line.
Files whose name begins with `warning_` are valid and only looked at askance.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sandbox.errors import ScenarioError, UsageError
from sandbox.reports.diagnostics import render, render_warnings
from sandbox.scenario.loading import load

FOLDER = Path(__file__).parent / "diagnostics"
CASES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
WIDTH = 100


def told(name: str) -> str:
    """Return what the user reads about one of the files."""
    overrides = Path(f"{name}.set")
    texts = overrides.read_text(encoding="utf-8").splitlines() if overrides.exists() else []
    try:
        loaded = load(f"{name}.yaml", texts)
    except ScenarioError as error:
        return render(error.diagnostics, WIDTH) + "\n"
    except UsageError as error:
        return f"usage: {error}\nhint: {error.hint}\n"
    return render_warnings(loaded.warnings, WIDTH) + "\n"


@pytest.mark.parametrize("name", CASES)
def test_the_user_reads(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    stored = FOLDER / f"{name}.txt"
    text = told(name)
    if os.environ.get("UPDATE_GOLDEN"):
        stored.write_text(text, encoding="utf-8")
    assert text == stored.read_text(encoding="utf-8")


def test_every_text_belongs_to_a_file() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == CASES


@pytest.mark.parametrize("name", CASES)
def test_messages_are_in_house_style(name: str) -> None:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    messages = [line for line in lines if line.startswith(("error: ", "warning: ", "usage: "))]
    assert messages
    for message in messages:
        text = message.split(": ", 1)[1]
        assert not text.endswith("."), message
        assert text.startswith(("not YAML", "not UTF-8")) or not text[0].isupper(), message
