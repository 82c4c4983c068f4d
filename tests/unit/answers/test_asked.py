from __future__ import annotations

import pytest

from sandbox.answers.asked import (
    DERIVED_MAX,
    LOADS,
    AskedMetrics,
    derived_metrics,
    differing_rules,
    idle_rules,
    metrics_of_changes,
    named_metrics,
    regime_of,
)
from sandbox.metrics.grammar.names import parse_metric
from sandbox.scenario.loading import load_text
from sandbox.scenario.schema.scenario_document import Document
from sandbox.studies.runs import build_worlds

CHINA = """
extends: china_2024
period: {{from: {day}, for: 1h}}
traffic: {{only: [{only}], checkouts: 500}}
compare: [{regimes}]
"""
TOWN = """
extends: blank
traffic: {{checkouts: 50}}
ecosystems: {{left: {{}}, right: {{}}}}
wallets: {{pay: null, one: {{ecosystem: left}}, other: {{ecosystem: right}}}}
merchants:
  kiosk: {{id: 7, ecosystem: neutral, surfaces: {{own_app: 1}}, audience: everyone, basket: ¥9}}
  ghost: {{id: 8, ecosystem: left, surfaces: {{own_app: 1}}, audience: everyone, basket: ¥9}}
audiences:
  everyone: {{wallets: {{pay: null, one + other: 80%}}, favourites: {{pay: null, one: 1}}}}
rules: [{{name: all, set: {{accept: listed}}}}]
compare: [before, after]
regimes:
  before: {{}}
  after: {{extends: before, rules: [{rules}]}}
"""


def texts(asked: AskedMetrics) -> list[str]:
    return [str(metric) for metric in asked.metrics]


def china(*regimes: str, only: str = "taobao", day: str = "2024-11-05T20:00") -> Document:
    text = CHINA.format(regimes=", ".join(regimes), only=only, day=day)
    return load_text(text).document


def derived(document: Document) -> AskedMetrics:
    found = derived_metrics(document, build_worlds(document))
    assert found.is_derived
    return found


def town(rules: str) -> Document:
    return load_text(TOWN.format(rules=rules)).document


def test_a_shop_that_takes_a_wallet_is_asked_about_with_that_wallet() -> None:
    found = derived(china("taobao_wechat_pay_2024_09", "jd_alipay_2024_10", only="jd"))
    assert texts(found) == ["success_rate", "share.alipay", "fees.alipay", "net_income.jd"]
    assert found.named_parties == ("alipay", "jd")


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        (
            "{name: a, when: {wallet: one, merchant: kiosk}, set: {accept: default}}",
            ["success_rate", "share.one", "fees.one", "net_income.kiosk"],
        ),
        (
            "{name: a, when: {wallet_owner: right}, set: {accept: folded}}",
            ["success_rate", "share.other", "fees.other"],
        ),
        (
            "{name: a, when: {wallet: one}, set: {fee: 0.1%}}",
            ["success_rate", "fees.one"],
        ),
        (
            "{name: a, when: {wallet: one, merchant: shop}, set: {fee: 0.1%}}",
            ["success_rate", "fees.one", "net_income.shop"],
        ),
        (
            "{name: a, when: {merchant: shop}, set: {link: {state: warned, keep: {page: 98%}}}}",
            ["success_rate", "net_income.shop"],
        ),
    ],
)
def test_what_is_asked_follows_from_what_a_rule_sets(rule: str, asked: list[str]) -> None:
    assert texts(derived(town(rule))) == asked


def test_routes_are_asked_about_payments_and_their_load() -> None:
    rule = "{name: a, when: {merchant: shop}, set: {route: {policy: round_robin}}}"
    # Nothing queues here, so nothing waits.
    without_waits = [text for text in LOADS if not text.startswith("wait.")]
    assert texts(derived(town(rule))) == ["success_rate", *without_waits]


def test_nothing_is_asked_about_a_party_that_nobody_can_meet() -> None:
    document = town("{name: a, when: {wallet: one, merchant: [kiosk, ghost]}, set: {accept: off}}")
    alone = document.traffic.model_copy(update={"only": ["kiosk"]})
    found = derived(document.model_copy(update={"traffic": alone}))
    assert "net_income.ghost" not in texts(found)
    assert "net_income.kiosk" in texts(found)
    assert found.named_parties == ("one", "kiosk")


def test_where_nothing_differs_success_is_asked() -> None:
    found = derived(town(""))
    assert (texts(found), found.named_parties) == (["success_rate"], ())


def test_so_many_metrics_are_derived_at_most() -> None:
    shops = "taobao, jd, pinduoduo, meituan, douyin_mall"
    found = derived(china("walled_garden", "full_interop", only=shops))
    assert len(found.metrics) == DERIVED_MAX
    assert texts(found)[0] == "success_rate"
    # Whom the rules name stays in every table, whether or not a metric is left for it.
    assert len(found.named_parties) > 5


def test_metrics_that_are_named_keep_their_order_and_count_once() -> None:
    document = town("")
    metrics = [parse_metric(t) for t in ("net_income.shop", "paid[wallet=one]", "net_income.shop")]
    found = named_metrics(metrics, document)
    assert texts(found) == ["net_income.shop", "paid[wallet=one]"]
    assert found.named_parties == ("shop", "one")
    assert not found.is_derived


def test_both_sides_of_a_ratio_name_parties() -> None:
    found = named_metrics([parse_metric("fees.one / paid_amount[merchant=kiosk]")], town(""))
    assert found.named_parties == ("one", "kiosk")


def test_a_changed_value_of_a_party_is_about_its_money() -> None:
    paths = ["wallets.one.fee", "merchants.shop.margin", "traffic.checkouts", "wallets.nobody.fee"]
    found = [str(metric) for metric in metrics_of_changes(town(""), paths)]
    assert found == ["share.one", "fees.one", "net_income.shop"]


def test_a_rule_that_all_regimes_have_does_not_differ() -> None:
    document = town("{name: a, when: {wallet: one}, set: {accept: default}}")
    found = differing_rules(document, ["before", "after"])
    assert [rule.name for rule in found] == ["a"]
    assert differing_rules(document, ["after", "after"]) == []


def test_a_rule_that_begins_after_the_period_is_idle() -> None:
    regimes = ["qr_wechat_2024_06", "taobao_wechat_pay_2024_09"]
    early = idle_rules(china(*regimes, day="2024-06-20T20:00"), regimes)
    assert "taobao_takes_wechat_pay" in [dated.rule.name for _, dated in early]
    assert {regime for regime, _ in early} == {"taobao_wechat_pay_2024_09"}
    assert idle_rules(china(*regimes, day="2024-09-28T20:00"), regimes) == []


def test_a_rule_that_ended_before_the_period_is_idle_too() -> None:
    regimes = ["quickpass_2021_08", "links_2021_09_17"]
    late = idle_rules(china(*regimes, day="2021-10-01T20:00"), regimes)
    assert [dated.rule.name for _, dated in late] == ["qq_opens_for_a_morning"]


def test_a_walk_has_no_regime_of_its_own() -> None:
    document = load_text(
        "extends: china_2024\nperiod: {from: 2024-09-26, for: 2d}\n"
        "traffic: {only: [taobao], checkouts: 100}\n"
        "walk: {2024-09-26: qr_wechat_2024_06, 2024-09-27: taobao_wechat_pay_2024_09}\n"
    ).document
    [walk] = build_worlds(document)
    assert regime_of(walk) is None
    asked = derived(document)
    assert texts(asked) == ["success_rate"]
    one, _ = build_worlds(china("qr_wechat_2024_06", "taobao_wechat_pay_2024_09"))
    assert regime_of(one) == "qr_wechat_2024_06"
