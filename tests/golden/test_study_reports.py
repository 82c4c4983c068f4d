"""What a user reads on the terminal about small studies.

`UPDATE_GOLDEN=1 pytest tests/golden/test_study_reports.py` writes the texts anew; read them aloud.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from sandbox.reports.findings.how import HowMade
from sandbox.reports.findings.view import View
from sandbox.reports.text.answer_report import report
from sandbox.reports.text.layout import Look, render
from sandbox.studies import what_if

FOLDER = Path(__file__).parent / "what_if"
STUDIES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
# The checksum covers every digit of the document, whose last ones depend on the machine.
CHECKSUM = re.compile(r"checksum\s+[0-9a-f]{16}")


def report_of(name: str, look: Look | None = None) -> str:
    """Return the report of a study."""
    answer = what_if.study(what_if.load(f"{name}.yaml"))
    how = HowMade(f"{name}.yaml", f"sandbox study {name}.yaml")
    return render(report(View(answer.document), how), look)


def compare(name: str, text: str) -> None:
    """Compare a text with the stored one."""
    stored, told = FOLDER / f"{name}.txt", CHECKSUM.sub("checksum 0123456789abcdef", text)
    if os.environ.get("UPDATE_GOLDEN"):
        stored.write_text(told, encoding="utf-8")
    assert told == stored.read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _in_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)


@pytest.mark.parametrize("name", STUDIES)
def test_the_report_of_a_study(name: str) -> None:
    text = report_of(name)
    compare(name, text)
    assert max(map(len, text.splitlines())) <= 80


def test_a_narrow_terminal_without_unicode_shows_the_same() -> None:
    text = report_of("swept", Look(44, ascii_only=True))
    compare("swept_narrow_ascii", text)
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 44
