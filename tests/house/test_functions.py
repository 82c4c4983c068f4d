"""A public function has a use outside the tests; one without is dead, or is private."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

import pytest

import sandbox
from tests.house.tree import dotted, listing, modules, python_files, syntax

# What a decorator like these registers is called by others.
REGISTERED = ("command", "group", "fixture", "hookimpl", "intrinsic", "overload_method", "register")

# Functions that stand beside used ones for whoever has no file.
KEPT = {
    "load_text": "a scenario as text, for notebooks and for most tests",
    "load_study_text": "the same of a study",
    "advance_run": "where machine code begins, named to the process that compiles",
    "write": "where that process begins, named to it",
}


def public_functions(tree: ast.Module) -> Iterator[str]:
    """Yield the public functions of a module that nobody else registers."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            is_hook = node.name.startswith("pytest_")
            marks = {_mark(each) for each in node.decorator_list}
            if not node.name.startswith("_") and not is_hook and not marks & {*REGISTERED}:
                yield node.name


def _mark(decorator: ast.expr) -> str:
    named = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(named).rpartition(".")[2]


def uses(module: str, tree: ast.Module) -> Iterator[str]:
    """Yield the dotted names of the functions that a module mentions, its own among them."""
    aliases = imported(tree)
    yield from aliases.values()
    for statement in tree.body:
        own = statement.name if isinstance(statement, ast.FunctionDef) else ""
        for node in ast.walk(statement):
            match node:
                case ast.Name(id=name, ctx=ast.Load()) if name != own:
                    yield f"{module}.{name}"
                case ast.Attribute(value=value, attr=name):
                    source = ast.unparse(value)
                    yield f"{aliases.get(source, source)}.{name}"
                case ast.Constant(value=str(value)) if value.startswith("sandbox."):
                    yield value.replace(":", ".")


def imported(tree: ast.Module) -> dict[str, str]:
    """Return each name that a module imports with the dotted name behind it."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            source = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            found |= {each.asname or each.name: f"{source}{each.name}" for each in node.names}
    return found


def unused(trees: Mapping[str, ast.Module], users: Mapping[str, ast.Module]) -> list[str]:
    """Return the public functions of some modules that no module mentions."""
    mentioned = {use for module, tree in users.items() for use in uses(module, tree)}
    return [
        f"{module}.{name}"
        for module, tree in trees.items()
        for name in public_functions(tree)
        if f"{module}.{name}" not in mentioned
    ]


def test_every_public_function_is_used() -> None:
    trees = {module: syntax(file) for module, file in modules().items()}
    users = {dotted(name): syntax(name) for name in python_files("bench", "docs")}
    users |= {module: syntax(file) for module, file in modules().items()}
    offered = {f"sandbox.{name}" for name in sandbox.__all__}
    idle = [
        name
        for name in unused(trees, users)
        if name not in offered and name.rpartition(".")[2] not in KEPT
    ]
    assert not idle, listing(idle)


@pytest.mark.parametrize(
    ("source", "user", "idle"),
    [
        ("def f(): ...", "", ["p.a.f"]),
        ("def f(): return f()", "", ["p.a.f"]),
        ("def f(): ...\n\ndef _g(): f()", "", []),
        ("def f(): ...", "from p.a import f", []),
        ("def f(): ...", "from p import a\na.f()", []),
        ("def f(): ...", "from p import b\nb.f()", ["p.a.f"]),
        ("@click.command()\ndef f(): ...", "", []),
        ("def pytest_collect(): ...", "", []),
    ],
)
def test_an_idle_function_is_noticed(source: str, user: str, idle: list[str]) -> None:
    trees = {"p.a": ast.parse(source)}
    assert unused(trees, {**trees, "p.u": ast.parse(user)}) == idle
