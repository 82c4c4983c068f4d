"""Folders read as a table of contents, and a file's name alone says which file it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

import pytest

from tests.house.tree import listing, python_files

MODULES_PER_ROOM = 20
# What these hold is listed elsewhere, or is no module.
EXEMPT = {
    "sandbox": "the map in its docstring lists it",
    "sandbox/worlds": "worlds are files of YAML, one each",
}
# Every package has one of these, and a traceback shows the folder before it.
OF_EVERY_PACKAGE = {"__init__.py", "__main__.py"}
# Rooms and names that wait for the engines to be written once; each goes when its cause does.
LATER_ROOMS: set[str] = set()
LATER_NAMES: set[str] = set()


def crowded(names: Iterable[str]) -> dict[str, int]:
    """Return the rooms with more modules than one takes in at a glance, and how many they hold."""
    rooms: dict[str, int] = defaultdict(int)
    for name in map(PurePosixPath, names):
        rooms[name.parent.as_posix()] += name.name not in OF_EVERY_PACKAGE
    return {room: count for room, count in rooms.items() if count > MODULES_PER_ROOM}


def namesakes(names: Iterable[str]) -> dict[str, list[str]]:
    """Return the modules whose name several files have, with these files."""
    files: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if PurePosixPath(name).name not in OF_EVERY_PACKAGE:
            files[PurePosixPath(name).stem].append(name)
    return {stem: found for stem, found in files.items() if len(found) > 1}


def test_no_room_holds_more_than_twenty_modules() -> None:
    rooms = crowded(python_files("sandbox"))
    found = {room: rooms[room] for room in rooms.keys() - EXEMPT.keys() - LATER_ROOMS}
    assert not found, listing(found)


def test_no_two_files_have_one_name() -> None:
    names = namesakes(python_files("sandbox"))
    found = {stem: names[stem] for stem in names.keys() - LATER_NAMES}
    assert not found, listing(found)


def test_nothing_waits_without_a_cause() -> None:
    names = python_files("sandbox")
    idle = [*(LATER_ROOMS - crowded(names).keys()), *(LATER_NAMES - namesakes(names).keys())]
    assert not idle, listing(sorted(idle))


def test_what_is_exempt_is_there() -> None:
    assert set(EXEMPT) <= {PurePosixPath(n).parent.as_posix() for n in python_files("sandbox")}


@pytest.mark.parametrize("count", [20, 21])
def test_modules_of_a_room_are_counted_without_its_own_file(count: int) -> None:
    names = ["a/__init__.py", "a/b/c.py", *(f"a/m{k}.py" for k in range(count))]
    assert crowded(names) == ({"a": 21} if count == 21 else {})


def test_namesakes_are_found_in_any_two_rooms() -> None:
    names = ["a/page.py", "a/b/page.py", "a/__init__.py", "b/__init__.py", "b/pages.py"]
    assert namesakes(names) == {"page": ["a/page.py", "a/b/page.py"]}
