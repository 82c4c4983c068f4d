"""Which route the payment takes, learnt from what became of earlier payments.

A learner stands for one merchant and one wallet and knows the offers between them.
`choose` picks an offer for an attempt, `advance` notes the pick, and `learn` takes in the feedback
when the attempt ends: a step is one feedback, and a step discounts first and rewards then.
All sums are kept up to date, so that a step costs one pass over the offers, whatever came before.
"""

import math
from collections.abc import MutableSequence, Sequence
from typing import Final, NamedTuple

from sandbox.arithmetic import exact_ln
from sandbox.payments.outcomes import APPROVED, FAILED, NO_FEEDBACK
from sandbox.vocabulary import RoutingPolicy

ROUND_ROBIN: Final = int(RoutingPolicy.ROUND_ROBIN)
SUCCESS_RATE: Final = int(RoutingPolicy.SUCCESS_RATE)
UCB1: Final = int(RoutingPolicy.UCB1)
DISCOUNTED_UCB: Final = int(RoutingPolicy.DISCOUNTED_UCB)
WINDOW_UCB: Final = int(RoutingPolicy.WINDOW_UCB)
THOMPSON: Final = int(RoutingPolicy.THOMPSON)
DISCOUNTED_THOMPSON: Final = int(RoutingPolicy.DISCOUNTED_THOMPSON)
EXPECTED_VALUE: Final = int(RoutingPolicy.EXPECTED_VALUE)

NO_OFFER: Final = -1
UNTRIED: Final = math.inf


class LearnerTable(NamedTuple):
    """What learners are told to do; learner after learner, offer after offer.

    Attributes
    ----------
    policy
        A `RoutingPolicy` that learns, by learner.
    start
        Row of the first offer; one more entry than learners. A learner has 1 to 16 offers.
    ring_start
        Place of the first remembered feedback; one more entry than learners. A learner remembers
        as many as its window is long; without places it goes by all feedback.
    discount
        Factor γ in 0..1 on all sums at every step, by learner; 1 where there is a window.
    exploration
        Constant ξ of the upper confidence bounds, by learner; 0 for policies without one.
    uniform
        Word threshold of the share of attempts that pick uniformly, by learner.
    """

    policy: Sequence[int]
    start: Sequence[int]
    ring_start: Sequence[int]
    discount: Sequence[float]
    exploration: Sequence[float]
    uniform: Sequence[int]


class LearnerState(NamedTuple):
    """What learners have seen so far; all zero at the start of a replication.

    Attributes
    ----------
    feedbacks
        Feedbacks so far, by learner.
    turn
        Offer whose turn it is under `round_robin`, counted from the learner's first; by learner.
    succeeded, failed
        Feedbacks by offer: all, those in the window, or discounted.
        Floats hold whole numbers exactly, so only discounting rounds.
    ring
        Feedbacks in the window, the newest in the place of the oldest: offer · 2 + reward.
    """

    feedbacks: MutableSequence[int]
    turn: MutableSequence[int]
    succeeded: MutableSequence[float]
    failed: MutableSequence[float]
    ring: MutableSequence[int]


class Occasion(NamedTuple):
    """What one attempt brings along, besides the past.

    Attributes
    ----------
    uniform_word, pick_word
        Draws: whether this attempt picks uniformly, and what.
    ties
        One draw for each offer; the smallest decides among equal scores.
    beliefs
        One draw for each offer from its `belief`, used by the two Thompson policies only.
    margin_fen, costs_fen
        What a success earns, and what each offer costs, used by `expected_value` only.
    """

    uniform_word: int
    pick_word: int
    ties: Sequence[int]
    beliefs: Sequence[float]
    margin_fen: int
    costs_fen: Sequence[int]


class Belief(NamedTuple):
    """Beta distribution of an offer's success rate; both parameters are at least 1."""

    a: float
    b: float


def untaught(learners: LearnerTable) -> LearnerState:
    """Return the state at the start of a replication, as lists."""
    count = len(learners.policy)
    rows = learners.start[count]
    return LearnerState(
        [0] * count,
        [0] * count,
        [0.0] * rows,
        [0.0] * rows,
        [0] * learners.ring_start[count],
    )


def feedback(outcome: int) -> int:
    """Return what an attempt teaches: 1 approved, 0 the route's failure, or `NO_FEEDBACK`."""
    if (APPROVED >> outcome) & 1:
        return 1
    if (FAILED >> outcome) & 1:
        return 0
    return NO_FEEDBACK


def choose(
    learners: LearnerTable,
    state: LearnerState,
    learner: int,
    usable: int,
    occasion: Occasion,
) -> int:
    """Return the offer with the greatest score, or `NO_OFFER` where none is usable.

    Parameters
    ----------
    usable
        Bit mask over the learner's offers.

    Returns
    -------
    int
        Counted from the learner's first offer.
    """
    if occasion.uniform_word < learners.uniform[learner]:
        return _uniform(usable, occasion.pick_word)
    urge = exploration_urge(learners, state, learner)
    best = NO_OFFER
    best_score = 0.0
    for offer in range(learners.start[learner + 1] - learners.start[learner]):
        if (usable >> offer) & 1:
            value = score(learners, state, learner, offer, occasion, urge)
            if (
                best == NO_OFFER
                or value > best_score
                or (value == best_score and occasion.ties[offer] < occasion.ties[best])
            ):
                best = offer
                best_score = value
    return best


def score(
    learners: LearnerTable,
    state: LearnerState,
    learner: int,
    offer: int,
    occasion: Occasion,
    urge: float,
) -> float:
    """Return how much speaks for an offer: a success rate, a bound of it, a draw, or fen.

    An offer without feedback (in the window) comes first, except under the Thompson policies,
    whose draws see to it.

    Parameters
    ----------
    offer
        Counted from the learner's first.
    urge
        From `exploration_urge`.

    Notes
    -----
    With N feedbacks of the offer, a share `mean` of them successes, and the urge ξ ln n:
    UCB1 and sliding window: mean + √(ξ ln n / N); discounted: mean + 2 √(ξ ln n / N), both sums
    and n discounted. Source: Garivier and Moulines, "On upper-confidence bound policies for
    non-stationary bandit problems" (arXiv 0805.3415, 2008), section 2 with B = 1.
    """
    policy = learners.policy[learner]
    row = learners.start[learner] + offer
    if policy == ROUND_ROBIN:
        count = learners.start[learner + 1] - learners.start[learner]
        return -float((offer - state.turn[learner] + count) % count)
    if policy in (THOMPSON, DISCOUNTED_THOMPSON):
        return occasion.beliefs[offer]
    tried = state.succeeded[row] + state.failed[row]
    if tried == 0.0:
        return UNTRIED
    mean = state.succeeded[row] / tried
    if policy == EXPECTED_VALUE:
        return mean * occasion.margin_fen - occasion.costs_fen[offer]
    return _upper_bound(policy, mean, urge / tried)


def _upper_bound(policy: int, mean: float, doubt: float) -> float:
    if policy == SUCCESS_RATE:
        return mean
    if policy in (UCB1, WINDOW_UCB):
        return mean + math.sqrt(doubt)
    if policy == DISCOUNTED_UCB:
        return mean + 2.0 * math.sqrt(doubt)
    raise ValueError("this routing policy does not learn")


def exploration_urge(learners: LearnerTable, state: LearnerState, learner: int) -> float:
    """Return ξ ln n: what every upper confidence bound of one choice shares.

    n is the number of the step (feedbacks so far + 1), at most the window;
    under discounting it is the sum of the discounted numbers of feedbacks.
    """
    exploration = learners.exploration[learner]
    if exploration == 0.0:
        return 0.0
    steps = state.feedbacks[learner] + 1.0
    window = learners.ring_start[learner + 1] - learners.ring_start[learner]
    if learners.policy[learner] == DISCOUNTED_UCB:
        steps = 0.0
        for row in range(learners.start[learner], learners.start[learner + 1]):
            steps += state.succeeded[row] + state.failed[row]
    elif window > 0 and window < steps:
        steps = float(window)
    if steps <= 1.0:
        return 0.0
    return exploration * exact_ln(steps)


def belief(learners: LearnerTable, state: LearnerState, learner: int, offer: int) -> Belief:
    """Return what is believed of an offer's success rate, starting from Beta(1, 1).

    Discounting the sums is a ← 1 + γ (a − 1) at every step, and the same for b.
    """
    row = learners.start[learner] + offer
    return Belief(1.0 + state.succeeded[row], 1.0 + state.failed[row])


def advance(learners: LearnerTable, state: LearnerState, learner: int, offer: int) -> None:
    """Note that an attempt takes an offer; `round_robin` goes on behind it."""
    count = learners.start[learner + 1] - learners.start[learner]
    state.turn[learner] = (offer + 1) % count


def learn(
    learners: LearnerTable,
    state: LearnerState,
    learner: int,
    offer: int,
    reward: int,
) -> None:
    """Take in one feedback: discount, forget what leaves the window, then add the reward.

    Parameters
    ----------
    offer
        Counted from the learner's first.
    reward
        1 or 0.
    """
    first = learners.start[learner]
    discount = learners.discount[learner]
    if discount < 1.0:
        for row in range(first, learners.start[learner + 1]):
            state.succeeded[row] *= discount
            state.failed[row] *= discount
    if learners.ring_start[learner] < learners.ring_start[learner + 1]:
        _remember(learners, state, learner, offer * 2 + reward)
    if reward == 1:
        state.succeeded[first + offer] += 1.0
    else:
        state.failed[first + offer] += 1.0
    state.feedbacks[learner] += 1


def _remember(
    learners: LearnerTable,
    state: LearnerState,
    learner: int,
    feedback: int,
) -> None:
    window = learners.ring_start[learner + 1] - learners.ring_start[learner]
    place = learners.ring_start[learner] + state.feedbacks[learner] % window
    if state.feedbacks[learner] >= window:
        oldest = state.ring[place]
        row = learners.start[learner] + (oldest >> 1)
        if oldest & 1:
            state.succeeded[row] -= 1.0
        else:
            state.failed[row] -= 1.0
    state.ring[place] = feedback


def _uniform(usable: int, draw: int) -> int:
    count = 0
    rest = usable
    while rest:
        count += rest & 1
        rest >>= 1
    passed = (draw * count) >> 32
    offer = NO_OFFER
    while usable and passed >= 0:
        offer += 1
        passed -= usable & 1
        usable >>= 1
    return offer
