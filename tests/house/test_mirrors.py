"""A test stands where its subject's name leads; tests/README.md says which folder is for what."""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath

from tests.house.tree import ROOT, listing, modules, python_files, syntax, text

FOLDERS = {
    *("agreement", "browser", "fuzz", "golden", "house"),
    *("oracles", "properties", "theory", "unchanged", "unit"),
}
# An oracle may share words and units with the program, never its answers.
SHARED_WITH_ORACLES = {"sandbox.vocabulary", "sandbox.units", "sandbox.errors"}
GRAMMAR = "sandbox.scenario.schema"  # what a user writes is the same for everybody
DOCUMENTS = "tests/unit/docs/"  # mirrors README.md and docs/, which are no modules
NEAR_ENOUGH = re.compile(r"\b(isclose|allclose|approx|assert_almost_equal)\b")


def is_test(name: str) -> bool:
    return PurePosixPath(name).name.startswith("test_")


def test_every_payment_rule_has_a_unit_test_of_the_same_name() -> None:
    rules = [
        PurePosixPath(name).name
        for name in python_files("sandbox/payments")
        if not name.endswith("__init__.py")
    ]
    wanted = [f"tests/unit/payments/test_{name}" for name in rules]
    missing = [name for name in wanted if not (ROOT / name).is_file()]
    assert not missing, listing(missing)


def test_every_unit_test_mirrors_a_module_or_a_package() -> None:
    orphans = [
        name
        for name in python_files("tests/unit")
        if is_test(name) and not name.startswith(DOCUMENTS) and _subject(name) not in modules()
    ]
    assert not orphans, listing(orphans)


def _subject(name: str) -> str:
    place = PurePosixPath(name).relative_to("tests/unit")
    return ".".join(["sandbox", *place.parent.parts, place.stem.removeprefix("test_")])


def test_every_test_is_in_a_folder_with_a_purpose() -> None:
    inside = {PurePosixPath(name).parts[1] for name in python_files("tests") if is_test(name)}
    assert inside <= FOLDERS


def test_every_folder_is_explained() -> None:
    explained = set(re.findall(r"^\| `(\w+)/` \|", text("tests/README.md"), re.MULTILINE))
    assert explained == FOLDERS


def test_every_test_file_tests() -> None:
    idle = [
        name
        for name in python_files("tests")
        if is_test(name)
        and not any(
            isinstance(node, ast.FunctionDef | ast.ClassDef)
            and node.name.lower().startswith(("test", "check"))
            for node in ast.walk(syntax(name))
        )
    ]
    assert not idle, listing(idle)


def test_oracles_do_not_import_what_they_check() -> None:
    borrowed = {
        f"{name}: {source}"
        for name in python_files("tests/oracles")
        if not is_test(name)
        for source in _imports(name)
        if source.split(".")[0] == "sandbox"
        and source not in SHARED_WITH_ORACLES
        and not source.startswith(GRAMMAR)
    }
    assert not borrowed, listing(borrowed)


def _imports(name: str) -> set[str]:
    found = set()
    for node in ast.walk(syntax(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "sandbox":
            found |= {f"sandbox.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_agreement_is_equality() -> None:
    near = [name for name in python_files("tests/agreement") if NEAR_ENOUGH.search(text(name))]
    assert not near, listing(near)
