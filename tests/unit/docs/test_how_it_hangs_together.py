"""Every name on docs/how_it_hangs_together.md exists, and every value is what the program gives."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.unit.docs import walks
from tests.unit.docs.blocks import ROOT, blocks
from tests.unit.docs.example import METRICS, REPLICATIONS, Example, homes
from tests.unit.docs.walks import Station

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "docs/how_it_hangs_together.md"
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")
STATION = re.compile(r"^(\d+)\. `(\w+)` in `([\w/]+)` .+: `([^`]+)`$", re.MULTILINE)
NAMED = re.compile(r"`(\w+)` in `([\w/]+)`")
ROOM = re.compile(r"`([a-z]+(?:/[a-z]+)*)`")
WALKS = {
    "From a fee in YAML to an account and a sentence": walks.fee,
    "From a rule to a decision at the menu": walks.rule,
    "From the command line to the first sentence": walks.run,
    "From the tally to the moves on the page": walks.moves,
}
_, *PARTS = re.split(r"^## (.+)$", TEXT, flags=re.MULTILINE)
SECTIONS = dict(zip(PARTS[::2], PARTS[1::2], strict=True))


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """Return the scenario of the page."""
    (block,) = [block for block in blocks(PAGE) if block.language == "yaml"]
    folder: Path = tmp_path_factory.mktemp("walks")
    return Example(block.content, folder)


def stations(title: str) -> list[Station]:
    """Return the stations that a section of the page lists."""
    return [Station(*found[1:]) for found in STATION.findall(SECTIONS[title])]


@pytest.mark.parametrize(("title", "walk"), WALKS.items(), ids=list(WALKS))
def test_every_station_has_the_value_that_the_program_gives(
    title: str, walk: Callable[[Example], list[Station]], example: Example
) -> None:
    assert stations(title) == walk(example)


@pytest.mark.parametrize("title", WALKS)
def test_every_line_of_a_list_is_a_station_at_its_number(title: str) -> None:
    lines = re.findall(r"^\d+\. ", SECTIONS[title], re.MULTILINE)
    numbers = [int(found[0]) for found in STATION.findall(SECTIONS[title])]
    assert numbers == list(range(1, len(lines) + 1))


def test_every_function_is_in_its_room_once() -> None:
    named = set(NAMED.findall(TEXT))
    assert len(named) > 30
    found = {(name, room): homes(name, room) for name, room in named}
    assert {key: places for key, places in found.items() if len(places) != 1} == {}


def test_every_room_is_a_package_or_a_single_module() -> None:
    rooms = {room for _, room in NAMED.findall(TEXT)} | set(ROOM.findall(SECTIONS["The rooms"]))
    lost = [
        room
        for room in rooms
        if not (ROOT / "sandbox" / room / "__init__.py").is_file()
        and not (ROOT / "sandbox" / f"{room}.py").is_file()
    ]
    assert lost == []


def test_every_room_of_the_program_is_on_the_page() -> None:
    rooms = {path.parent.name for path in (ROOT / "sandbox").glob("*/__init__.py")} - {"worlds"}
    assert rooms == set(ROOM.findall(SECTIONS["The rooms"]))


def test_the_command_of_the_page_asks_what_the_walks_ask() -> None:
    options = [f"--metric {metric}" for metric in METRICS]
    asked = " ".join(["sandbox run ajar.yaml", *options, f"--replications {REPLICATIONS}"])
    assert f"\n{asked} " in TEXT
