from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.answers.answer import Answer
from sandbox.metrics.grammar.names import parse_metric
from sandbox.metrics.regime_result import RegimeResult
from sandbox.metrics.summaries.breakdown import has_routes, routes_json
from sandbox.metrics.values import estimate, series
from sandbox.scenario.loading import load_text
from sandbox.studies import what_if
from sandbox.studies.options import Options
from tests.regimes import results_of
from tests.unit.metrics.traced import checkouts

Ran = Callable[..., Answer]

SEED = 7
TWO = """
extends: blank
traffic: {checkouts: 400}
period: {from: 2024-01-01, for: 1h}
retries: {routes_per_wallet: 2}
wallets: {pay: {}}
routes:
  good: {wallet: pay}
  bad: {wallet: pay, declines: {technical_decline: 40%}}
rules: [{name: split, set: {route: weighted}}]
"""


@pytest.fixture(scope="module")
def routed() -> RegimeResult:
    """Run two routes of one wallet, one of which fails often."""
    plain = Options(replications=3, jobs=1, seed=SEED, has_assumption_range=False)
    return results_of(what_if.run(load_text(TWO), plain))[0]


def test_routes_share_the_attempts_and_have_their_own_success(routed: RegimeResult) -> None:
    table = routes_json(routed)
    assert list(table) == ["good", "bad"]
    assert sum(row["share"]["mean"] for row in table.values()) == pytest.approx(1)
    for name, row in table.items():
        assert row["share"]["mean"] == estimate(parse_metric(f"route_share.{name}"), routed).mean
        rate = estimate(parse_metric(f"approval_rate[route={name}]"), routed)
        assert row["approval_rate"]["mean"] == rate.mean == row["approvals"] / row["attempts"]
        tries = series(parse_metric(f"attempts[route={name}]"), routed)
        assert row["attempts"] == sum(tries.numerators) > 100
    assert table["good"]["approvals"] == table["good"]["attempts"]
    assert 0.5 < table["bad"]["approval_rate"]["mean"] < 0.7


def test_the_first_try_fails_where_the_first_route_fails(routed: RegimeResult) -> None:
    rows = checkouts(routed, SEED)
    first = series(parse_metric("first_try_rate"), routed)
    paid = series(parse_metric("payment_success_rate"), routed)
    assert list(first.numerators) == [
        sum(row["outcome"] == "paid" and row["attempts"] == 1 for row in part) for part in rows
    ]
    assert first.denominators == paid.denominators == tuple(map(len, rows))
    assert sum(first.numerators) < sum(paid.numerators)


def test_worlds_without_declared_routes_have_no_table(ran: Ran) -> None:
    result = results_of(ran("compare_two"))[0]
    assert not has_routes(result.built)
    assert routes_json(result) == {}
