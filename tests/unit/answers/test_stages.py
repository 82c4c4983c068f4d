from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sandbox.answers.answer import Answer
from sandbox.answers.contrast import RATE_THRESHOLD
from sandbox.answers.inference import Inference, Looks
from sandbox.answers.stages import stage_contrasts
from sandbox.answers.verdicts import Verdict
from sandbox.metrics.regime_result import RegimeResult
from sandbox.scenario.loading import Loaded
from sandbox.vocabulary import Outcome
from tests.regimes import counted, results_of

Made = Callable[..., Answer]
Load = Callable[..., Loaded]
ONCE = Inference(Looks.ONCE, {})


def walked(loaded: Loaded, *regimes: str) -> RegimeResult:
    """Return the walk with other regimes at its moments."""
    moments = sorted(loaded.document.walk or {})
    walk = dict(zip(moments, regimes, strict=True))
    document = loaded.document.model_copy(update={"walk": walk})
    [result] = counted(replace(loaded, document=document))
    return result


def test_a_stage_is_measured_against_the_rules_before_it_on_the_same_shoppers(
    ran: Made, loaded: Load
) -> None:
    answer = ran("walk")
    [stage] = answer.points[0].stages
    assert (stage.stage, stage.before, stage.regime) == (1, "walls", "doors")
    [with_doors] = results_of(answer)
    without = walked(loaded("walk"), "walls", "walls")
    came = [each.per_replication("by_stage", 1) for each in (without, with_doors)]
    assert came[0] == came[1]  # the same shoppers
    paid = [
        sum(each.per_replication("by_stage", 1, Outcome.PAID)) for each in (without, with_doors)
    ]
    assert stage.success.difference.mean == pytest.approx((paid[1] - paid[0]) / sum(came[0]))
    assert stage.success.difference.low is not None
    assert stage.success.difference.low > RATE_THRESHOLD == stage.success.threshold
    assert stage.success.verdict is Verdict.BETTER


def test_what_shoppers_change_between_the_stages_is_no_work_of_the_rules(loaded: Load) -> None:
    # The same rules all along: success differs from stage to stage, and no rule did that.
    walk = walked(loaded("walk"), "doors", "doors")
    first, second = (
        sum(walk.per_replication("by_stage", k, Outcome.PAID))
        / sum(walk.per_replication("by_stage", k))
        for k in (0, 1)
    )
    assert first != second
    [stage] = stage_contrasts(walk, walk, ONCE)
    assert stage.success.difference.mean == 0
    assert stage.success.verdict is Verdict.SAME


def test_a_stage_needs_as_many_replications_as_any_verdict(ran: Made, loaded: Load) -> None:
    [walk] = results_of(ran("walk"))
    lagged = walked(loaded("walk"), "walls", "walls")
    few = [replace(each, tallies=each.tallies[:4], count=0) for each in (walk, lagged)]
    assert stage_contrasts(few[0], few[1], ONCE)[0].success.verdict is Verdict.UNDECIDED
    again = Inference(Looks.REPEATEDLY, {})
    assert len(walk.tallies) < again.least
    assert stage_contrasts(walk, lagged, again)[0].success.verdict is Verdict.UNDECIDED


def test_stages_share_the_error_and_services_are_judged_by_opening(loaded: Load) -> None:
    walk = {"2023-12-15": "walls", "2024-01-01": "doors", "2024-01-10": "walls"}
    overrides = ("period.from=2023-12-15", "period.for=62d", f"walk={walk}", "compare=null")
    visits = loaded("service", overrides)
    answer_stages = stage_contrasts(
        walked(visits, "walls", "doors", "walls"), walked(visits, "walls", "walls", "doors"), ONCE
    )
    opened, shut = answer_stages
    assert (opened.before, opened.regime) == ("walls", "doors")
    assert opened.success.verdict is Verdict.BETTER
    assert shut.success.verdict is Verdict.WORSE
    assert opened.success.difference.confidence == pytest.approx(0.975)


def test_the_document_tells_of_each_stage(ran: Made) -> None:
    [told] = ran("walk").document["points"][0]["stages"]
    [stage] = ran("walk").points[0].stages
    assert told["success_rate"]["verdict"] == stage.success.verdict.value
    assert told["success_rate"]["difference"] == stage.success.difference.as_json()
    assert (told["stage"], told["before"], told["regime"]) == (1, "walls", "doors")
