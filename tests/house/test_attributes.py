"""What a class says about its attributes is true and whole."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Mapping

import pytest

from tests.house.tree import listing, modules, syntax

SECTION = re.compile(r"^Attributes\n-+\n(.*?)(?=^\w[\w ]*\n-{3,}$|\Z)", re.MULTILINE | re.DOTALL)
NAMES = re.compile(r"^\w+(?: … \w+)?(?:, \w+)*$", re.MULTILINE)
RANGE = " … "


def explained(node: ast.ClassDef) -> list[str]:
    """Return the names in a class's section on attributes, empty where it has none."""
    section = SECTION.search(inspect.cleandoc(ast.get_docstring(node) or ""))
    lines = NAMES.findall(section[1]) if section is not None else []
    names = [name for line in lines for name in line.split(", ")]
    return [each for name in names for each in _spanned(name, fields(node))]


def _spanned(name: str, declared: list[str]) -> list[str]:
    """Return the fields from one to another, in the order in which they are declared."""
    first, _, last = name.partition(RANGE)
    if not last or first not in declared or last not in declared:
        return [name]
    return declared[declared.index(first) : declared.index(last) + 1]


def fields(node: ast.ClassDef) -> list[str]:
    """Return the public fields that a class declares in its body."""
    return [
        each.target.id
        for each in node.body
        if isinstance(each, ast.AnnAssign)
        and isinstance(each.target, ast.Name)
        and not each.target.id.startswith("_")
        and "ClassVar" not in ast.unparse(each.annotation)
    ]


def members(node: ast.ClassDef) -> set[str]:
    """Return what a class has by its own text: fields, methods, and what it gives itself."""
    found = set(fields(node))
    for each in ast.walk(node):
        match each:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                found.add(name)
            case ast.Assign(targets=targets):
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def untruths(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> Iterator[str]:
    """Yield what a class explains and lacks, and what it has and does not explain.

    Parameters
    ----------
    node
        The class.
    classes
        Those that it may descend from, by name.
    """
    names = explained(node)
    if not names:
        return
    known = set().union(*(members(each) for each in _line_of(node, classes)))
    yield from (f"{node.name} has no `{name}`" for name in names if name not in known)
    explains_itself = _of_our_classes(node, classes)
    yield from (
        f"{node.name}.{name} is not explained"
        for name in fields(node)
        if name not in names and name not in explains_itself
    )


def _of_our_classes(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> set[str]:
    """Return the fields whose class is ours: its own docstring says what they are."""
    return {
        ast.unparse(each.target)
        for each in node.body
        if isinstance(each, ast.AnnAssign)
        and any(
            isinstance(part, ast.Name) and part.id in classes for part in ast.walk(each.annotation)
        )
    }


def _line_of(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> Iterator[ast.ClassDef]:
    yield node
    for base in node.bases:
        name = ast.unparse(base).partition("[")[0].rpartition(".")[2]
        if name in classes and classes[name] is not node:
            yield from _line_of(classes[name], classes)


def _classes() -> dict[str, ast.ClassDef]:
    return {
        f"{file}:{node.lineno} {node.name}": node
        for file in modules().values()
        for node in ast.walk(syntax(file))
        if isinstance(node, ast.ClassDef)
    }


def test_classes_explain_the_attributes_that_they_have() -> None:
    known = {node.name: node for node in _classes().values()}
    found = [
        f"{place.partition(' ')[0]} {untruth}"
        for place, node in _classes().items()
        for untruth in untruths(node, known)
    ]
    assert not found, listing(found)


PLAIN = '''
class Plain:
    """A class.

    Attributes
    ----------
    low, high
        Both ends.
    size
        How wide.
    """

    low: int
    {field}: int

    @property
    def size(self) -> int: ...
'''


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("high", []),
        ("top", ["Plain has no `high`", "Plain.top is not explained"]),
        ("high: int\n    _seen", []),
    ],
)
def test_a_wrong_explanation_is_noticed(field: str, found: list[str]) -> None:
    (node,) = ast.parse(PLAIN.replace("{field}", field)).body
    assert isinstance(node, ast.ClassDef)
    assert list(untruths(node, {})) == found
