"""Whatever fails, times out or is undone: every attempt ends once, every fen is accounted for."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.metrics.summaries.settlement_positions import settlement_json
from sandbox.payments.ledger import Posting
from sandbox.scenario.loading import load_text
from sandbox.vocabulary import Counter, Outcome
from tests.regimes import counted

YAML = """
extends: blank
period: {{from: 2024-01-01, for: 10m}}
traffic: {{checkouts: 150}}
retries: {{tries_per_route: 2, budget: {budget}%, after: {{timed_out: [retry]}}}}
rails: {{card: {{id: 9, fee: 0.1%, settlement: {{every: 1d, after: 1d}}}}}}
merchants:
  shop:
    marketplace: true
    take: 5%
    escrow: {{receipt: {{median: 3d, p99: 20d}}, automatic: 10d}}
    refunds: {{share: 30%, full: 50%, after: {{exponential: 4d}}}}
wallets:
  pay:
    fee: 0.6%
    latency: {{exponential: {latency}s}}
    capacity: {{parallel: {parallel}, queue: {queue}}}
    timeout: {timeout}s
    no_answer: {lost}%
    queries: {{first: 2s, every: 3s, most: {most}, deadline: 40s, takes: 500ms}}
    notifications: {{lost: {lost}%, delay: 1s, retries: wechat_pay}}
    funding: {{card: {{rail: card, insufficient_funds: 5%}}}}
unpaid: {{after: 10s, pays_again: 40%, leaves: 30%}}
outages:
  by_chance: {{wallets: [pay], random: {{between: 3m, repair: 1m}}, share: {share}%, slower: 200%}}
"""


@settings(max_examples=25)
@given(
    budget=st.integers(0, 100),
    latency=st.integers(1, 8),
    parallel=st.integers(1, 6),
    queue=st.integers(0, 20),
    timeout=st.integers(2, 20),
    lost=st.integers(0, 60),
    most=st.integers(0, 12),
    share=st.integers(0, 100),
)
def test_every_attempt_ends_once_and_every_fen_is_accounted_for(**values: int) -> None:
    world = load_text(YAML.format(**values))
    [result] = counted(world, replications=1, seed=values["share"])
    total = result.total
    outcomes, ended = total["by_stage"].sum(axis=0), total["attempts_ended"]
    counters = total["counters"]
    assert outcomes.sum() == 150
    assert ended.sum() == total["by_bucket_wallet"][:, :, 0].sum()
    # Without patience an unknown result ends in a query's answer or at the deadline.
    assert counters[Counter.UNKNOWN] == counters[Counter.RESOLVED] + ended[Outcome.TIMED_OUT]
    assert not total["balances"].sum(axis=0).any()
    assert not total["positions"].sum(axis=2).any()
    undone = counters[Counter.REVERSED_FEN] + counters[Counter.DUPLICATE_FEN]
    assert abs(total["balances"][:, Posting.REVERSED]).sum() == 2 * undone
    settlement = settlement_json(result, result)
    assert settlement["escrow"]["balance_minor"] == 0
    assert settlement["escrow"]["held_minor"] == total["by_destination"][:, 0].sum()


def test_the_worked_world_meets_every_kind_of_trouble() -> None:
    values = {"budget": 50, "latency": 4, "parallel": 3, "queue": 5, "timeout": 5}
    world = load_text(YAML.format(**values, lost=20, most=4, share=50))
    counters = counted(world, replications=1)[0].total["counters"]
    for counter in (
        Counter.REVERSALS,
        Counter.QUEUE_FULL,
        Counter.UNKNOWN,
        Counter.RESOLVED,
        Counter.SHOWN_UNPAID,
        Counter.DUPLICATES,
        Counter.CONFIRMED_AUTOMATICALLY,
        Counter.REFUNDED_BEFORE_RECEIPT,
    ):
        assert counters[counter] > 0, counter
