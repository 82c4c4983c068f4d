from __future__ import annotations

import pytest

from sandbox.errors import Diagnostic
from sandbox.scenario.layers.merging import merge
from sandbox.scenario.yaml.nodes import to_plain
from sandbox.scenario.yaml.source_text import SourceText
from sandbox.scenario.yaml.yaml_tree import compose


def merged(*texts: str) -> tuple[object, list[str]]:
    found: list[Diagnostic] = []
    trees = [compose(SourceText(f"{n}.yaml", text)).tree for n, text in enumerate(texts)]
    return to_plain(merge(trees, found)), [diagnostic.message for diagnostic in found]


def plain(*texts: str) -> object:
    document, found = merged(*texts)
    assert found == []
    return document


def test_mappings_merge_by_key_and_lists_are_replaced() -> None:
    base = "traffic: {only: [a, b], checkouts: 5}\nseed: 1"
    assert plain(base, "traffic: {only: [c]}") == {
        "traffic": {"only": ["c"], "checkouts": 5},
        "seed": 1,
    }


def test_null_removes_a_key() -> None:
    assert plain("wallets: {a: {fee: 1%}, b: {}}", "wallets: {a: null}") == {"wallets": {"b": {}}}


def test_null_in_the_base_means_not_given() -> None:
    assert plain("seed: null\nperiod: {until: ~}") == {"period": {}}


def test_null_and_then_a_value_starts_afresh() -> None:
    texts = ("wallets: {a: {fee: 1%}}", "wallets: {a: null}", "wallets: {a: {held_by: 5%}}")
    assert plain(*texts) == {"wallets": {"a": {"held_by": "5%"}}}


def test_rules_merge_by_name_in_place_and_new_ones_follow() -> None:
    base = "rules: [{name: a, set: {link: open}}, {name: b, set: {link: open}}]"
    over = "rules: [{name: c, set: {link: blocked}}, {name: a, from: 2024-09-12}]"
    assert plain(base, over) == {
        "rules": [
            {"name": "a", "set": {"link": "open"}, "from": "2024-09-12"},
            {"name": "b", "set": {"link": "open"}},
            {"name": "c", "set": {"link": "blocked"}},
        ],
    }


def test_rules_can_be_written_by_name_and_removed() -> None:
    base = "rules: [{name: a, set: {link: open}}, {name: b, set: {link: open}}]"
    over = "rules: {a: null, b: {until: 2024-09-12}, c: {set: {link: open}}}"
    assert plain(base, over) == {
        "rules": [
            {"name": "b", "set": {"link": "open"}, "until": "2024-09-12"},
            {"set": {"link": "open"}, "name": "c"},
        ],
    }


def test_a_list_of_rules_stands_for_a_regime() -> None:
    base = "regimes: {open: {title: Wide, rules: [{name: a}]}}"
    assert plain(base, "regimes: {open: [{name: b}]}") == {
        "regimes": {"open": {"title": "Wide", "rules": [{"name": "a"}, {"name": "b"}]}},
    }


@pytest.mark.parametrize(
    ("base", "over", "expected"),
    [
        ("period: {from: x, until: y}", "period: {for: 1h}", {"from": "x", "for": "1h"}),
        ("period: {from: x, for: 1h}", "period: {from: z}", {"from": "z", "for": "1h"}),
        ("traffic: {checkouts: 5}", "traffic: {rate: 5/s}", {"rate": "5/s"}),
        ("traffic: {rate: 5/s}", "traffic: {checkouts: 5}", {"checkouts": 5}),
        (
            "traffic: {checkouts: 5}",
            "traffic: {arrivals: {every: 1s}}",
            {"checkouts": 5, "arrivals": {"every": "1s"}},
        ),
        ("traffic: {arrivals: {every: 1s}}", "traffic: {rate: 5/s}", {"rate": "5/s"}),
    ],
)
def test_a_later_form_of_a_section_removes_the_earlier_one(
    base: str, over: str, expected: object
) -> None:
    document = plain(base, over)
    assert isinstance(document, dict)
    assert list(document.values()) == [expected]


def test_a_choice_of_regimes_replaces_another() -> None:
    assert plain("regime: a", "compare: [a, b]") == {"compare": ["a", "b"]}
    assert plain("compare: [a, b]", "walk: {2024-09-12: a}") == {"walk": {"2024-09-12": "a"}}
    assert plain("walk: {2024-09-12: a}", "regime: b") == {"regime": "b"}


def test_a_contradiction_within_one_file_is_kept_for_the_checks() -> None:
    assert plain("regime: a", "regime: b\ncompare: [a, b]") == {
        "regime": "b",
        "compare": ["a", "b"],
    }


@pytest.mark.parametrize(
    ("base", "over", "latency"),
    [
        ("{median: 1s, p99: 3s}", "{constant: 2s}", {"constant": "2s"}),
        ("{median: 1s, p99: 3s}", "{p99: 4s}", {"median": "1s", "p99": "4s"}),
        ("{median: 1s, p99: 3s}", "{mean: 2s}", {"mean": "2s", "p99": "3s"}),
        ("{median: 1s, p99: 3s}", "2s", "2s"),
        ("2s", "{median: 1s, p99: 3s}", {"median": "1s", "p99": "3s"}),
    ],
)
def test_a_distribution_is_one_choice(base: str, over: str, latency: object) -> None:
    texts = (f"wallets: {{a: {{latency: {text}}}}}" for text in (base, over))
    assert plain(*texts) == {"wallets": {"a": {"latency": latency}}}


def test_a_short_form_is_kept_where_the_long_one_adds_to_it() -> None:
    assert plain("wallets: {a: {fee: 0.6%}}", "wallets: {a: {fee: {cap: ¥20}}}") == {
        "wallets": {"a": {"fee": {"share": "0.6%", "cap": "¥20"}}},
    }


def test_a_rule_changes_its_family_as_a_whole() -> None:
    base = "rules: [{name: a, set: {accept: listed}}]"
    assert plain(base, "rules: {a: {set: {link: open}}}") == {
        "rules": [{"name": "a", "set": {"link": "open"}}],
    }


def test_removing_what_is_not_there_is_a_mistake_for_names_only() -> None:
    document, found = merged("wallets: {alipay: {}}", "wallets: {alypay: null}\nseed: null")
    assert document == {"wallets": {"alipay": {}}}
    assert found == ["there is no wallet `alypay` to remove"]


def test_duplicate_rules_of_one_list_are_told() -> None:
    _, found = merged("regimes: {open: [{name: a}, {name: a}]}")
    assert found == ["duplicate rule `a` in regime `open`"]
