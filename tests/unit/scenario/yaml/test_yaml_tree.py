from __future__ import annotations

import time

import pytest

from sandbox.errors import ScenarioError
from sandbox.scenario.yaml.nodes import Mapping, Scalar, to_plain, walk
from sandbox.scenario.yaml.source_text import SourceText
from sandbox.scenario.yaml.yaml_tree import DEPTH_MAX, NODES_MAX, compose, compose_node


def plain(text: str) -> object:
    composed = compose(SourceText("x.yaml", text))
    assert not composed.diagnostics
    return to_plain(composed.tree)


def refusals(text: str) -> list[str]:
    try:
        found = compose(SourceText("x.yaml", text)).diagnostics
    except ScenarioError as error:
        found = error.diagnostics
    return [diagnostic.message for diagnostic in found]


def test_a_document_becomes_dictionaries_lists_and_values() -> None:
    assert plain("a: {b: [1, 'x', null]}\n7: yes\nempty:\n") == {
        "a": {"b": [1, "x", None]},
        "7": "yes",
        "empty": None,
    }


def test_only_plain_scalars_are_resolved() -> None:
    assert plain("a: '1'\nb: \"true\"\nc: |\n  2\nd: >\n  3\n") == {
        "a": "1",
        "b": "true",
        "c": "2",
        "d": "3",
    }


def test_every_value_knows_where_it_stands() -> None:
    tree = compose(SourceText("x.yaml", "a:\n  bb: [10, 淘宝]\n")).tree
    places = {path: node.span[1:] for path, node in walk(tree) if isinstance(node, Scalar)}
    assert places == {("a", "bb", "0"): (2, 8, 2), ("a", "bb", "1"): (2, 12, 2)}
    inner = tree.entries["a"].node
    assert isinstance(inner, Mapping)
    assert inner.entries["bb"].key[1:] == (2, 3, 2)


def test_aliases_repeat_what_they_name() -> None:
    assert plain("a: &x {b: 1}\nc: [*x, *x]\n") == {"a": {"b": 1}, "c": [{"b": 1}, {"b": 1}]}


def test_an_alias_can_be_a_key() -> None:
    assert plain("a: &x b\n*x : 1\n") == {"a": "b", "b": 1}


def test_an_anchor_can_be_given_again() -> None:
    assert plain("a: &x 1\nb: &x 2\nc: *x\n") == {"a": 1, "b": 2, "c": 2}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused_at_once(opening: str) -> None:
    assert refusals("a:\n  " + opening * 50_000) == [f"nested more than {DEPTH_MAX} levels deep"]


def test_the_deepest_allowed_nesting_is_read() -> None:
    depth = DEPTH_MAX - 2  # the document and the innermost value are levels too
    assert refusals("a: " + "[" * depth + "1" + "]" * depth) == []
    assert refusals("a: " + "[" * (depth + 1) + "1" + "]" * (depth + 1))


def test_depth_counts_what_an_alias_repeats() -> None:
    deep = "[" * 40 + "]" * 40
    text = f"a: &a {deep}\nb: {'[' * 30}*a{']' * 30}"
    assert refusals(text) == [f"nested more than {DEPTH_MAX} levels deep"]


def test_an_alias_bomb_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 30)]
    begin = time.monotonic()
    assert refusals("\n".join(lines)) == ["more than 200,000 values once aliases are expanded"]
    assert time.monotonic() - begin < 1


def test_too_many_plain_values_are_refused() -> None:
    assert refusals("a: [" + "1," * NODES_MAX + "]") == [
        "more than 200,000 values once aliases are expanded"
    ]


def test_what_stands_inside_itself_is_refused() -> None:
    assert refusals("a: &a {b: {c: *a}}") == ["alias `*a` stands inside itself"]


def test_a_duplicate_key_keeps_the_first_value() -> None:
    composed = compose(SourceText("x.yaml", "seed: 1\nseed: 2\n"))
    assert to_plain(composed.tree) == {"seed": 1}
    assert [d.message for d in composed.diagnostics] == ["duplicate key `seed` at the top level"]


def test_keys_that_are_written_differently_and_read_alike_are_duplicates() -> None:
    assert refusals("a: 1\n'a': 2") == ["duplicate key `a` at the top level"]


@pytest.mark.parametrize("tag", ["!x", "!!python/object:os.system", "!<tag:x>", "!!str", "!"])
def test_tags_are_refused(tag: str) -> None:
    assert len(refusals(f"a: {tag} b")) == 1


def test_several_mistakes_of_one_file_are_all_told() -> None:
    assert len(refusals("a: !x 1\na: 2\n<<: {b: 1}\nc: *nope\n? [d]\n: 1\n")) == 5


def test_a_text_without_a_value_is_nothing() -> None:
    assert compose_node(SourceText("x.yaml", "# only a comment\n")) == (None, ())
