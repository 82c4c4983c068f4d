"""V7: whom a merchant can serve that takes only Alipay, only WeChat Pay, or both.

Ipsos 2018: 64.0 % hold both, 22.4 % WeChat Pay only, 6.9 % Alipay only.
Of those who hold at least one, 76.0 %, 92.6 % and 100 % can pay.
The first two are held to z = 4 of their standard errors (one false alarm in 16,000 runs).
"""

from __future__ import annotations

from functools import cache

import pytest

from sandbox.engines.catalogue import ENGINES
from sandbox.scenario.loading import load_text
from sandbox.vocabulary import Outcome
from tests.regimes import counted

CHECKOUTS = 10_000
Z = 4.0
WORLD = """
extends: blank
traffic: {{checkouts: {checkouts}}}
ecosystems: {{alibaba: {{}}, tencent: {{}}}}
wallets: {{pay: null, alipay: {{ecosystem: alibaba}}, wechat_pay: {{ecosystem: tencent}}}}
audiences:
  everyone:
    wallets: {{pay: null, alipay + wechat_pay: 64.0%, wechat_pay: 22.4%, alipay: 6.9%}}
    favourites: {{pay: null, alipay: 1, wechat_pay: 1}}
rules:
  - {{name: acceptance, when: {{wallet: [{accepted}]}}, set: {{accept: listed}}}}
"""
HOLD_ONE = 0.640 + 0.224 + 0.069


@cache
def served_and_not(accepted: str, engine: str, seed: int) -> tuple[int, int]:
    """Return how many paid, and how many found no wallet of theirs."""
    text = WORLD.format(checkouts=CHECKOUTS, accepted=accepted)
    [result] = counted(load_text(text), replications=1, seed=seed, engine=engine)
    counts = result.total["by_stage"].sum(axis=0)
    paid, lost = int(counts[Outcome.PAID]), int(counts[Outcome.NO_COMMON_WALLET])
    assert paid + lost == CHECKOUTS
    return paid, lost


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("accepted", "reach"), [("alipay", 0.760), ("wechat_pay", 0.926)])
def test_one_wallet_reaches_its_holders(
    engine: str, accepted: str, reach: float, seed: int
) -> None:
    _, hold_none = served_and_not("alipay, wechat_pay", engine, seed)
    served, _ = served_and_not(accepted, engine, seed)
    hold_one = CHECKOUTS - hold_none
    error = (reach * (1 - reach) / hold_one) ** 0.5
    assert abs(served / hold_one - reach) <= Z * error + 0.0005  # the figures have one decimal


@pytest.mark.parametrize("engine", ENGINES)
def test_both_wallets_reach_everybody_who_holds_one(engine: str, seed: int) -> None:
    served, _ = served_and_not("alipay, wechat_pay", engine, seed)
    error = (HOLD_ONE * (1 - HOLD_ONE) / CHECKOUTS) ** 0.5
    assert abs(served / CHECKOUTS - HOLD_ONE) <= Z * error


@pytest.mark.parametrize("engine", ENGINES)
def test_the_three_reaches_are_those_of_the_same_shoppers(engine: str, seed: int) -> None:
    both, _ = served_and_not("alipay, wechat_pay", engine, seed)
    alipay, _ = served_and_not("alipay", engine, seed)
    wechat_pay, _ = served_and_not("wechat_pay", engine, seed)
    # Holders of both are counted twice, everybody else once: no noise between the runs.
    overlap = alipay + wechat_pay - both
    error = (0.64 * 0.36 / CHECKOUTS) ** 0.5
    assert abs(overlap / CHECKOUTS - 0.64) <= Z * error
