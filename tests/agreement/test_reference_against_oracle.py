"""The reference engine says, checkout by checkout and fen by fen, what the oracle says."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given

from sandbox.scenario.loading import load
from sandbox.scenario.schema.scenario_document import Document
from tests.agreement import feature_worlds
from tests.agreement.side_by_side import (
    Story,
    at_ease,
    balances,
    simulate,
    told_by_engine,
    told_by_oracle,
)
from tests.properties import worlds
from tests.properties.random_rules import World

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SEED = 20_240_927
SHIPPED = [
    ("china_2021", None),
    ("china_2021", "full_interop"),
    ("china_2024", "jd_alipay_2024_10"),
    ("miit_timeline.yaml", None),
    ("panda_pay.yaml", None),
    ("pick_a_side.yaml", "side_alibaba"),
]
MORE = [
    ("china_2021", "quickpass_2021_10_02"),
    ("double_11.yaml", "taobao_wechat_pay_2024_09"),
    ("health_code.yaml", "health_code_opens"),
    ("links_open.yaml", "links_2021_11_29"),
]


def assert_same(document: Document, regime: str | None, replication: int = 0) -> list[Story]:
    """Compare the two; a failure names the first checkout that differs, and in what."""
    run = simulate(document, regime, SEED, replication)
    engine = told_by_engine(document, run)
    told = told_by_oracle(document, regime, run, SEED, replication)
    assert [row["checkout"] for row in engine] == [row["checkout"] for row in told.rows]
    for mine, theirs in zip(told.rows, engine, strict=True):
        assert dict(mine) == theirs, f"checkout {mine['checkout']}"
    assert balances(run) == told.ledger
    for kind in {kind for account in told.ledger.values() for kind in account}:
        assert sum(account.get(kind, 0) for account in told.ledger.values()) == 0
    return engine


@cache
def _shipped(name: str) -> Document:
    return load(SCENARIOS / name if name.endswith(".yaml") else name).document


@pytest.mark.parametrize(("name", "regime"), SHIPPED)
def test_shipped_worlds(name: str, regime: str | None) -> None:
    assert_same(at_ease(_shipped(name), checkouts=120), regime)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "regime"), [*SHIPPED, *MORE])
def test_shipped_worlds_at_length(name: str, regime: str | None) -> None:
    assert_same(at_ease(_shipped(name), checkouts=1_500), regime, replication=3)


@cache
def _town(feature: str) -> list[Story]:
    document = feature_worlds.document_of(feature_worlds.WORLDS[feature])
    return assert_same(document, None)


@pytest.mark.parametrize("feature", feature_worlds.WORLDS)
def test_features(feature: str) -> None:
    assert len(_town(feature)) > 50


def test_features_see_everything_that_can_happen() -> None:
    rows = [row for feature in feature_worlds.WORLDS for row in _town(feature)]
    seen = {name: Counter(row[name] for row in rows) for name in ("outcome", "paid_after", "link")}
    assert set(seen["outcome"]) == {
        "paid",
        "opened",
        "link_blocked",
        "link_abandoned",
        "no_common_wallet",
        "switch_refused",
        "surcharge_refused",
        "handover_failed",
        "authentication_failed",
        "cancelled",
        "insufficient_funds",
        "limit_exceeded",
        "risk_declined",
        "technical_decline",
    }
    assert set(seen["paid_after"]) == {"", "first_try", "retry", "other_route", "other_wallet"}
    assert set(seen["link"]) == {"open", "warned", "copied", "blocked"}
    assert min(*seen["outcome"].values(), *seen["paid_after"].values()) >= 3


@worlds.examples(25)
@given(worlds.worlds())
def test_random_worlds(world: World) -> None:
    assert_same(worlds.document_of(world), "doors")


@pytest.mark.slow
@worlds.examples(150)
@given(worlds.worlds())
def test_many_random_worlds(world: World) -> None:
    document = worlds.document_of(world)
    assert_same(document, "walls", replication=1)
    assert_same(document, "doors", replication=2)
