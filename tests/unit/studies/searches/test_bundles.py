from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from sandbox.scenario.loading import load
from sandbox.scenario.regimes import rules_of_regime
from sandbox.studies.searches.bundles import NAME, slots_between, with_bundle
from tests.house.tree import ROOT

SCENARIO = ROOT / "scenarios" / "taobao_accepts_wechat_pay.yaml"
REGIMES = ["walled_garden", "links_2021_11_29", "taobao_wechat_pay_2024_09", "full_interop"]


@pytest.mark.parametrize(("below", "above"), [*pairwise(REGIMES), (REGIMES[0], REGIMES[-1])])
def test_all_differences_make_the_second_regime_and_none_the_first(below: str, above: str) -> None:
    document = load(SCENARIO).document
    slots = slots_between(document, below, above)
    differing = {slot.name for slot in slots if slot.differs}
    assert differing
    for taken, regime in ((differing, above), (set(), below)):
        rules = rules_of_regime(with_bundle(document, slots, taken), NAME)
        assert {r.name: r for r in rules} == {r.name: r for r in rules_of_regime(document, regime)}


def test_a_bundle_keeps_the_order_of_the_second_regime() -> None:
    document = load(SCENARIO).document
    slots = slots_between(document, REGIMES[0], REGIMES[2])
    taken = {slot.name for slot in slots}
    names = [rule.name for rule in rules_of_regime(with_bundle(document, slots, taken), NAME)]
    assert names == [rule.name for rule in rules_of_regime(document, REGIMES[2])]


def test_a_rule_that_only_one_of_them_has_comes_and_goes(tmp_path: Path) -> None:
    file = tmp_path / "doors.yaml"
    rule = "{{name: {0}, when: {{merchant: taobao}}, set: {{link: open}}}}"
    file.write_text(
        "extends: china_2024\nregimes:\n"
        f"  one: {{rules: [{rule.format('a')}, {rule.format('b')}]}}\n"
        f"  two: {{rules: [{rule.format('b')}, {rule.format('c')}]}}\n",
        encoding="utf-8",
    )
    document = load(file).document
    slots = slots_between(document, "one", "two")
    assert [slot.name for slot in slots] == ["a", "b", "c"]
    found = {
        "".join(sorted(taken)): "".join(
            rule.name for rule in rules_of_regime(with_bundle(document, slots, taken), NAME)
        )
        for taken in (set[str](), {"a"}, {"c"}, {"a", "c"})
    }
    assert found == {"": "ab", "a": "b", "c": "abc", "ac": "bc"}
