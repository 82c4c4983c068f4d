from __future__ import annotations

import numpy as np
import pytest

from sandbox.errors import UsageError
from sandbox.statistics.estimates import mean, student_quantile
from sandbox.statistics.screening import (
    AnswerEnds,
    crossed_mean,
    elementary_effects,
    morris,
    tornado,
    trajectories,
)

BASE = np.array([10.0, 12.0, 11.0, 13.0])
WOBBLE = np.array([0.1, -0.1, 0.2, -0.2])
NAMES = ("fee", "patience", "reach")


def test_the_widest_swing_comes_first_and_drives() -> None:
    ends = {
        "fee": AnswerEnds(BASE - 1, BASE + 1),
        "patience": AnswerEnds(BASE + 4, BASE - 2 + WOBBLE),
        "reach": AnswerEnds(BASE, BASE + 3),
    }
    found = tornado(BASE, ends)
    assert [swing.assumption for swing in found.swings] == ["patience", "reach", "fee"]
    assert found.driver == "patience"
    assert (found.low, found.high) == (9.5, 15.5)
    assert found.at_base == mean(BASE)


def test_changes_are_paired_and_share_the_error() -> None:
    ends = {"fee": AnswerEnds(BASE, BASE + 2 + WOBBLE), "reach": AnswerEnds(BASE, BASE)}
    (swing, still) = tornado(BASE, ends, confidence=0.9).swings
    assert swing.change == mean(BASE + 2 + WOBBLE - BASE, "", 0.95)
    assert swing.at_high == mean(BASE + 2 + WOBBLE, "", 0.95)
    assert (still.change.mean, still.reach) == (0.0, 0.0)


def test_a_bend_reaches_farther_than_from_end_to_end() -> None:
    (swing,) = tornado(BASE, {"fee": AnswerEnds(BASE - 5, BASE - 4)}).swings
    assert (swing.change.mean, swing.reach) == (1.0, 5.0)


def test_nothing_drives_an_answer_that_does_not_move() -> None:
    assert tornado(BASE, {"fee": AnswerEnds(BASE, BASE)}).driver == ""
    alone = tornado(BASE, {})
    assert (alone.driver, alone.swings, alone.low, alone.high) == ("", (), 11.5, 11.5)


@pytest.mark.parametrize("levels", [2, 4, 6])
def test_each_step_moves_one_assumption_by_the_fixed_step(levels: int) -> None:
    design = trajectories(5, count=40, seed=1, levels=levels)
    grid = np.rint(design * (levels - 1)).astype(int)
    steps = np.diff(grid, axis=1)
    assert np.array_equal(np.abs(steps).sum(axis=2), np.full((40, 5), levels // 2))
    assert np.array_equal(np.abs(steps).sum(axis=1), np.full((40, 5), levels // 2))
    assert (grid.min(), grid.max()) == (0, levels - 1)
    assert np.array_equal(design, grid / (levels - 1))


def test_trajectories_repeat_with_the_seed() -> None:
    assert np.array_equal(trajectories(4, 9, seed=7), trajectories(4, 9, seed=7))
    assert not np.array_equal(trajectories(4, 9, seed=7), trajectories(4, 9, seed=8))


def test_odd_levels_are_refused() -> None:
    with pytest.raises(UsageError) as refused:
        trajectories(4, 9, seed=7, levels=5)
    assert str(refused.value) == "5 levels for a screening, must be even and at least 2"


def test_a_plane_has_its_slopes_as_effects() -> None:
    design = trajectories(3, count=8, seed=2)
    values = design @ np.array([2.0, -3.0, 0.0])
    effects = elementary_effects(design, values)
    assert effects == pytest.approx(np.tile([2.0, -3.0, 0.0], (8, 1)), abs=1e-12)
    found = {effect.assumption: effect for effect in morris(NAMES, design, values)}
    assert list(found) == ["patience", "fee", "reach"]
    assert found["patience"].mu.mean == pytest.approx(-3.0)
    assert found["patience"].mu_star.mean == pytest.approx(3.0)
    assert found["patience"].sigma.mean == pytest.approx(0.0, abs=1e-12)


def test_effects_that_cancel_show_in_mu_star_and_sigma() -> None:
    # On four levels a step of 2/3 in x1 changes (x1 - 1/2) (x2 - 1/2) by ±(2/3) (x2 - 1/2), and
    # x2 - 1/2 is ±1/2 or ±1/6 equally often: mean absolute effect 1/3, mean square 5/36.
    design = trajectories(2, count=2_000, seed=3)
    values = (design[:, :, 0] - 0.5) * (design[:, :, 1] - 0.5)
    first, second = morris(("fee", "reach"), design, values)
    for effect in (first, second):
        # Four standard errors of 2,000 trajectories: √(5/36) / √2000 × 4.
        assert effect.mu.mean == pytest.approx(0.0, abs=0.034)
        assert effect.mu_star.mean == pytest.approx(1 / 3, abs=0.015)
        assert effect.sigma.mean == pytest.approx((5 / 36) ** 0.5, abs=0.015)
        expected = 1.96 * (5 / 36 / 2_000) ** 0.5
        assert effect.mu.half_width == pytest.approx(expected, rel=0.15)


def test_replications_are_averaged_and_widen_the_interval() -> None:
    design = trajectories(3, count=6, seed=4)
    plane = design @ np.array([2.0, -3.0, 1.0])
    slopes = np.array([0.0, 2.0, 1.0])  # what the replications make of the plane
    found = morris(NAMES, design, plane[:, :, None] * slopes)
    assert found[0].mu_star.mean == pytest.approx(3.0)
    width = found[0].mu_star.half_width
    assert width is not None
    assert width > 1.0
    assert morris(NAMES, design, plane)[0].mu_star.half_width == pytest.approx(0, abs=1e-12)


def test_one_trajectory_gives_no_interval() -> None:
    design = trajectories(3, count=1, seed=4)
    found = morris(NAMES, design, design.sum(axis=2))
    assert {effect.mu.low for effect in found} == {None}


def test_a_crossed_mean_counts_rows_and_columns_and_what_cells_have_once() -> None:
    random = np.random.default_rng(1)
    table = random.normal(size=(6, 1)) + random.normal(size=4) + 0.1 * random.normal(size=(6, 4))
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    parts = [rows.var(ddof=1) / 6, columns.var(ddof=1) / 4]
    rest = table - rows[:, None] - columns + table.mean()
    variance = sum(parts) - (rest**2).sum() / 15 / 24
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / 5 + parts[1] ** 2 / 3)
    found = crossed_mean(table)
    assert found.mean == pytest.approx(table.mean())
    assert found.half_width == pytest.approx(student_quantile(0.95, freedom) * variance**0.5)
    # One column is exact: only the rows vary.
    assert crossed_mean(table[:, :1]).half_width == pytest.approx(mean(table[:, 0]).half_width)


def test_luck_alone_may_have_no_effect_and_no_spread() -> None:
    # Each replication tilts the answer its own way, and every point of it a little.
    random = np.random.default_rng(4)
    design = trajectories(3, count=8, seed=4)
    values = design @ random.normal(size=(3, 6)) + 0.1 * random.normal(size=(8, 4, 6))
    for effect in morris(NAMES, design, values):
        for each in (effect.mu, effect.mu_star, effect.sigma):
            assert each.low is not None
            assert each.mean is not None
            assert each.low <= 0.0 < each.mean or each is effect.mu
