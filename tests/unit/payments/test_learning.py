from __future__ import annotations

import math
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.arithmetic import exact_ln
from sandbox.payments import learning
from sandbox.payments.learning import LearnerState, LearnerTable, Occasion
from sandbox.payments.outcomes import NO_FEEDBACK
from sandbox.units import WORD
from sandbox.vocabulary import Outcome, RoutingPolicy
from tests.oracles.bandits import Attempt, Bandit, Draw, NaiveRouter

ALL = 0b111
PLAIN = Occasion(WORD - 1, 0, (5, 6, 7), (0.0, 0.0, 0.0), 0, (0, 0, 0))


def table_of(bandit: Bandit) -> LearnerTable:
    """Return the learner behind another one, so that no row of it is row 0."""
    return LearnerTable(
        policy=[learning.UCB1, RoutingPolicy[bandit.policy.upper()]],
        start=[0, 2, 2 + bandit.offers],
        ring_start=[0, 3, 3 + bandit.window],
        discount=[1.0, bandit.discount],
        exploration=[0.5, bandit.exploration],
        uniform=[0, bandit.uniform],
    )


def taught(bandit: Bandit, *feedbacks: tuple[int, int]) -> tuple[LearnerTable, LearnerState]:
    learners = table_of(bandit)
    state = learning.untaught(learners)
    for offer, reward in feedbacks:
        learning.learn(learners, state, 1, offer, reward)
    return learners, state


def score(
    bandit: Bandit, offer: int, *feedbacks: tuple[int, int], facts: Occasion = PLAIN
) -> float:
    learners, state = taught(bandit, *feedbacks)
    urge = learning.exploration_urge(learners, state, 1)
    return learning.score(learners, state, 1, offer, facts, urge)


def pick(
    bandit: Bandit, *feedbacks: tuple[int, int], usable: int = ALL, facts: Occasion = PLAIN
) -> int:
    learners, state = taught(bandit, *feedbacks)
    return learning.choose(learners, state, 1, usable, facts)


GREEDY = Bandit("success_rate", 3)
EVERYTHING_TRIED = ((0, 1), (1, 0), (2, 1), (2, 0))


def test_an_approval_teaches_success_and_a_failure_of_the_route_teaches_failure() -> None:
    taught_by = {outcome: learning.feedback(outcome) for outcome in Outcome}
    assert [outcome for outcome in Outcome if taught_by[outcome] == 1] == [Outcome.PAID]
    assert [outcome for outcome in Outcome if taught_by[outcome] == 0] == [
        Outcome.TECHNICAL_DECLINE,
        Outcome.WALLET_DOWN,
        Outcome.RAIL_DOWN,
        Outcome.ROUTE_DOWN,
        Outcome.OVERLOADED,
        Outcome.TIMED_OUT,
    ]


def test_missing_money_a_limit_and_a_risk_teach_nothing() -> None:
    silent = [Outcome.INSUFFICIENT_FUNDS, Outcome.LIMIT_EXCEEDED, Outcome.RISK_DECLINED]
    assert {learning.feedback(outcome) for outcome in silent} == {NO_FEEDBACK}


def test_nothing_is_known_at_the_start() -> None:
    state = learning.untaught(table_of(Bandit("window_ucb", 3, window=4)))
    assert state == ([0, 0], [0, 0], [0.0] * 5, [0.0] * 5, [0] * 7)


def test_a_learner_leaves_its_neighbours_alone() -> None:
    _, state = taught(Bandit("window_ucb", 3, window=2), (0, 1), (2, 0), (1, 1))
    assert state.feedbacks == [0, 3]
    assert state.succeeded[:2] == state.failed[:2] == [0.0, 0.0]
    assert state.ring[:3] == [0, 0, 0]


def test_the_success_rate_is_the_share_of_successes() -> None:
    assert score(GREEDY, 2, (2, 1), (0, 0), (2, 0), (2, 1), (2, 1)) == 0.75


def test_feedback_older_than_the_window_is_forgotten() -> None:
    bandit = Bandit("success_rate", 3, window=3)
    assert score(bandit, 0, (0, 1), (0, 0), (0, 0)) == 1 / 3
    assert score(bandit, 0, (0, 1), (0, 0), (0, 0), (0, 0)) == 0.0
    assert score(bandit, 0, (0, 1), (1, 0), (1, 0), (1, 0)) == learning.UNTRIED


def test_an_untried_offer_comes_first() -> None:
    assert pick(GREEDY, (0, 1), (1, 1)) == 2


def test_the_smallest_draw_decides_among_equals() -> None:
    assert pick(GREEDY, facts=PLAIN._replace(ties=(5, 3, 4))) == 1
    assert pick(GREEDY, (0, 1), (1, 0), (2, 1), facts=PLAIN._replace(ties=(9, 3, 4))) == 2
    assert pick(GREEDY, facts=PLAIN._replace(ties=(4, 4, 4))) == 0


def test_only_usable_offers_are_picked() -> None:
    assert pick(GREEDY, *EVERYTHING_TRIED) == 0
    assert pick(GREEDY, *EVERYTHING_TRIED, usable=0b110) == 2
    assert pick(GREEDY, *EVERYTHING_TRIED, usable=0b010) == 1


@pytest.mark.parametrize("uniform", [0, WORD])
def test_nothing_is_picked_where_nothing_is_usable(uniform: int) -> None:
    assert pick(Bandit("success_rate", 3, uniform=uniform), usable=0) == learning.NO_OFFER


def test_the_bound_of_ucb1_is_the_formula_of_the_paper() -> None:
    value = score(Bandit("ucb1", 3, exploration=0.5), 2, *EVERYTHING_TRIED)
    assert value == 0.5 + math.sqrt(0.5 * exact_ln(5.0) / 2)


def test_the_first_step_explores_nothing_that_has_been_tried() -> None:
    learners, state = taught(Bandit("ucb1", 3, exploration=0.5))
    assert learning.exploration_urge(learners, state, 1) == 0.0


def test_a_window_bounds_the_number_of_the_step() -> None:
    bandit = Bandit("window_ucb", 3, window=3, exploration=0.5)
    assert score(bandit, 2, *EVERYTHING_TRIED) == 0.5 + math.sqrt(0.5 * exact_ln(3.0) / 2)
    assert score(bandit, 2, (2, 1)) == 1.0 + math.sqrt(0.5 * exact_ln(2.0))


def test_the_discounted_bound_discounts_every_sum_at_every_step() -> None:
    bandit = Bandit("discounted_ucb", 3, discount=0.5, exploration=0.25)
    tries = 0.5 + 0.125
    every = 1 + 0.5 + 0.25 + 0.125
    value = score(bandit, 0, (0, 1), (1, 1), (0, 0), (2, 0))
    assert value == 0.125 / tries + 2 * math.sqrt(0.25 * exact_ln(every) / tries)


def test_an_offer_discounted_to_nothing_is_untried_again() -> None:
    bandit = Bandit("discounted_ucb", 3, discount=0.5, exploration=0.5)
    feedbacks = [(0, 1), (1, 1), *[(2, 1)] * 1_200]
    assert score(bandit, 0, *feedbacks) == learning.UNTRIED
    assert pick(bandit, *feedbacks, facts=PLAIN._replace(ties=(6, 5, 7))) == 1


def test_thompson_takes_the_largest_draw() -> None:
    bandit = Bandit("thompson", 3)
    drawn = PLAIN._replace(beliefs=(0.2, 0.9, 0.4))
    assert pick(bandit, *EVERYTHING_TRIED, facts=drawn) == 1
    assert pick(bandit, *EVERYTHING_TRIED, facts=drawn, usable=0b101) == 2


def test_belief_starts_level_and_counts_successes_and_failures() -> None:
    learners, state = taught(Bandit("thompson", 3), *EVERYTHING_TRIED, (2, 1))
    beliefs = [learning.belief(learners, state, 1, offer) for offer in range(3)]
    assert beliefs == [(2, 1), (1, 2), (3, 2)]
    assert learning.belief(learners, learning.untaught(learners), 1, 0) == (1, 1)


def test_discounted_belief_returns_to_level_at_every_step() -> None:
    learners, state = taught(Bandit("discounted_thompson", 3, discount=0.5), (0, 1), (0, 1), (1, 0))
    assert learning.belief(learners, state, 1, 0) == (1 + 0.5 + 0.25, 1)
    assert learning.belief(learners, state, 1, 1) == (1, 2)


def test_expected_value_weighs_success_against_cost() -> None:
    bandit = Bandit("expected_value", 3)
    facts = PLAIN._replace(margin_fen=1_000, costs_fen=(60, 38, 20))
    assert score(bandit, 2, *EVERYTHING_TRIED, facts=facts) == 480
    assert pick(bandit, *EVERYTHING_TRIED, facts=facts) == 0
    dearer = facts._replace(costs_fen=(560, 38, 20))
    assert pick(bandit, *EVERYTHING_TRIED, facts=dearer) == 2


def test_expected_value_may_look_at_the_window_only() -> None:
    facts = PLAIN._replace(margin_fen=1_000)
    feedbacks = [(0, 1), (0, 0), (0, 0)]
    assert score(Bandit("expected_value", 3, window=2), 0, *feedbacks, facts=facts) == 0
    assert score(Bandit("expected_value", 3), 0, *feedbacks, facts=facts) == 1_000 / 3


def test_round_robin_starts_at_the_first_offer_and_takes_them_in_turn() -> None:
    learners, state = taught(Bandit("round_robin", 3))
    picks = []
    for usable in (ALL, ALL, ALL, ALL, 0b101, ALL, 0b001, 0b100):
        picks.append(learning.choose(learners, state, 1, usable, PLAIN))
        learning.advance(learners, state, 1, picks[-1])
    assert picks == [0, 1, 2, 0, 2, 0, 0, 2]
    assert state.turn == [0, 0]


def test_a_share_of_attempts_picks_uniformly() -> None:
    bandit = Bandit("success_rate", 3, uniform=WORD // 10)
    third = WORD // 3
    picks = [
        pick(bandit, *EVERYTHING_TRIED, facts=PLAIN._replace(uniform_word=0, pick_word=word))
        for word in (0, third, third + 1, 2 * third, 2 * third + 1, WORD - 1)
    ]
    assert picks == [0, 0, 1, 1, 2, 2]
    last = PLAIN._replace(uniform_word=WORD // 10 - 1, pick_word=WORD - 1)
    assert pick(bandit, *EVERYTHING_TRIED, facts=last) == 2
    first = last._replace(uniform_word=WORD // 10)
    assert pick(bandit, *EVERYTHING_TRIED, facts=first) == 0


def test_a_uniform_pick_passes_over_what_is_not_usable() -> None:
    bandit = Bandit("success_rate", 3, uniform=WORD)
    picks = [
        pick(bandit, usable=0b101, facts=PLAIN._replace(pick_word=word))
        for word in (0, WORD // 2 - 1, WORD // 2)
    ]
    assert picks == [0, 0, 2]


def test_a_policy_that_does_not_learn_is_refused() -> None:
    learners, state = taught(GREEDY, (0, 1))
    fixed = learners._replace(policy=[learning.UCB1, 0])
    with pytest.raises(ValueError, match="does not learn"):
        learning.score(fixed, state, 1, 0, PLAIN, 0.0)


class Step(NamedTuple):
    """One attempt of a random sequence, and what its feedback is, if any."""

    usable: int
    uniform_word: int
    pick_word: int
    ties: tuple[int, ...]
    beliefs: tuple[float, ...]
    costs_fen: tuple[int, ...]
    reward: int


def steps(offers: int) -> st.SearchStrategy[list[Step]]:
    words = st.integers(0, WORD - 1)

    def several(of: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[int, ...]]:
        return st.tuples(*[of] * offers)

    one = st.builds(
        Step,
        usable=st.integers(1, 2**offers - 1),
        uniform_word=words,
        pick_word=words,
        ties=several(st.integers(0, 3)),
        beliefs=st.tuples(*[st.floats(0, 1)] * offers),
        costs_fen=several(st.integers(0, 100)),
        reward=st.sampled_from([0, 0, 1, 1, 1, NO_FEEDBACK]),
    )
    return st.lists(one, max_size=40)


BANDITS = [
    Bandit("round_robin", 3),
    Bandit("success_rate", 3, window=7),
    Bandit("success_rate", 4, uniform=WORD // 5),
    Bandit("ucb1", 3, exploration=0.5),
    Bandit("window_ucb", 3, window=9, exploration=0.5),
    Bandit("window_ucb", 5, window=20, exploration=2.0, uniform=WORD // 10),
    Bandit("discounted_ucb", 3, discount=0.9, exploration=0.5),
    Bandit("discounted_ucb", 2, discount=0.6, exploration=0.1),
    Bandit("thompson", 3),
    Bandit("discounted_thompson", 3, discount=0.9),
    Bandit("expected_value", 3),
    Bandit("expected_value", 6, window=11),
]


def drawer(step: Step) -> Draw:
    """Return a stand-in for Beta draws: the mean, leaning by the width to either side."""
    return lambda a, b, offer: (a + step.beliefs[offer]) / (a + b + 1)


@pytest.mark.parametrize("bandit", BANDITS, ids=lambda bandit: bandit.policy)
@given(st.data())
def test_every_choice_is_that_of_the_definition(bandit: Bandit, data: st.DataObject) -> None:
    learners, state = taught(bandit)
    naive = NaiveRouter(bandit)
    offers = range(bandit.offers)
    for step in data.draw(steps(bandit.offers)):
        draw = drawer(step)
        beliefs = [draw(*learning.belief(learners, state, 1, offer), offer) for offer in offers]
        words = (step.uniform_word, step.pick_word, step.ties)
        facts = Occasion(*words, beliefs, 300, step.costs_fen)
        picked = learning.choose(learners, state, 1, step.usable, facts)
        usable = {offer for offer in offers if step.usable >> offer & 1}
        assert picked == naive.choose(usable, Attempt(*words, draw, 300, step.costs_fen))
        learning.advance(learners, state, 1, picked)
        if step.reward != NO_FEEDBACK:
            learning.learn(learners, state, 1, picked, step.reward)
            naive.learn(picked, step.reward)
