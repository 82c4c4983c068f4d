"""The README's commands set themselves up, and `.ci/run` starts from the same door."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, text

STUB = """#!/bin/sh
# Stands for a Python: says which version it would be, and writes down what it is asked to do.
echo "$@" >>"$LOG"
case "$1" in
-c) exit "$TOO_OLD" ;;
--version) echo 'Python 3.99' ;;
-m) [ "$2" != venv ] || { rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python; } ;;
esac
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with spaces in its name, holding the door and a Python that is a stub."""
    place = tmp_path / "a clone"
    place.mkdir()
    shutil.copy(ROOT / "dev", place / "dev")
    (place / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    (place / "python").write_text(STUB, encoding="utf-8")
    (place / "python").chmod(0o755)
    return place


def knock(project: Path, *arguments: str, too_old: bool = False) -> tuple[int, str, list[str]]:
    """Return the exit code, the talk and what was asked of Python."""
    log = project / "log"
    log.write_text("", encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHON": str(project / "python"),
        "LOG": str(log),
        "TOO_OLD": str(int(too_old)),
    }
    command = ["/bin/sh", str(project / "dev"), *arguments]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    asked = [line for line in log.read_text(encoding="utf-8").splitlines() if line[:2] == "-m"]
    return answer.returncode, answer.stderr, asked


def test_the_first_test_command_sets_up_and_the_second_does_not(project: Path) -> None:
    side_by_side = "--numprocesses auto --maxprocesses 8 --dist worksteal"
    pytest_only = [f"-m pytest {side_by_side} -m not slow -x"]
    code, talk, asked = knock(project, "test", "-x")
    assert (code, asked[0], asked[-1:]) == (0, "-m venv --clear .venv", pytest_only)
    assert "-m pip install --quiet --editable .[dev]" in asked
    assert "setting up .venv with Python 3.99" in talk
    assert knock(project, "test", "-x") == (0, "", pytest_only)


def test_a_changed_list_of_dependencies_is_installed_again(project: Path) -> None:
    knock(project, "test")
    (project / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    _, _, asked = knock(project, "test")
    assert [line.split()[1] for line in asked] == ["pip", "pytest"]


def test_a_clone_that_has_moved_is_set_up_again(project: Path) -> None:
    knock(project, "test")
    moved = project.rename(project.with_name("elsewhere"))
    _, _, asked = knock(moved, "test")
    assert [line.split()[1] for line in asked] == ["venv", "pip", "pytest"]


def test_an_environment_of_another_clone_is_not_emptied(project: Path) -> None:
    knock(project, "test")
    other = project.with_name("other")
    shutil.copytree(project, other, ignore=shutil.ignore_patterns(".venv"))
    (other / ".venv").symlink_to(project / ".venv")
    code, talk, asked = knock(other, "test")
    assert (code, asked) == (2, [])
    assert talk.startswith("error: .venv is a link to an environment")
    assert "hint: remove the link" in talk
    assert (project / ".venv" / "installed_dev").is_file()


def test_a_linked_environment_without_a_note_is_used(project: Path) -> None:
    knock(project, "test")
    made = project / ".venv"
    (made / "made_for").unlink()
    made.rename(project.with_name("made"))
    made.symlink_to(project.with_name("made"))
    code, _, asked = knock(project, "test")
    assert (code, [line.split()[1] for line in asked]) == (0, ["pytest"])


def test_an_old_python_is_named_and_nothing_is_made(project: Path) -> None:
    code, talk, asked = knock(project, "demo", too_old=True)
    assert (code, asked) == (2, [])
    assert talk.startswith("error: no Python 3.11 or newer here; looked for: /")
    assert "hint: install one, or name it: PYTHON=" in talk
    assert not (project / ".venv").exists()


def test_an_unknown_command_is_a_usage_error(project: Path) -> None:
    code, talk, asked = knock(project, "tset")
    assert (code, asked) == (2, [])
    assert "error: no command `tset`" in talk


def test_the_door_and_the_package_ask_for_the_same_python() -> None:
    required = tomllib.loads(text("pyproject.toml"))["project"]["requires-python"]
    major, minor = re.findall(r"\d+", required)
    assert f"sys.version_info < ({major}, {minor})" in text("dev")


def test_readme_and_ci_name_the_same_test_command() -> None:
    (command,) = re.findall(r"^\./dev test\b.*$", text(".ci/run"), re.MULTILINE)
    assert re.search(rf"^{re.escape(command)}$", text("README.md"), re.MULTILINE)
    assert re.search(r"^\./dev demo$", text("README.md"), re.MULTILINE)


@pytest.mark.parametrize("name", ["dev", ".ci/run"])
def test_scripts_can_be_started(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
