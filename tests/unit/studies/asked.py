"""Small studies of the gardens that the tests of reports use."""

from __future__ import annotations

from pathlib import Path

from sandbox.scenario.study.study_loading import LoadedStudy
from sandbox.studies import what_if
from tests.house.tree import ROOT

GARDENS = ROOT / "tests" / "golden" / "reports" / "compare_two.yaml"


def study_of(folder: Path, sections: str) -> LoadedStudy:
    """Return a study of walls and doors with further sections."""
    file = folder / "asked.study.yaml"
    file.write_text(f"study: {GARDENS}\nreplications: 4\n{sections}", encoding="utf-8")
    return what_if.load(file)
