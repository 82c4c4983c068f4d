"""A class name means one thing: no two classes of the package share it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping

from tests.house.tree import listing, modules, syntax


def shared_names(trees: Mapping[str, ast.Module]) -> dict[str, list[str]]:
    """Return the class names that several places define, with `module:line` of each."""
    places: dict[str, list[str]] = defaultdict(list)
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{module}:{node.lineno}")
    return {name: where for name, where in places.items() if len(where) > 1}


def test_no_two_classes_share_a_name() -> None:
    shared = shared_names({module: syntax(file) for module, file in modules().items()})
    assert not shared, listing(shared)


def test_a_shared_name_is_noticed() -> None:
    trees = {"a": ast.parse("class Unit: ..."), "b": ast.parse("\nclass Unit: ...\nclass Way: ...")}
    assert shared_names(trees) == {"Unit": ["a:1", "b:2"]}
