"""Routing policies that learn, as slow and plain as their definitions.

A router remembers every pick and every feedback and computes everything anew for each choice.

Source of the bounds: Garivier and Moulines, "On upper-confidence bound policies for
non-stationary bandit problems" (arXiv 0805.3415, 2008), section 2 with B = 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sandbox.units import WORD

# From the parameters of an offer's Beta distribution and its number to a draw.
Draw = Callable[[float, float, int], float]


class Bandit(NamedTuple):
    """What a router is told to do.

    Attributes
    ----------
    policy
        Its name in YAML.
    offers
        How many.
    window
        Feedbacks that count, 0 for all.
    discount
        Weight of a feedback relative to the one after it.
    exploration
        The constant ξ.
    uniform
        Share of attempts that pick uniformly, in words.
    """

    policy: str
    offers: int
    window: int = 0
    discount: float = 1.0
    exploration: float = 0.0
    uniform: int = 0


class Attempt(NamedTuple):
    """Draws and prices of one attempt."""

    uniform_word: int
    pick_word: int
    ties: Sequence[int]
    draw: Draw
    margin_fen: int
    costs_fen: Sequence[int]


class NaiveRouter:
    """Picks among the offers of one merchant and wallet."""

    def __init__(self, bandit: Bandit) -> None:
        self.bandit = bandit
        self.picks: list[int] = []
        self.history: list[tuple[int, int]] = []

    def learn(self, offer: int, reward: int) -> None:
        """Remember a feedback."""
        self.history.append((offer, reward))

    def choose(self, usable: set[int], attempt: Attempt) -> int:
        """Return and remember the offer picked among usable ones."""
        if attempt.uniform_word < self.bandit.uniform:
            pick = sorted(usable)[attempt.pick_word * len(usable) // WORD]
        elif self.bandit.policy == "round_robin":
            pick = self._next_in_turn(usable)
        else:
            scores = {offer: self.score(offer, attempt) for offer in usable}
            best = [offer for offer in usable if scores[offer] == max(scores.values())]
            pick = min(best, key=lambda offer: (attempt.ties[offer], offer))
        self.picks.append(pick)
        return pick

    def _next_in_turn(self, usable: set[int]) -> int:
        offer = self.picks[-1] if self.picks else -1
        while True:
            offer = (offer + 1) % self.bandit.offers
            if offer in usable:
                return offer

    def score(self, offer: int, attempt: Attempt) -> float:
        """Return how much speaks for an offer."""
        successes, tries = self.weigh(offer)
        if self.bandit.policy in {"thompson", "discounted_thompson"}:
            return attempt.draw(1 + successes, 1 + (tries - successes), offer)
        if tries == 0:
            return math.inf
        mean = successes / tries
        match self.bandit.policy:
            case "success_rate":
                return mean
            case "expected_value":
                return mean * attempt.margin_fen - attempt.costs_fen[offer]
            case "ucb1" | "window_ucb":
                steps = len(self.history) + 1
                if self.bandit.policy == "window_ucb":
                    steps = min(steps, self.bandit.window)
                return mean + math.sqrt(self.bandit.exploration * math.log(steps) / tries)
            case "discounted_ucb":
                every = sum(self.weigh(other)[1] for other in range(self.bandit.offers))
                return mean + 2 * math.sqrt(self.bandit.exploration * math.log(every) / tries)
            case unknown:
                raise AssertionError(unknown)

    def weigh(self, offer: int) -> tuple[float, float]:
        """Return successes and tries of an offer, each weighted by its age and the window."""
        successes = tries = 0.0
        for age, (tried, reward) in enumerate(reversed(self.history)):
            if self.bandit.window and age >= self.bandit.window:
                break
            if tried == offer:
                tries += self.bandit.discount**age
                successes += reward * self.bandit.discount**age
        return successes, tries
