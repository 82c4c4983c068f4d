"""V10: under common random numbers the variance of a paired difference falls at least fivefold.

The rule adds one random check (2 % leave at a page) to a world in which 30 % are declined.
Per checkout the paired difference has variance 0.7 × 0.02 - 0.014² = 0.0138, the difference of
independent runs 0.7 × 0.3 + 0.686 × 0.314 = 0.4254, so 31 times as much.
With 40 replications the logarithm of the measured ratio has standard error (4 / 39)½ = 0.32:
at z = 4 it is still above 8, so a ratio below 5 is no bad luck.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from statistics import variance

import pytest

from sandbox.engines.catalogue import ENGINES
from sandbox.scenario.loading import load_text
from sandbox.studies import what_if
from sandbox.vocabulary import Outcome
from tests.regimes import counted

REPLICATIONS = 40
WORLD = """
extends: blank
traffic: {checkouts: 120}
surfaces: {web: {container: browser}}
merchants: {shop: {surfaces: {own_app: null, web: 1}}}
wallets: {pay: {declines: {technical_decline: 30%}}}
compare: [open, checked]
regimes:
  checked:
    rules: [{name: page, set: {link: {state: warned, keep: {page: 98%}}}}]
"""


@cache
def paid(engine: str, seed: int) -> list[list[int]]:
    """Return the number of paid checkouts, regime by regime, replication by replication."""
    regimes = counted(load_text(WORLD), replications=REPLICATIONS, seed=seed, engine=engine)
    return [regime.per_replication("by_stage", slice(None), Outcome.PAID) for regime in regimes]


@pytest.mark.parametrize("engine", ENGINES)
def test_pairing_cuts_the_variance_of_a_difference_fivefold(engine: str, seed: int) -> None:
    open_, checked = paid(engine, seed)
    _, elsewhere = paid(engine, seed + 1)
    paired = variance(a - b for a, b in zip(open_, checked, strict=True))
    independent = variance(a - b for a, b in zip(open_, elsewhere, strict=True))
    assert 0 < paired * 5 <= independent


@pytest.mark.parametrize("engine", ENGINES)
def test_the_check_only_takes_away(engine: str, seed: int) -> None:
    open_, checked = paid(engine, seed)
    assert all(a >= b for a, b in zip(open_, checked, strict=True))
    assert sum(open_) > sum(checked)


def test_a_study_tells_how_much_pairing_cuts(tmp_path: Path, seed: int) -> None:
    (tmp_path / "shop.yaml").write_text(WORLD, encoding="utf-8")
    text = f"study: shop.yaml\nreplications: {REPLICATIONS}\nseed: {seed}\n"
    (tmp_path / "check.study.yaml").write_text(text, encoding="utf-8")
    [point] = what_if.study(what_if.load(tmp_path / "check.study.yaml")).points
    [contrast] = point.contrasts
    told = contrast.metrics["success_rate"].variance_cut
    assert told is not None
    assert told >= 5
    # 120 checkouts come in every replication, so that rates vary as counts do.
    open_, checked = paid("compiled", seed)
    paired = variance(a - b for a, b in zip(open_, checked, strict=True))
    assert told == pytest.approx((variance(open_) + variance(checked)) / paired)
