from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sandbox.answers.moves import SIDE
from sandbox.reports.study_facts import Asked, facts
from sandbox.statistics.verdicts import AssumptionRange
from sandbox.studies.study_results import MetricCut, StudyResult, WarmUpCut
from sandbox.vocabulary import Outcome

Studied = Callable[[str], StudyResult]
ASKED = Asked("studies/my study.yaml", ("wallets.red_pay.fee=1%",), "reference")


def told(result: StudyResult) -> dict[str, str]:
    """Return the facts by their labels."""
    return dict(facts(result, ASKED))


def test_the_regimes_are_named_with_their_titles_where_no_table_names_them(
    studied: Studied,
) -> None:
    found = told(studied("two_regimes"))
    assert found["A"] == "walls: Nothing opens that need not (baseline)"
    assert found["B"] == "doors: The mall opens to blue"
    assert "A" not in told(studied("several_regimes"))
    assert "A" not in told(studied("one_regime"))


def test_who_was_rescued_and_who_newly_lost_adds_up(studied: Studied) -> None:
    result = studied("two_regimes")
    point = result.points[0]
    flow = np.zeros((SIDE, SIDE), dtype=np.int64)
    flow[Outcome.PAID, Outcome.PAID] = 700
    flow[Outcome.LINK_BLOCKED, Outcome.PAID] = 200
    flow[Outcome.NO_COMMON_WALLET, Outcome.PAID] = 50
    flow[Outcome.SWITCH_REFUSED, Outcome.PAID] = 0
    flow[Outcome.PAID, Outcome.CANCELLED] = 50
    contrast = replace(point.contrasts[0], flow=flow)
    moved = replace(result, points=(replace(point, contrasts=(contrast,)),))
    found = told(moved)
    assert found["rescued"] == (
        "25.0 % of checkouts, lost in A and paid in B: link blocked 20.0 % and no common wallet "
        "5.0 %"
    )
    assert found["newly lost"] == "5.0 % of checkouts, paid in A and lost in B: cancelled 5.0 %"
    still = replace(contrast, flow=np.zeros((SIDE, SIDE), dtype=np.int64))
    same = told(replace(result, points=(replace(point, contrasts=(still,)),)))
    assert same["rescued"] == "no checkout is lost in A and paid in B"


def test_causes_that_round_to_nothing_are_told_together(studied: Studied) -> None:
    assert told(studied("budget"))["newly lost"].endswith("handover failed 0.3 % and a few others")


def test_success_through_time_is_that_of_the_baseline_and_the_last_regime(
    studied: Studied,
) -> None:
    text = told(studied("several_regimes"))["by time"]
    assert [word for word in text.split() if word in "ABCD"] == ["A", "D"]
    assert told(studied("swept"))["by time"].endswith(", at fee=0%")


def test_the_size_names_regimes_replications_and_what_ended_it(studied: Studied) -> None:
    assert told(studied("several_regimes"))["size"].startswith(
        "4 regimes × 25 replications = 100,000 checkouts; same shoppers, same luck, which cuts"
    )
    assert told(studied("several_regimes"))["size"].endswith("the wanted precision is reached")
    assert told(studied("budget"))["size"].endswith("the budget of checkouts is spent")
    assert told(studied("one_regime"))["size"] == "3 replications = 3,000 checkouts"


def test_the_correction_is_named_where_several_statements_share_the_error(
    studied: Studied,
) -> None:
    assert "for all 8 statements together (Bonferroni)" in told(studied("two_regimes"))["interval"]
    assert "Bonferroni" not in told(studied("budget"))["interval"]


def test_assumptions_are_pointed_at_until_they_are_varied(studied: Studied) -> None:
    result = studied("two_regimes")
    pointer = "`sandbox world ../reports/compare_two.yaml` lists the 2 assumptions behind it"
    elsewhere = pointer.replace("../", "studies/../")
    assert elsewhere in told(result)["interval"]
    point = result.points[0]
    contrast = replace(point.contrasts[0], assumption_range=AssumptionRange(0.1, 0.2, "x"))
    varied = replace(result, points=(replace(point, contrasts=(contrast,)),))
    assert "assumption" not in told(varied)["interval"]
    assert "simulation error only" not in told(varied)["interval"]


def test_the_command_can_be_typed_again(studied: Studied) -> None:
    again = told(studied("two_regimes"))["again"]
    command = "sandbox study 'studies/my study.yaml' --set wallets.red_pay.fee=1% --engine"
    assert again.startswith(f"{command} reference (version ")
    assert studied("two_regimes").as_json()["checksum"][:16] in again


def test_a_result_that_the_clock_ended_promises_no_checksum(studied: Studied) -> None:
    ended = replace(studied("two_regimes"), is_reproducible=False)
    assert told(ended)["again"].endswith("another run may end elsewhere")


def test_the_warm_up_is_shown(studied: Studied) -> None:
    result = studied("two_regimes")
    assert "warm-up" not in told(result)
    cut = replace(result, warm_up=WarmUpCut(600_000_000, 1 / 6, is_settled=True))
    expected = "the first 10 min are left out, 16.7 % of the period (MSER-5)"
    assert told(cut)["warm-up"] == expected
    unsettled = replace(result, warm_up=WarmUpCut(600_000_000, 0.5, is_settled=False))
    assert told(unsettled)["warm-up"].endswith("even then it had not settled")
    none = replace(result, warm_up=WarmUpCut(0, 0.0, is_settled=True))
    assert told(none)["warm-up"].startswith("none is left out")
    by_hand = WarmUpCut(60, 0.1, is_settled=True, metrics=(MetricCut("paid", 60, None),))
    assert told(replace(result, warm_up=by_hand))["warm-up"].endswith("(by hand)")


def test_a_metric_that_has_not_settled_or_cannot_be_cut_is_named(studied: Studied) -> None:
    metrics = MetricCut("paid", 0, is_settled=False), MetricCut("hhi", 0, None, "it knows no time")
    cut = WarmUpCut(0, 0.0, is_settled=False, metrics=metrics)
    said = [text for _, text in facts(replace(studied("two_regimes"), warm_up=cut), ASKED)]
    assert "paid is not shown to have settled: take a longer period" in said
    assert "hhi cannot be cut: it knows no time" in said
