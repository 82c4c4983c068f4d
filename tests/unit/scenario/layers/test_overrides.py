from __future__ import annotations

import pytest

from sandbox.errors import ScenarioError, UsageError
from sandbox.scenario.layers.overrides import read_override
from sandbox.scenario.layers.source_map import SourceMap
from sandbox.scenario.yaml.nodes import to_plain
from sandbox.scenario.yaml.source_text import SourceText
from sandbox.scenario.yaml.yaml_tree import compose

TEXT = """wallets: {wechat_pay: {fee: 0.6%}}
rules: [{name: own, set: {link: open}}]
regimes:
  open: {rules: [{name: shared, set: {link: open}}, {name: own, set: {link: open}}]}
  wide: {rules: [{name: shared, set: {link: open}}]}
"""
SOURCE = SourceText("x.yaml", TEXT)
PLACES = SourceMap(compose(SOURCE).tree, SOURCE)


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("wallets.wechat_pay.fee=0.4%", {"wallets": {"wechat_pay": {"fee": "0.4%"}}}),
        ("seed=7", {"seed": 7}),
        ("title=", {"title": None}),
        ("wallets.wechat_pay=null", {"wallets": {"wechat_pay": None}}),
        ("traffic.only=[taobao, jd]", {"traffic": {"only": ["taobao", "jd"]}}),
        ("wallets.panda={ecosystem: panda}", {"wallets": {"panda": {"ecosystem": "panda"}}}),
        ("title=a=b", {"title": "a=b"}),
        ("rules.own.from=2024-09-12", {"rules": {"own": {"from": "2024-09-12"}}}),
        (
            "regimes.open.rules.own.until=2024-09-12",
            {"regimes": {"open": {"rules": {"own": {"until": "2024-09-12"}}}}},
        ),
        (
            "rules.shared.from=2024-09-12",
            {
                "regimes": {
                    "open": {"rules": {"shared": {"from": "2024-09-12"}}},
                    "wide": {"rules": {"shared": {"from": "2024-09-12"}}},
                },
            },
        ),
    ],
)
def test_an_override_is_a_document_of_one_value(text: str, document: object) -> None:
    assert to_plain(read_override(text, PLACES)) == document


def test_its_value_can_be_an_assumption() -> None:
    text = "wallets.wechat_pay.fee={assume: 0.4%, range: [0%, 1%], because: test}"
    assert to_plain(read_override(text, PLACES)) == {"wallets": {"wechat_pay": {"fee": "0.4%"}}}


def test_places_point_into_the_text_of_the_option() -> None:
    places = SourceMap(read_override("wallets.wechat_pay.fee=0.4%", PLACES), SOURCE)
    value = places.value(("wallets", "wechat_pay", "fee"))
    assert (value.file, value.column, value.width) == ("--set", 24, 4)
    assert value.text == "wallets.wechat_pay.fee=0.4%"
    assert places.key(("wallets", "wechat_pay")).column == 9


@pytest.mark.parametrize("text", ["", "=1", "seed", "wallets..fee=1%", ".seed=1", "extends=blank"])
def test_what_is_no_override_is_a_mistake_of_the_command_line(text: str) -> None:
    with pytest.raises(UsageError):
        read_override(text, PLACES)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("wallets.wechat_pya.fee=1%", "there is no wallet `wechat_pya` to change"),
        ("rules.onw.from=2024-09-12", "there is no rule `onw` to change"),
        ("seed=[1", "not YAML: the list is not closed"),
        ("seed={value: 1}", "missing key `source` in the fact `seed`"),
        ("seed=\x07", "control character U+0007 is not allowed in a scenario"),
        ("seed=\udcff", "control character U+DCFF is not allowed in a scenario"),
    ],
)
def test_what_cannot_be_is_told(text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_override(text, PLACES)
    assert [diagnostic.message for diagnostic in caught.value.diagnostics] == [message]
