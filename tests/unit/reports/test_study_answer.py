from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from sandbox.reports.page import Paragraph, Tone
from sandbox.reports.study_answer import answer, change_of
from sandbox.statistics.verdicts import AssumptionRange, Verdict
from sandbox.studies.study_results import MetricContrast, RegimeContrast, StudyResult
from sandbox.studies.sweeps import Point

Studied = Callable[[str], StudyResult]


def told(result: StudyResult) -> Paragraph:
    """Return the only paragraph of an answer."""
    (paragraph,) = answer(result)
    return paragraph


def changed(result: StudyResult, **changes: object) -> StudyResult:
    """Return a study whose last comparison says something else of the headline."""
    point = result.points[0]
    *others, last = point.contrasts
    name = str(result.metrics[0])
    found = replace(last.metrics[name], **changes)  # type: ignore[arg-type]  # fields by name
    contrasts = (*others, replace(last, metrics={**last.metrics, name: found}))
    return replace(result, points=(replace(point, contrasts=contrasts),))


def ranged(result: StudyResult, over: AssumptionRange) -> StudyResult:
    """Return a study whose last comparison has a range over the assumptions."""
    point = result.points[0]
    contrasts = (*point.contrasts[:-1], replace(point.contrasts[-1], assumption_range=over))
    return replace(result, points=(replace(point, contrasts=contrasts),))


def test_the_first_sentence_says_verdict_difference_and_interval(studied: Studied) -> None:
    found = told(studied("two_regimes"))
    assert (found.lead, found.tone) == ("Better:", Tone.GOOD)
    assert found.text.startswith("doors raises checkout success from 46.9 % to 65.8 %, by 18.9 ")
    assert "(95 % interval +17.0 to +20.8; simulation error only)" in found.text
    # The loss that is too close to call is in neither list.
    assert found.text.endswith(
        "It also raises net income of Red Mall, fees of Blue Pay and latency p95."
    )


@pytest.mark.parametrize(
    ("verdict", "lead", "text"),
    [
        (Verdict.IDENTICAL, "Identical:", "doors is the same world as walls"),
        (Verdict.TOO_CLOSE, "Too close to call:", "may be none"),
        (Verdict.UNDECIDED, "Undecided:", "it is the same in every replication"),
        (Verdict.WORSE, "Worse:", "doors raises checkout success"),
    ],
)
def test_every_verdict_has_its_sentence(
    studied: Studied, verdict: Verdict, lead: str, text: str
) -> None:
    found = told(changed(studied("two_regimes"), verdict=verdict))
    assert found.lead == lead
    assert text in found.text


def test_few_replications_prove_nothing(studied: Studied) -> None:
    found = told(studied("few_replications"))
    assert (found.lead, found.tone) == ("Undecided:", Tone.OPEN)
    assert "fewer than 20 replications prove nothing" in found.text


def test_the_range_over_the_assumptions_stands_beside_the_interval(studied: Studied) -> None:
    found = told(ranged(studied("two_regimes"), AssumptionRange(0.05, 0.31, "patience")))
    assert found.lead == "Better:"
    assert "simulation error only" not in found.text
    expected = "Over the ranges of this world's assumptions it is +5.0 to +31.0; patience matters"
    assert expected in found.text


def test_a_verdict_that_assumptions_overturn_depends_on_them(studied: Studied) -> None:
    found = told(ranged(studied("two_regimes"), AssumptionRange(-0.05, 0.31, "patience")))
    assert (found.lead, found.tone) == ("Depends on patience:", Tone.OPEN)


def test_an_answer_that_no_assumption_moves_says_so(studied: Studied) -> None:
    found = told(ranged(studied("two_regimes"), AssumptionRange(0.19, 0.19)))
    assert "No assumption of this world moves it." in found.text


def test_one_regime_has_a_value_and_no_verdict(studied: Studied) -> None:
    found = told(studied("one_regime"))
    assert found.lead == ""
    assert found.text.startswith("Under walls, checkout success is 47.1 % (95 % interval 44.2 ")


def test_one_regime_along_a_sweep_has_ends(studied: Studied) -> None:
    text = told(studied("one_regime_swept")).text
    assert "from 0 (goes_elsewhere=0%, latency=100ms) to 470 (goes_elsewhere=100%" in text


def turned(result: StudyResult, verdicts: Mapping[str, tuple[str, ...]]) -> StudyResult:
    """Return a sweep with other verdicts, by metric and point."""
    points = []
    for k, point in enumerate(result.points):
        last: RegimeContrast = point.contrasts[-1]
        metrics: dict[str, MetricContrast] = {
            name: replace(
                found, verdict=Verdict(verdicts[name][k]) if name in verdicts else found.verdict
            )
            for name, found in last.metrics.items()
        }
        points.append(replace(point, contrasts=(replace(last, metrics=metrics),)))
    return replace(result, points=tuple(points))


def test_a_sweep_tells_where_a_verdict_turns(studied: Studied) -> None:
    swept = studied("swept")
    verdicts = {
        "success_rate": ("better", "better", "too close to call", "worse"),
        "net_income.red_mall": ("better", "better", "worse", "worse"),
        "fees.blue_pay": ("better",) * 4,
    }
    found = told(turned(swept, verdicts))
    assert found.lead == "Better at 2 of 4 points, too close to call at 1, worse at 1:"
    assert found.tone is Tone.OPEN
    turn = "Net income of Red Mall turns from better to worse between fee=2% and 8%."
    assert found.text.endswith(turn)


def test_a_sweep_has_one_range_over_the_assumptions_of_all_points(studied: Studied) -> None:
    swept = studied("swept")
    overs = [(0.1, 0.2, "patience"), (0.0, 0.3, "friction"), (0.1, 0.2, ""), (0.15, 0.25, "")]
    points = [
        replace(p, contrasts=(replace(p.contrasts[-1], assumption_range=AssumptionRange(*over)),))
        for p, over in zip(swept.points, overs, strict=True)
    ]
    expected = "Over the ranges of this world's assumptions they are 0.0 to +30.0; friction matters"
    assert expected in told(replace(swept, points=tuple(points))).text
    partly = replace(swept, points=(*points[:-1], swept.points[-1]))
    assert "assumptions" not in told(partly).text


def test_a_sweep_tells_where_the_difference_is_least_and_most(studied: Studied) -> None:
    swept = studied("swept")
    points = []
    for k, point in enumerate(swept.points):
        last = point.contrasts[-1]
        found = last.metrics["success_rate"]
        shift = 0.01 * (3 - k)
        moved = replace(
            found,
            difference=replace(found.difference, mean=0.1 + shift),
            band=replace(found.band, mean=0.1 + shift, low=0.0, high=0.5),
        )
        metrics = {**last.metrics, "success_rate": moved}
        points.append(replace(point, contrasts=(replace(last, metrics=metrics),)))
    text = told(replace(swept, points=tuple(points))).text
    assert "changes checkout success by +10.0 (fee=20%) to +13.0 points (fee=0%)" in text


def test_a_difference_outside_its_band_gives_way_to_the_judged_one(studied: Studied) -> None:
    found = studied("two_regimes").points[0].contrasts[0].metrics["success_rate"]
    assert change_of(found) == found.difference.mean
    aside = replace(found, difference=replace(found.difference, mean=0.9))
    assert change_of(aside) == found.band.mean
    assert change_of(replace(found, difference=replace(found.difference, mean=None))) is None


def test_points_of_several_paths_are_told_in_short(studied: Studied) -> None:
    swept = studied("swept")
    both = Point((("wallets.a.fee", "1%"), ("wallets.b.latency", "2s")))
    points = tuple(replace(point, point=both) for point in swept.points)
    assert "fee=1%" not in told(replace(swept, points=points)).text  # everywhere the same
