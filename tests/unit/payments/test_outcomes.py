from __future__ import annotations

from typing import get_args

import pytest

from sandbox.payments.outcomes import APPROVED, FAILED, NO_FEEDBACK, OUTCOMES, UNREACHED
from sandbox.scenario.schema.traffic_sections import STEPS_AFTER, CauseName, StepName
from sandbox.vocabulary import Outcome, Step


def in_mask(mask: int) -> set[Outcome]:
    """Return the outcomes of a mask; one bit more than there are outcomes would be a KeyError."""
    return {Outcome(bit) for bit in range(mask.bit_length()) if mask >> bit & 1}


def test_every_outcome_has_its_facts() -> None:
    assert list(OUTCOMES) == list(Outcome)


def test_masks_say_what_the_table_says() -> None:
    assert in_mask(APPROVED) == {o for o in Outcome if OUTCOMES[o].feedback == 1}
    assert in_mask(FAILED) == {o for o in Outcome if OUTCOMES[o].feedback == 0}
    assert in_mask(UNREACHED) == {o for o in Outcome if not OUTCOMES[o].reaches_route}


def test_approval_is_success_and_nothing_else_is() -> None:
    assert in_mask(APPROVED) == {Outcome.PAID}
    assert {facts.feedback for facts in OUTCOMES.values()} == {1, 0, NO_FEEDBACK}


def test_what_never_reached_its_route_teaches_nothing_about_it() -> None:
    assert in_mask(UNREACHED).isdisjoint(in_mask(APPROVED) | in_mask(FAILED))
    assert in_mask(UNREACHED) == {
        Outcome.HANDOVER_FAILED,
        Outcome.AUTHENTICATION_FAILED,
        Outcome.CANCELLED,
        Outcome.IMPATIENT,
    }


def test_only_a_failed_attempt_has_something_after_it() -> None:
    nothing_after = {outcome for outcome, facts in OUTCOMES.items() if facts.after is None}
    assert nothing_after == {
        Outcome.PAID,
        Outcome.OPENED,
        Outcome.LINK_BLOCKED,
        Outcome.LINK_ABANDONED,
        Outcome.NO_COMMON_WALLET,
        Outcome.SWITCH_REFUSED,
        Outcome.SURCHARGE_REFUSED,
        Outcome.IMPATIENT,
    }


def test_answers_of_a_wallet_are_approval_and_declines() -> None:
    answered = {
        outcome
        for outcome, facts in OUTCOMES.items()
        if facts.reaches_route and not facts.ends_without_answer
    }
    answers = {
        Outcome.PAID,
        Outcome.INSUFFICIENT_FUNDS,
        Outcome.LIMIT_EXCEEDED,
        Outcome.RISK_DECLINED,
        Outcome.TECHNICAL_DECLINE,
    }
    attempted = {o for o, facts in OUTCOMES.items() if facts.after is not None} | {Outcome.PAID}
    assert answered & attempted == answers


def test_a_scenario_may_name_exactly_the_causes_that_something_may_follow() -> None:
    causes = [outcome.name.lower() for outcome in Outcome if OUTCOMES[outcome].after is not None]
    assert list(get_args(CauseName)) == causes
    assert list(STEPS_AFTER) == causes


@pytest.mark.parametrize("outcome", [o for o in Outcome if OUTCOMES[o].after is not None])
def test_the_usual_steps_of_a_scenario_are_those_of_the_table(outcome: Outcome) -> None:
    after = OUTCOMES[outcome].after
    assert after is not None
    names = [step.name.lower() for step in after]
    assert dict(STEPS_AFTER)[outcome.name.lower()] == names  # type: ignore[index]  # any cause
    assert set(names) <= set(get_args(StepName))
    assert list(after) == sorted(after)
    assert Step.GIVE_UP not in after
