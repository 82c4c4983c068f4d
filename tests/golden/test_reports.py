"""What a user reads on the terminal about small runs, stories, matrices and worlds.

`UPDATE_GOLDEN=1 pytest tests/golden/test_reports.py` writes the texts anew; read them aloud.
Every question stands on gardens.yaml, a world small enough to check by hand.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from sandbox.chance.personas import Persona
from sandbox.reports.doors.matrix_report import DoorQuestion, matrix_report
from sandbox.reports.findings.how import HowMade
from sandbox.reports.findings.view import View
from sandbox.reports.page_blocks import Page
from sandbox.reports.story import story_report as explaining
from sandbox.reports.text.answer_report import report
from sandbox.reports.text.layout import Look, render
from sandbox.reports.world_report import world_report, worlds_report
from sandbox.scenario.loading import load
from sandbox.scenario.provenance import collect
from sandbox.scenario.tables.build import build_world
from sandbox.studies import what_if
from sandbox.studies.options import Options
from sandbox.studies.runs import regimes_of
from sandbox.studies.traces.stories import explain
from sandbox.units import parse_time

FOLDER = Path(__file__).parent / "reports"
# The checksum covers every digit of the document, whose last ones depend on the machine.
CHECKSUM = re.compile(r"checksum\s+[0-9a-f]{16}")
QUESTIONS = sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "gardens")
# The same under both; abandoned and refused; without a wallet and paid; a service; refused and
# paid; declined; a hand-over that fails; a request that waits.
STORIES = {"compare_two": (0, 2, 29, 35, 84, 117, 122), "queue": (41,)}
NAMED = Persona("Li Lei", "Beijing", "0")


@pytest.fixture(autouse=True)
def _in_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    # Names change with the version of Faker; what is told about them does not.
    monkeypatch.setattr(explaining, "persona", lambda *_: NAMED)


def compare(name: str, text: str) -> None:
    """Compare a text with the stored one."""
    stored, told = FOLDER / f"{name}.txt", CHECKSUM.sub("checksum 0123456789abcdef", text)
    if os.environ.get("UPDATE_GOLDEN"):
        stored.write_text(told, encoding="utf-8")
    assert told == stored.read_text(encoding="utf-8")


def report_of(name: str) -> Page:
    """Return the report of a question."""
    answer = what_if.run(load(f"{name}.yaml"), Options(jobs=1))
    return report(View(answer.document), HowMade(f"{name}.yaml", f"sandbox run {name}.yaml"))


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_report_of_a_run(name: str) -> None:
    compare(f"run_{name}", render(report_of(name)))


@pytest.mark.parametrize(
    ("name", "look"),
    [
        ("narrow", Look(50)),
        ("narrowest_ascii", Look(40, ascii_only=True)),
        ("colour", Look(80, colour=True)),
    ],
)
def test_the_report_fits_the_terminal(name: str, look: Look) -> None:
    text = render(report_of("compare_two"), look)
    compare(f"look_{name}", text)
    if not look.colour:
        assert max(map(len, text.splitlines())) <= look.width
    assert text.isascii() or not look.ascii_only


@pytest.mark.parametrize(
    ("name", "checkout"), [(n, checkout) for n, found in STORIES.items() for checkout in found]
)
def test_the_story_of_a_checkout(name: str, checkout: int) -> None:
    loaded = load(f"{name}.yaml")
    told = explain(loaded, checkout)
    asked = explaining.CheckoutKey(checkout, replication=0, seed=1)
    compare(
        f"explain_{name}_{checkout}",
        render(explaining.explain_report(told, loaded.document, asked)),
    )


@pytest.mark.parametrize(
    ("name", "date"),
    [("compare_two", "2024-01-01"), ("compare_three", "2024-01-20"), ("walk", "2024-01-20")],
)
def test_the_matrix_of_a_day(name: str, date: str) -> None:
    document = load(f"{name}.yaml").document
    page = [
        block
        for regime in regimes_of(document)
        for block in matrix_report(
            DoorQuestion(build_world(document, regime, whole_time=True), document, parse_time(date))
        )
    ]
    compare(f"matrix_{name}_{date}", render(page))


@pytest.mark.parametrize("assumptions_only", [False, True])
def test_the_numbers_of_a_world(assumptions_only: bool) -> None:
    loaded = load("compare_two.yaml")
    page = world_report(loaded, collect(loaded.places.tree), assumptions_only=assumptions_only)
    compare("world_assumptions" if assumptions_only else "world", render(page))


def test_the_list_of_worlds() -> None:
    loaded = [load("compare_two.yaml"), load("service.yaml")]
    compare("worlds", render(worlds_report(loaded)))
