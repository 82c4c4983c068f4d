from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.answers.verdicts import MOVED, Evidence, Verdict, holds_at, judge
from sandbox.metrics.metric_catalogue import MoreIs
from sandbox.statistics.estimates import Estimate

THRESHOLD = 0.5
OPPOSITE = {
    Verdict.BETTER: Verdict.WORSE,
    Verdict.PERHAPS_BETTER: Verdict.PERHAPS_WORSE,
    Verdict.WORSE: Verdict.BETTER,
    Verdict.PERHAPS_WORSE: Verdict.PERHAPS_BETTER,
    Verdict.RISES: Verdict.FALLS,
    Verdict.PERHAPS_RISES: Verdict.PERHAPS_FALLS,
    Verdict.FALLS: Verdict.RISES,
    Verdict.PERHAPS_FALLS: Verdict.PERHAPS_RISES,
}
BOUNDS = st.tuples(st.floats(-3, 3), st.floats(-3, 3)).map(sorted)


def evidence(low: float | None, high: float | None, **known: bool) -> Evidence:
    mean = 0.0 if low is None or high is None else (low + high) / 2
    return Evidence(Estimate(mean, low, high), THRESHOLD, **known)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.6, 0.9, Verdict.BETTER),
        (0.5, 0.9, Verdict.PERHAPS_BETTER),  # as large as the threshold is not beyond it
        (0.1, 0.9, Verdict.PERHAPS_BETTER),
        (0.1, 0.4, Verdict.PERHAPS_BETTER),  # small, but not zero
        (0.0, 0.9, Verdict.TOO_CLOSE),
        (-0.1, 0.9, Verdict.TOO_CLOSE),
        (-0.1, 0.5, Verdict.SAME),
        (-0.5, 0.5, Verdict.SAME),
        (0.0, 0.0, Verdict.SAME),
        (-0.6, 0.5, Verdict.TOO_CLOSE),
        (-0.9, 0.0, Verdict.TOO_CLOSE),
        (-0.9, -0.1, Verdict.PERHAPS_WORSE),
        (-0.9, -0.5, Verdict.PERHAPS_WORSE),
        (-0.9, -0.6, Verdict.WORSE),
        (0.7, 0.7, Verdict.BETTER),  # a constant difference decides as [d, d]
        (None, None, Verdict.UNDECIDED),
        (0.6, None, Verdict.UNDECIDED),
        (None, 0.9, Verdict.UNDECIDED),
    ],
)
def test_where_the_interval_lies_decides(
    low: float | None, high: float | None, verdict: Verdict
) -> None:
    assert judge(evidence(low, high), MoreIs.BETTER) is verdict


ORDER = ("is_identical", "is_unchanged", "has_enough")


@pytest.mark.parametrize("known", list(product([True, False], repeat=3)))
@pytest.mark.parametrize("bounds", [(0.6, 0.9), (-0.1, 0.1), (-0.9, 0.9), (None, None)])
@pytest.mark.parametrize("more_is", MoreIs)
def test_what_is_known_beside_the_interval_comes_first_in_its_order(
    known: tuple[bool, bool, bool], bounds: tuple[float | None, float | None], more_is: MoreIs
) -> None:
    found = judge(evidence(*bounds, **dict(zip(ORDER, known, strict=True))), more_is)
    is_identical, is_unchanged, has_enough = known
    if is_identical:
        assert found is Verdict.IDENTICAL
    elif is_unchanged:
        assert found is Verdict.UNCHANGED
    elif not has_enough or bounds[0] is None:
        assert found is Verdict.UNDECIDED
    else:
        assert found not in (Verdict.IDENTICAL, Verdict.UNCHANGED, Verdict.UNDECIDED)


@given(BOUNDS)
def test_less_of_a_loss_is_better_and_neither_judges_nothing(bounds: list[float]) -> None:
    gain, loss, neither = (
        judge(evidence(*bounds), way) for way in (MoreIs.BETTER, MoreIs.WORSE, MoreIs.NEITHER)
    )
    if not gain.is_moved:
        assert gain is loss is neither
        return
    assert loss is OPPOSITE[gain]
    surely = gain in (Verdict.BETTER, Verdict.WORSE)
    rises = gain in (Verdict.BETTER, Verdict.PERHAPS_BETTER)
    way = "rises" if rises else "falls"
    assert neither.value == (way if surely else f"{way}, perhaps by little")


@given(BOUNDS, st.sampled_from(MoreIs))
def test_the_way_back_is_the_opposite(bounds: list[float], more_is: MoreIs) -> None:
    low, high = bounds
    there, back = (judge(evidence(*each), more_is) for each in ((low, high), (-high, -low)))
    assert back is OPPOSITE.get(there, there)


def test_a_verdict_that_moves_has_an_opposite_that_moves() -> None:
    assert set(OPPOSITE) == MOVED == {each for each in Verdict if each.is_moved}


@given(BOUNDS, st.floats(0, 1), st.sampled_from(MoreIs))
def test_the_region_of_a_verdict_holds_the_interval_that_it_rests_on(
    bounds: list[float], where: float, more_is: MoreIs
) -> None:
    low, high = bounds
    verdict = judge(evidence(low, high), more_is)
    if verdict is Verdict.TOO_CLOSE:
        return  # it has no region
    inside = min(max(low + where * (high - low), low), high)
    assert holds_at(verdict, inside, THRESHOLD, more_is)


@pytest.mark.parametrize(
    ("verdict", "holds", "fails"),
    [
        (Verdict.BETTER, (0.6, 9.0), (0.5, 0.1, 0.0, -0.6)),
        (Verdict.PERHAPS_BETTER, (0.1, 0.6), (0.0, -0.1)),
        (Verdict.WORSE, (-0.6, -9.0), (-0.5, -0.1, 0.0, 0.6)),
        (Verdict.PERHAPS_WORSE, (-0.1, -0.6), (0.0, 0.1)),
        (Verdict.SAME, (-0.5, 0.0, 0.5), (-0.6, 0.6)),
        (Verdict.UNCHANGED, (0.0, 0.5), (0.6,)),
        (Verdict.IDENTICAL, (0.0,), (0.1, -0.1)),
    ],
)
def test_a_point_difference_lies_in_the_region_of_a_verdict_or_not(
    verdict: Verdict, holds: tuple[float, ...], fails: tuple[float, ...]
) -> None:
    assert all(holds_at(verdict, each, THRESHOLD, MoreIs.BETTER) for each in holds)
    assert not any(holds_at(verdict, each, THRESHOLD, MoreIs.BETTER) for each in fails)


def test_where_less_is_better_the_regions_are_mirrored() -> None:
    assert holds_at(Verdict.BETTER, -0.6, THRESHOLD, MoreIs.WORSE)
    assert not holds_at(Verdict.BETTER, 0.6, THRESHOLD, MoreIs.WORSE)
    assert holds_at(Verdict.FALLS, -0.6, THRESHOLD, MoreIs.NEITHER)
    assert holds_at(Verdict.PERHAPS_RISES, 0.1, THRESHOLD, MoreIs.NEITHER)
