"""The project's tree as files, modules and syntax; the house tests ask it and nothing else."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("sandbox", "tests", "bench", "docs")
# Left by tools; a copy without git history has no other way to tell them from sources.
DEBRIS = {"__pycache__", "build", "dist", "htmlcov", "node_modules"}
# Packages whose names wait for their turn: their code is younger than the rule on words.
LATER = (
    "sandbox.chance",
    "sandbox.engines",
    "sandbox.model",
    "sandbox.payments",
    "sandbox.scenario.tables",
)


@cache
def files() -> tuple[str, ...]:
    """Return every file of the project relative to its root, sorted.

    With git at hand that is what is tracked or could be: a file is judged before its commit.
    Otherwise it is everything outside hidden folders (save `.ci`) and debris.
    """
    return tuple(sorted(_listed_by_git() or _found_by_walking()))


def _listed_by_git() -> list[str]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return []
    command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return [name for name in answer.stdout.split("\0") if name and (ROOT / name).is_file()]


def _found_by_walking() -> list[str]:
    found = []
    for folder, children, names in os.walk(ROOT):
        children[:] = [child for child in children if _is_source_folder(child)]
        place = Path(folder).relative_to(ROOT)
        found += [(place / name).as_posix() for name in names if name != ".coverage"]
    return found


def _is_source_folder(name: str) -> bool:
    if name.startswith("."):
        return name == ".ci"
    return name not in DEBRIS and not name.endswith(".egg-info")


def python_files(*folders: str) -> list[str]:
    """Return the Python files below the folders (or named), by default all code of the project."""
    heads = tuple(f if f.endswith(".py") else f"{f}/" for f in folders or CODE)
    return [name for name in files() if name.endswith(".py") and name.startswith(heads)]


@cache
def text(name: str) -> str:
    """Return a file's text; bytes that are no UTF-8 (golden bad input) become marks."""
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


@cache
def syntax(name: str) -> ast.Module:
    """Return a Python file's syntax tree."""
    return ast.parse(text(name), filename=name)


def modules() -> dict[str, str]:
    """Return the file of each module of the package by its dotted name."""
    return {dotted(name): name for name in python_files("sandbox")}


def modules_by_now() -> dict[str, str]:
    """Return what `modules` returns, without the packages of `LATER`."""
    return {module: file for module, file in modules().items() if not is_later(module)}


def dotted(name: str) -> str:
    """Return the dotted name of a Python file's module."""
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def is_later(module: str) -> bool:
    """Tell whether a module lies in one of the packages of `LATER`."""
    return any(module == package or module.startswith(f"{package}.") for package in LATER)


def listing(found: Mapping[str, object] | Iterable[str]) -> str:
    """Return findings one per line, because pytest shortens what it shows of a long list."""
    if isinstance(found, Mapping):
        found = [f"{place}: {finding}" for place, finding in found.items()]
    return "\n" + "\n".join(found)
