"""The picture of the rooms is what the imports say, and all of it can be read."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from docs.site.rooms import DOORS, GROUND, PICTURE, WIDTH, Rooms, drawing, rooms

SVG = "{http://www.w3.org/2000/svg}"


def package(folder: Path, files: dict[str, str]) -> Path:
    """Return a package `sandbox` with a docstring in each folder."""
    root = folder / "sandbox"
    for name, text in {"__init__.py": "", **files}.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        (file.parent / "__init__.py").write_text('"""A room."""\n', encoding="utf-8")
        file.write_text(text, encoding="utf-8")
    return root


def test_the_stored_picture_is_the_one_that_the_program_draws_now() -> None:
    drawn = drawing(rooms())
    assert PICTURE.read_text(encoding="utf-8") == drawn, "draw it: python -m docs.site.rooms"


def test_every_import_points_down_those_for_types_too() -> None:
    found = rooms()
    layer = {name: number for number, names in enumerate(found.layers) for name in names}
    assert all(layer[source] > layer[target] for source, target in (*found.running, *found.typing))


def test_imports_are_counted_by_pairs_of_modules_and_those_for_types_apart(tmp_path: Path) -> None:
    upper = (
        "from typing import TYPE_CHECKING\n"
        "from sandbox.lower import one, two\n"
        "from sandbox.lower.one import name\n"
        "if TYPE_CHECKING:\n"
        "    from sandbox.lower.one import other\n"
        "    from sandbox.lower.three import other\n"
        "def late():\n"
        "    from sandbox.words import word\n"
    )
    lower = {f"lower/{name}.py": "" for name in ("one", "two", "three")}
    found = rooms(package(tmp_path, {"upper/a.py": upper, **lower, "words.py": ""}))
    assert found.running == {("upper", "lower"): 2, ("upper", GROUND): 1}
    assert found.typing == {("upper", "lower"): 1}
    assert [set(layer) for layer in found.layers] == [{"lower", GROUND, DOORS}, {"upper"}]


def test_a_circle_is_refused(tmp_path: Path) -> None:
    files = {"one/a.py": "from sandbox.two import b", "two/b.py": "from sandbox.one import a"}
    with pytest.raises(ValueError, match="in a circle: one, two"):
        rooms(package(tmp_path, files))


def test_every_number_and_room_is_drawn_inside_of_the_picture() -> None:
    found = rooms()
    picture = ET.fromstring(drawing(found))  # noqa: S314 -- our own picture
    texts = [element.text or "" for element in picture.iter(f"{SVG}text")]
    assert {name for layer in found.layers for name in layer} <= set(texts)
    dots = sorted(int(text) for text in texts if re.fullmatch(r"\d+", text))
    pairs = {*found.running, *found.typing}
    assert dots == sorted(found.running.get(pair, 0) or found.typing[pair] for pair in pairs)
    assert all(float(element.get("x", "0")) < WIDTH for element in picture.iter())


def test_no_text_escapes_its_markup() -> None:
    names = Rooms((("a",), ("b",)), {("b", "a"): 1}, {}, {"a": "x < y & z.", "b": ""})
    assert "x &lt; y &amp; z<" in drawing(names)
