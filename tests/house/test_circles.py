"""Imports make no circles, those for annotations alone included.

A circle means that neither module can be read, tested or moved without the other.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

import pytest

from tests.house.test_modules import mentioned
from tests.house.tree import listing, modules, syntax


def circles(imports: Mapping[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """Yield each largest set of modules that all lead to one another, sorted.

    Parameters
    ----------
    imports
        Module → the modules that it imports.
    """
    reach = {module: _reached(imports, module) for module in imports}
    done: set[str] = set()
    for module in sorted(imports):
        if module in reach[module] and module not in done:
            ring = {other for other in reach[module] if module in reach[other]}
            done |= ring
            yield tuple(sorted(ring))


def _reached(imports: Mapping[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    ahead = list(imports[start])
    while ahead:
        module = ahead.pop()
        if module not in reached:
            reached.add(module)
            ahead += imports[module]
    return reached


def imports_of(trees: Mapping[str, ast.Module], packages: set[str]) -> dict[str, set[str]]:
    """Return module → the modules that it imports anywhere in its text.

    Parameters
    ----------
    trees
        The syntax of each module.
    packages
        Those of the modules that are packages: relative names start from them.
    """
    found = {}
    for module, tree in trees.items():
        package = module if module in packages else module.rpartition(".")[0]
        names = set(mentioned(tree, package))
        # `from sandbox.metrics import names` names a module, and only in passing its package.
        passed = {name.rpartition(".")[0] for name in names if name in trees}
        found[module] = {name for name in names & trees.keys() if name not in passed} - {module}
    return found


def test_imports_make_no_circles() -> None:
    trees = {module: syntax(file) for module, file in modules().items()}
    packages = {module for module, file in modules().items() if file.endswith("/__init__.py")}
    found = [" → ".join(ring) for ring in circles(imports_of(trees, packages))]
    assert not found, listing(found)


@pytest.mark.parametrize(
    ("sources", "rings"),
    [
        ({"p.a": "import p.b", "p.b": "import p.c", "p.c": ""}, []),
        ({"p.a": "from p import b", "p.b": "from . import a"}, [("p.a", "p.b")]),
        (
            {"p.a": "if TYPE_CHECKING:\n    from p.b import B", "p.b": "import p.a"},
            [("p.a", "p.b")],
        ),
        (
            {"p.a": "def f():\n    import p.b", "p.b": "import p.c", "p.c": "import p.a"},
            [("p.a", "p.b", "p.c")],
        ),
        ({"p": "import p.a", "p.a": "from p import b", "p.b": ""}, []),
    ],
)
def test_a_circle_is_noticed(sources: dict[str, str], rings: list[tuple[str, ...]]) -> None:
    trees = {module: ast.parse(source) for module, source in sources.items()}
    assert list(circles(imports_of(trees, {"p"}))) == rings
