"""Every module of the package is in use: an entry point leads to it."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator

import pytest

from tests.house.tree import listing, modules, syntax, text


def mentioned(tree: ast.Module, package: str) -> Iterator[str]:
    """Yield the dotted names that a module imports, at once or lazily by a text.

    Parameters
    ----------
    tree
        The module's syntax.
    package
        The package that relative names start from.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                parents = package.split(".")[: len(package.split(".")) + 1 - level] if level else []
                source = ".".join([*parents, *([module] if module else [])])
                yield source
                yield from (f"{source}.{alias.name}" for alias in names)
            case ast.Constant(value=str(value)) if value.startswith("sandbox."):
                yield value.partition(":")[0]


def entry_points() -> set[str]:
    """Return the modules that users, or other programs for them, start or import by name."""
    project = tomllib.loads(text("pyproject.toml"))["project"]
    groups: list[dict[str, str]] = [project["scripts"], *project.get("entry-points", {}).values()]
    started = {target.partition(":")[0] for group in groups for target in group.values()}
    return started | {"sandbox", "sandbox.__main__"} & modules().keys()


def in_use(known: dict[str, str], roots: set[str]) -> set[str]:
    """Return the modules that the roots lead to, with the packages around them."""
    reached: set[str] = set()
    ahead = [root for root in roots if root in known]
    while ahead:
        name = ahead.pop()
        if name in reached:
            continue
        reached.add(name)
        is_package = known[name].endswith("__init__.py")
        package = name if is_package else name.rpartition(".")[0]
        wanted = [package, *mentioned(syntax(known[name]), package)]
        # A mentioned function lives in the longest prefix of its name that is a module.
        ahead += [found for word in wanted if (found := _module_of(word, known))]
    return reached


def empty_packages(known: dict[str, str]) -> set[str]:
    """Return the packages without code: a place among the layers, which cannot be dead."""
    return {
        name
        for name, file in known.items()
        if file.endswith("__init__.py") and not any(map(_is_code, syntax(file).body))
    }


def _is_code(statement: ast.stmt) -> bool:
    return not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))


def _module_of(word: str, known: dict[str, str]) -> str:
    while word and word not in known:
        word = word.rpartition(".")[0]
    return word


def test_no_module_is_dead() -> None:
    known = modules()
    dead = sorted(known.keys() - in_use(known, entry_points()) - empty_packages(known))
    assert not dead, listing(dead)


def test_entry_points_exist() -> None:
    assert entry_points() - modules().keys() == set()


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import sandbox.a.b", {"sandbox.a.b"}),
        ("from sandbox.a import b", {"sandbox.a", "sandbox.a.b"}),
        ("from . import b", {"sandbox.p", "sandbox.p.b"}),
        ("from ..q import b", {"sandbox.q", "sandbox.q.b"}),
        ("lazy = {'run': 'sandbox.cli.commands.run:run'}", {"sandbox.cli.commands.run"}),
        ("text = 'a sandbox.'", set()),
    ],
)
def test_imports_are_found(source: str, names: set[str]) -> None:
    assert set(mentioned(ast.parse(source), "sandbox.p")) == names
