"""Trees come back as they were written, whatever stands in them."""

from __future__ import annotations

import pytest

from tests.fuzz.edges import FOREIGN, TEXTS
from tests.fuzz.seeds import scenario_seeds, study_seeds
from tests.fuzz.trees import Quoted, Tree, at, read, removed, renamed, replaced, size, walk, write

TREE: Tree = {"a": {"b": ["1", "2"], "c": Quoted("x")}, "d": {}}


def test_every_seed_comes_back() -> None:
    for seed in (*scenario_seeds(), *study_seeds()):
        assert read(write(seed.tree)) == seed.tree, seed.name


@pytest.mark.parametrize("value", [*TEXTS, *FOREIGN], ids=lambda value: ascii(value)[:20])
def test_every_value_and_key_comes_back(value: Tree) -> None:
    tree: Tree = {"list": [value], "table": {"x": value}, "last": "y"}
    assert read(write(tree)) == tree
    if isinstance(value, str):
        named: Tree = {value: {value: "5s"}}
        assert read(write(named)) == named


def test_text_that_is_quoted_stays_quoted() -> None:
    again = read(write({"quoted": Quoted("5"), "plain": "5"}))
    assert isinstance(at(again, ("quoted",)), Quoted)
    assert not isinstance(at(again, ("plain",)), Quoted)


def test_parts_are_replaced_removed_and_renamed() -> None:
    assert replaced(TREE, ("a", "b", 1), "3") == {"a": {"b": ["1", "3"], "c": "x"}, "d": {}}
    assert replaced(TREE, ("e", "f"), "3") == {**read(write(TREE)), "e": {"f": "3"}}  # type: ignore[dict-item]  # a mapping
    assert removed(TREE, ("a", "b", 0)) == {"a": {"b": ["2"], "c": "x"}, "d": {}}
    assert list(at(renamed(TREE, ("a", "b"), "z"), ("a",))) == ["z", "c"]
    assert size(TREE) == len(list(walk(TREE))) == 7
