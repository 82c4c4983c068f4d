from __future__ import annotations

from sandbox.scenario.checks.references import SELECTED_KINDS, joint_set
from sandbox.scenario.schema.rule_sections import When

FIXED_WORDS = {"payload", "merchant_size", "code", "container", "city_tier", "amount"}


def test_every_selector_names_something_or_has_fixed_words() -> None:
    assert SELECTED_KINDS.keys() | FIXED_WORDS == When.model_fields.keys()


def test_joint_sets() -> None:
    assert joint_set("alipay + wechat_pay") == ["alipay", "wechat_pay"]
    assert joint_set("alipay+wechat_pay") == ["alipay", "wechat_pay"]
    assert joint_set("none") == []
