from __future__ import annotations

import pytest

from sandbox.scenario.layers.merging import merge
from sandbox.scenario.layers.source_map import SourceMap
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.validation import Validation, named_path, touches, validate
from sandbox.scenario.yaml.source_text import SourceText
from sandbox.scenario.yaml.yaml_tree import compose

PERIOD = "period: {from: 2024-09-12, for: 1h}\n"


def verdict(text: str, *, is_whole: bool = True) -> Validation[Document]:
    source = SourceText("x.yaml", text)
    tree = merge([compose(source).tree], [])
    return validate(SourceMap(tree, source), is_whole=is_whole)


def messages(text: str) -> list[str]:
    return [diagnostic.message for diagnostic in verdict(text).diagnostics]


def test_a_sound_document_is_left_alone() -> None:
    found = verdict(PERIOD)
    assert found.document is not None
    assert (found.diagnostics, found.pruned_paths) == ([], set())


def test_what_is_broken_is_cut_out_and_the_rest_is_kept() -> None:
    found = verdict(PERIOD + "wallets: {a: {ecosystem: x, fee: cheap, held_by: 5%}}")
    assert found.document is not None
    assert found.document.wallets["a"].held_by > 0
    assert found.pruned_paths == {("wallets", "a", "fee")}


def test_a_section_that_lacks_a_key_goes_as_a_whole() -> None:
    found = verdict(PERIOD + "wallets: {a: {held_by: 5%}, b: {ecosystem: x}}")
    assert found.document is not None
    assert list(found.document.wallets) == ["b"]
    assert found.pruned_paths == {("wallets", "a")}


def test_a_broken_rule_goes_as_a_whole_and_is_remembered_by_name() -> None:
    text = "rules:\n- {name: a, set: {link: opne}}\n- {name: b, set: {link: open}}\n"
    found = verdict(PERIOD + text)
    assert found.document is not None
    assert [rule.name for rule in found.document.rules] == ["b"]
    assert found.pruned_paths == {("rules", "a")}


def test_a_broken_item_takes_its_list_along() -> None:
    found = verdict(PERIOD + "traffic: {only: [a, {b: c}], checkouts: 5}")
    assert found.pruned_paths == {("traffic", "only")}


@pytest.mark.parametrize("period", ["", "period: {from: never, for: 1h}\n", "perod: {}\n"])
def test_the_rest_is_judged_without_a_period(period: str) -> None:
    found = verdict(period + "seed: 1")
    assert found.document is not None
    assert len(found.diagnostics) == 1
    assert ("period",) in found.pruned_paths


def test_what_follows_from_a_mistake_is_not_told() -> None:
    text = "wallets: {a: {ecosystem: x, latency: {median: quick, p99: 3s}}}"
    assert len(messages(PERIOD + text)) == 1


def test_what_pydantic_sees_only_later_is_told_too() -> None:
    text = "rules:\n- {name: a, set: {}}\nwallets: {a: {ecosystem: x, fee: cheap}}\n"
    assert len(messages(PERIOD + text)) == 2


def test_numbers_can_be_names() -> None:
    found = verdict(PERIOD + "title: 2024\nwallets: {360: {ecosystem: 360}}\ncompare: [1, 2]\n")
    assert found.document is not None
    assert found.document.title == "2024"
    assert found.document.wallets["360"].ecosystem == "360"
    assert found.document.compare == ["1", "2"]


def test_a_single_number_can_be_a_list_of_one_name() -> None:
    text = "rules: [{name: a, when: {wallet: 3.60}, set: {accept: off}}]"
    found = verdict(PERIOD + text)
    assert found.document is not None
    assert found.document.rules[0].when.wallet == ["3.60"]


def test_without_a_base_nothing_is_missing() -> None:
    found = verdict("wallets: {a: {fee: cheap}}", is_whole=False)
    assert [diagnostic.message for diagnostic in found.diagnostics] == [
        "`fee` is `cheap`, must be a percentage such as 60%",
    ]
    assert found.document is None


def test_touching() -> None:
    cut = {("wallets", "a", "fee")}
    assert touches(("wallets",), cut)
    assert touches(("wallets", "a", "fee", "cap"), cut)
    assert not touches(("wallets", "a", "held_by"), cut)


def test_rules_are_named() -> None:
    places = verdict(PERIOD + "regimes: {x: [{name: a, set: {link: open}}]}").places
    path = ("regimes", "x", "rules", "0", "when")
    assert named_path(path, places) == ("regimes", "x", "rules", "a", "when")
    assert named_path(("wallets", "0"), places) == ("wallets", "0")
