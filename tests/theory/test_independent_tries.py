"""V3: k independent tries of probability p succeed with 1 - (1 - p)^k; attempts are geometric.

Every share is held to z = 4 of its own standard error, which is a false alarm once in 16,000.
"""

from __future__ import annotations

from collections import Counter

import pytest

from sandbox.engines.catalogue import ENGINES
from sandbox.scenario.loading import load_text
from sandbox.vocabulary import Outcome
from tests.agreement.side_by_side import simulate
from tests.regimes import counted

CHECKOUTS = 4_000
Z = 4.0
P = 0.7

TRIES_AND_ROUTES = """
extends: blank
traffic: {{checkouts: {checkouts}}}
wallets: {{pay: {{declines: {{technical_decline: 30%}}}}}}
routes: {{first: {{wallet: pay}}, second: {{wallet: pay}}}}
retries: {{tries_per_route: {tries}, routes_per_wallet: {routes}}}
"""
WALLETS = """
extends: blank
traffic: {{checkouts: {checkouts}}}
wallets:
  pay: {{declines: {{technical_decline: 30%}}}}
  other: {{ecosystem: neutral, declines: {{risk_declined: 30%}}}}
  third: {{ecosystem: neutral, declines: {{insufficient_funds: 30%}}}}
audiences:
  everyone: {{wallets: {{pay: null, pay + other + third: 100%}}, favourites: {{pay: 1}}}}
retries: {{wallets: {wallets}}}
"""
CAUSES = """
extends: blank
traffic: {{checkouts: {checkouts}}}
wallets:
  pay: {{declines: {{technical_decline: 5%, risk_declined: 10%, insufficient_funds: 20%}}}}
retries:
  tries_per_route: {tries}
  after: {{technical_decline: [retry], risk_declined: [retry], insufficient_funds: [retry]}}
"""


def outcomes(text: str, engine: str, seed: int) -> list[int]:
    """Return the number of checkouts by outcome."""
    total = counted(load_text(text), replications=1, seed=seed, engine=engine)[0].total
    return [int(count) for count in total["by_stage"].sum(axis=0)]


def is_near(count: int, probability: float, trials: int) -> bool:
    """Tell whether a count is within z standard errors of its expectation."""
    error: float = (trials * probability * (1 - probability)) ** 0.5
    return abs(count - trials * probability) <= Z * error


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("tries", "routes"), [(1, 1), (3, 1), (2, 2)])
def test_success_after_tries_and_routes(engine: str, tries: int, routes: int, seed: int) -> None:
    text = TRIES_AND_ROUTES.format(checkouts=CHECKOUTS, tries=tries, routes=routes)
    counts = outcomes(text, engine, seed)
    assert is_near(counts[Outcome.PAID], 1 - (1 - P) ** (tries * routes), CHECKOUTS)
    assert counts[Outcome.PAID] + counts[Outcome.TECHNICAL_DECLINE] == CHECKOUTS


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("wallets", [1, 2, 3])
def test_success_after_other_wallets(engine: str, wallets: int, seed: int) -> None:
    counts = outcomes(WALLETS.format(checkouts=CHECKOUTS, wallets=wallets), engine, seed)
    assert is_near(counts[Outcome.PAID], 1 - (1 - P) ** wallets, CHECKOUTS)
    # The cause is that of the last attempt, hence of the last wallet.
    last = [Outcome.TECHNICAL_DECLINE, Outcome.RISK_DECLINED, Outcome.INSUFFICIENT_FUNDS]
    assert counts[last[wallets - 1]] == CHECKOUTS - counts[Outcome.PAID]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("tries", [1, 2])
def test_causes_are_in_proportion(engine: str, tries: int, seed: int) -> None:
    counts = outcomes(CAUSES.format(checkouts=CHECKOUTS, tries=tries), engine, seed)
    lost = CHECKOUTS - counts[Outcome.PAID]
    assert is_near(lost, 0.35**tries, CHECKOUTS)
    assert is_near(counts[Outcome.TECHNICAL_DECLINE], 5 / 35, lost)
    assert is_near(counts[Outcome.RISK_DECLINED], 10 / 35, lost)
    assert is_near(counts[Outcome.INSUFFICIENT_FUNDS], 20 / 35, lost)


def test_attempts_are_geometric(seed: int) -> None:
    tries = 5
    text = TRIES_AND_ROUTES.format(checkouts=CHECKOUTS, tries=tries, routes=1)
    attempts = Counter(simulate(load_text(text).document, None, seed).columns["attempts"])
    for number in range(1, tries):
        assert is_near(attempts[number], P * (1 - P) ** (number - 1), CHECKOUTS)
    assert is_near(attempts[tries], (1 - P) ** (tries - 1), CHECKOUTS)
    assert attempts.total() == CHECKOUTS
