from __future__ import annotations

from sandbox.errors import Diagnostic
from sandbox.scenario.layers.merging import merge
from sandbox.scenario.loading import load
from sandbox.scenario.provenance import Provenance, collect
from sandbox.scenario.yaml.annotations import fold_document
from sandbox.scenario.yaml.source_text import SourceText
from sandbox.scenario.yaml.yaml_tree import compose

WORLD = """period: {from: 2024-09-12, for: 1h}
seed: 7
wallets:
  alipay:
    id: 1
    name: 360
    source: survey
    held_by: 80%
    fee: {value: 0.6%, source: fees, note: standard}
    latency: {median: {assume: 250ms, range: [200ms, 300ms], because: usual}, p99: 3s}
  wechat_pay: {ecosystem: tencent, held_by: 5%}
rules:
  - {name: opens, set: {fee: {cut: 10%}}, source: {url: address, date: 2024, confidence: D}}
sources:
  survey: {url: survey.example, date: 2023, confidence: S}
  fees: {url: fees.example, date: 2022, confidence: S2}
"""


def numbers(*texts: str) -> dict[str, Provenance]:
    found: list[Diagnostic] = []
    trees = [compose(SourceText("x.yaml", text)).tree for text in texts]
    layers = [fold_document(tree, found) for tree in trees]
    return {".".join(p.path): p for p in collect(merge(layers, found))}


def test_every_number_of_the_world_is_listed_and_no_name() -> None:
    assert list(numbers(WORLD)) == [
        "wallets.alipay.held_by",
        "wallets.alipay.fee",
        "wallets.alipay.latency.median",
        "wallets.alipay.latency.p99",
        "wallets.wechat_pay.held_by",
        "rules.opens.set.fee.cut",
    ]


def test_a_fact_has_its_own_source() -> None:
    fee = numbers(WORLD)["wallets.alipay.fee"]
    assert (fee.value_text, fee.source, fee.url) == ("0.6%", "fees", "fees.example")
    assert (fee.date, fee.confidence, fee.because) == ("2022", "S2", "standard")


def test_an_assumption_has_a_range_and_no_source() -> None:
    median = numbers(WORLD)["wallets.alipay.latency.median"]
    assert median.is_assumption
    assert (median.low, median.high, median.because) == ("200ms", "300ms", "usual")
    assert median.source == ""


def test_a_plain_number_belongs_to_the_source_of_its_section() -> None:
    found = numbers(WORLD)
    assert found["wallets.alipay.held_by"].source == "survey"
    assert found["wallets.alipay.latency.p99"].url == "survey.example"
    assert found["wallets.wechat_pay.held_by"].source == ""


def test_a_rule_can_carry_its_source_with_it() -> None:
    cut = numbers(WORLD)["rules.opens.set.fee.cut"]
    assert (cut.source, cut.url, cut.confidence) == ("", "address", "D")


def test_an_overridden_number_is_not_the_source_s() -> None:
    found = numbers(WORLD, "wallets: {alipay: {held_by: 90%, fee: 0.4%}}")
    assert found["wallets.alipay.held_by"].source == ""
    assert found["wallets.alipay.fee"].source == ""
    assert found["wallets.alipay.latency.p99"].source == "survey"


def test_a_list_of_numbers_is_one_number() -> None:
    found = numbers("traffic: {hours: {value: [1, 2], source: s}, peaks: [{top: 3}]}")
    assert found["traffic.hours"].value_text == "1, 2"
    assert found["traffic.peaks.0.top"].value_text == "3"


def test_a_packaged_world_says_where_its_numbers_come_from() -> None:
    loaded = load("china_2024")
    found = collect(loaded.places.tree)
    assert {p.path for p in found if p.is_assumption} <= loaded.provenance.keys()
    assert len(found) >= len(loaded.provenance) > 100
    assert all(p.low and p.high and p.because for p in found if p.is_assumption)
