from __future__ import annotations

from pathlib import Path

from sandbox.scenario.layers.differences import Difference, as_text, differences
from sandbox.scenario.loading import load

GARDENS = Path(__file__).parents[3] / "golden" / "reports"


def plain(*overrides: str) -> dict[str, object]:
    return load(GARDENS / "compare_two.yaml", overrides).plain


def rules(*names: str) -> dict[str, object]:
    return {"rules": [{"name": name, "set": {"link": "open"}} for name in names]}


def test_equal_documents_do_not_differ() -> None:
    assert differences(plain(), plain()) == []


def test_a_changed_value_is_found_at_the_path_that_set_takes() -> None:
    change = "wallets.red_pay.fee"
    assert differences(plain(), plain(f"{change}=0.5%")) == [Difference(change, "0.6%", "0.5%")]


def test_what_one_document_lacks_is_told_once_and_whole() -> None:
    found = differences(plain(), plain("patience={time: 5s, scope: queue}"))
    assert found == [Difference("patience", None, "{time: 5s, scope: queue}")]
    found = differences(plain(), plain("cashier.biometric=null"))
    assert found == [Difference("cashier.biometric", "70%", None)]


def test_a_rule_is_found_by_its_name_wherever_it_stands() -> None:
    rule = "rules.mall_takes_blue_pay.from"
    found = differences(plain(), plain(f"{rule}=2024-02-01"))
    place = "regimes.doors.rules.mall_takes_blue_pay.from"
    assert found == [Difference(place, "2024-01-01", "2024-02-01")]


def test_rules_that_are_new_do_not_make_the_others_differ() -> None:
    found = differences(rules("a", "b"), rules("new", "a", "b"))
    assert found == [Difference("rules.new", None, "{name: new, set: {link: open}}")]


def test_the_order_of_rules_is_a_difference() -> None:
    found = differences(rules("a", "b", "c"), rules("b", "a", "d"))
    assert found[0] == Difference("rules", "order: a, b", "order: b, a")
    assert [change.path for change in found[1:]] == ["rules.c", "rules.d"]


def test_lists_are_compared_as_a_whole() -> None:
    found = differences({"compare": ["a", "b"]}, {"compare": ["a"]})
    assert found == [Difference("compare", "[a, b]", "[a]")]


def test_values_are_written_as_in_yaml() -> None:
    assert as_text({"a": [1, True, None], "b": {"c": "x"}}) == "{a: [1, true, null], b: {c: x}}"
