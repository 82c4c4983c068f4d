"""Files and functions are named after things and deeds of the field."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

from tests.house.tree import files, listing, python_files, syntax

# Names that say where a thing was put because nobody decided what it is.
DRAWERS = {"util", "helper", "common", "core", "base", "manager", "misc"}
# Verbs that say that something is done, and not what.
EMPTY_VERBS = ("process_", "handle_", "do_", "manage_")
TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "bench",
    "dev",
    "docs",
    "pyproject.toml",
    "sandbox",
    "scenarios",
    "tests",
}
MADE_BY_THE_BUILD = {"PKG-INFO"}


def test_no_file_or_folder_is_a_drawer() -> None:
    drawers = [
        name
        for name in files()
        if any(part.split(".")[0].lower().removesuffix("s") in DRAWERS for part in _parts(name))
    ]
    assert not drawers, listing(drawers)


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.removeprefix("test_").strip("_") for part in PurePosixPath(name).parts)


def test_no_function_has_an_empty_verb() -> None:
    empty = [
        f"{name}:{node.lineno} {node.name}"
        for name in python_files()
        for node in ast.walk(syntax(name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.lstrip("_").startswith(EMPTY_VERBS)
    ]
    assert not empty, listing(empty)


def test_the_top_level_reads_as_a_table_of_contents() -> None:
    assert {name.split("/")[0] for name in files()} - MADE_BY_THE_BUILD == TOP_LEVEL
