from __future__ import annotations

import pytest

from sandbox.errors import Diagnostic
from sandbox.scenario.yaml.annotations import fold_document
from sandbox.scenario.yaml.nodes import Annotation, Mapping, Scalar, Sequence, to_plain
from sandbox.scenario.yaml.source_text import SourceText
from sandbox.scenario.yaml.yaml_tree import compose


def folded(text: str) -> tuple[Mapping, list[str]]:
    found: list[Diagnostic] = []
    tree = fold_document(compose(SourceText("x.yaml", text)).tree, found)
    return tree, [diagnostic.message for diagnostic in found]


def test_a_fact_becomes_its_value() -> None:
    tree, found = folded("fee: {value: 0.6%, source: fees, note: standard}")
    assert (to_plain(tree), found) == ({"fee": "0.6%"}, [])
    node = tree.entries["fee"].node
    assert isinstance(node, Scalar)
    assert node.annotation == Annotation(source="fees", note="standard")


def test_an_assumption_becomes_its_value() -> None:
    tree, found = folded('fee: {assume: 60%, range: [40%, 80%], because: "a guess"}')
    assert (to_plain(tree), found) == ({"fee": "60%"}, [])
    node = tree.entries["fee"].node
    assert isinstance(node, Scalar)
    expected = Annotation(low="40%", high="80%", because="a guess", is_assumption=True)
    assert node.annotation == expected


def test_a_list_can_be_a_fact() -> None:
    tree, _ = folded("hours: {value: [1, 2], source: hours}")
    node = tree.entries["hours"].node
    assert isinstance(node, Sequence)
    assert node.annotation == Annotation(source="hours")
    assert to_plain(node) == [1, 2]


def test_annotations_are_found_at_any_depth() -> None:
    tree, _ = folded("a: [{b: {value: 1, source: s}}]")
    assert to_plain(tree) == {"a": [{"b": 1}]}


def test_a_mapping_of_mappings_is_no_annotation() -> None:
    text = "wallets: {value: {fee: 1%}}"
    assert folded(text) == (compose(SourceText("x.yaml", text)).tree, [])


@pytest.mark.parametrize(
    ("low", "value", "high", "is_right"),
    [
        ("40%", "0.6", "80%", True),
        ("1s", "1500ms", "1min", True),
        ("¥1", "¥1", "¥1", True),
        ("1/s", "90/min", "2/s", True),
        ("2024-09-01", "2024-09-12", "2024-09-30", True),
        ("80%", "60%", "40%", False),
        ("1s", "60%", "2s", False),
        ("low", "middle", "top", False),
    ],
)
def test_a_value_lies_in_its_range(low: str, value: str, high: str, *, is_right: bool) -> None:
    _, found = folded(f"x: {{assume: {value}, range: [{low}, {high}], because: y}}")
    assert (not found) == is_right


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{value: 1}", "missing key `source` in the fact `x`"),
        ("{value: 1, source: [a]}", "`source` of the fact `x` must be text"),
        ("{assume: 1, range: 2, because: y}", "`range` of the assumption `x` must be two values"),
        ("{assume: 1, range: [0, 2]}", "missing key `because` in the assumption `x`"),
        ("{value: 1, source: a, range: [0, 2]}", "unknown key `range` in the fact `x`"),
        ("{assume: 1, value: 1, range: [0, 2], because: y}", "unknown key `value` in the assum"),
    ],
)
def test_mistakes_are_told_and_the_value_is_kept(text: str, message: str) -> None:
    tree, found = folded(f"x: {text}")
    assert len(found) == 1
    assert found[0].startswith(message)
    assert to_plain(tree) == {"x": 1}
