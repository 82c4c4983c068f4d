"""A parameter says what it is: no tuple whose places must be remembered.

`place: tuple[int, int]` leaves open which number is the shop and which the wallet; a named tuple,
or a parameter for each, says it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import listing, modules, syntax

# Function → why the places of a tuple need no names there.
ALLOWED = {
    "_grouped(pairs)": "keys with values, as `dict` takes them",
}
# A block of the generator: four words that are told apart by the table of lanes.
BLOCK = "Words"


def nameless_tuples(tree: ast.Module, aliases: set[str]) -> Iterator[str]:
    """Yield `line function(parameter)` of each parameter that takes tuples of fixed length.

    Parameters
    ----------
    tree
        A module.
    aliases
        Names of such tuples: `Place = tuple[str, str]` hides nothing.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            every = node.args
            for each in [*every.posonlyargs, *every.args, *every.kwonlyargs, every.vararg]:
                if each is not None and each.annotation is not None:
                    name = f"{node.name}({each.arg})"
                    if name not in ALLOWED and _has_fixed_tuple(each.annotation, aliases):
                        yield f"{each.lineno} {name}"


def tuple_names(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a module gives to tuples of fixed length."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if _has_fixed_tuple(value, set()):
                    yield name


def _has_fixed_tuple(annotation: ast.AST, aliases: set[str]) -> bool:
    match annotation:
        case ast.Name(id=name):
            return name in aliases
        case ast.Subscript(value=ast.Name(id="Callable")):
            return False  # what a function takes and returns is told where it is written
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple() as places):
            if not _is_open_ended(places):
                return True
    return any(_has_fixed_tuple(part, aliases) for part in ast.iter_child_nodes(annotation))


def _is_open_ended(places: ast.Tuple) -> bool:
    last = places.elts[-1] if places.elts else None
    return isinstance(last, ast.Constant) and last.value is ...


def test_no_parameter_is_a_tuple_of_nameless_places() -> None:
    trees = {file: syntax(file) for file in modules().values()}
    aliases = {name for tree in trees.values() for name in tuple_names(tree)} - {BLOCK}
    found = [
        f"{file}:{finding}"
        for file, tree in trees.items()
        for finding in nameless_tuples(tree, aliases)
    ]
    assert not found, listing(found)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("def f(place: tuple[int, int]) -> None: ...", 1),
        ("def f(*, title: tuple[str, int] | None = None) -> None: ...", 1),
        ("def f(rows: Sequence[tuple[str, str]]) -> None: ...", 1),
        ("Side = tuple[str, str]\ndef f(side: Side, sides: list[Side]) -> None: ...", 2),
        ("def f(path: tuple[str, ...]) -> tuple[int, int]: ...", 0),
        ("def f(place: Place) -> None: ...", 0),
        ("def f(bounds: Callable[[int], tuple[int, int]]) -> None: ...", 0),
    ],
)
def test_a_nameless_tuple_is_noticed(source: str, count: int) -> None:
    tree = ast.parse(source)
    assert len(list(nameless_tuples(tree, set(tuple_names(tree))))) == count
