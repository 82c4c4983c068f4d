from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sandbox.errors import UsageError
from sandbox.statistics.estimates import student_quantile
from sandbox.statistics.roots import root, smallest_integer

NOISE = np.random.default_rng(6).normal(size=30)
NOISE -= NOISE.mean()
HALF = student_quantile(0.95, 29) * float(NOISE.std(ddof=1)) / 30**0.5


def income(fee: float) -> NDArray[np.float64]:
    return 6.0 - 4.0 * fee + NOISE


def test_the_root_and_its_interval_of_a_straight_line() -> None:
    found = root(income, 0.0, 5.0)
    assert found.at == pytest.approx(1.5, abs=1e-3)
    assert found.low == pytest.approx(1.5 - HALF / 4, abs=1e-3)
    assert found.high == pytest.approx(1.5 + HALF / 4, abs=1e-3)
    assert found.metric.mean == pytest.approx(0.0, abs=1e-2)


def test_another_target_is_met_elsewhere() -> None:
    assert root(income, 0.0, 5.0, target=2.0).at == pytest.approx(1.0, abs=1e-3)


def test_each_setting_is_simulated_once() -> None:
    asked: list[float] = []

    def value(fee: float) -> NDArray[np.float64]:
        asked.append(fee)
        return income(fee)

    found = root(value, 0.0, 5.0)
    assert len(asked) == len(set(asked)) == found.evaluations
    assert found.evaluations < 40


def test_the_interval_is_wider_where_the_spread_grows() -> None:
    def value(x: float) -> NDArray[np.float64]:
        return x - 5.0 + x * NOISE

    found = root(value, 0.0, 20.0)
    # x - 5 = ±x HALF
    assert found.low == pytest.approx(5 / (1 + HALF), abs=3e-3)
    assert found.high == pytest.approx(5 / (1 - HALF), abs=3e-3)


def test_an_interval_that_runs_out_of_the_range_is_open() -> None:
    found = root(income, 1.45, 5.0)
    assert found.low is None
    assert found.high == pytest.approx(1.5 + HALF / 4, abs=1e-3)


def test_one_replication_has_a_root_and_no_interval() -> None:
    found = root(lambda x: np.array([x * x - 2.0]), 0.0, 2.0)
    assert found.at == pytest.approx(2**0.5, abs=1e-3)
    assert (found.low, found.high) == (None, None)


def test_without_spread_the_interval_is_the_root() -> None:
    found = root(lambda x: np.full(5, x - 1.0), 0.0, 3.0)
    assert found.low == pytest.approx(1.0, abs=1e-3)
    assert found.high == pytest.approx(1.0, abs=1e-3)


def test_a_jump_over_the_target_is_found() -> None:
    found = root(lambda x: np.full(5, 1.0 if x > 0.7 else -1.0), 0.0, 1.0)
    assert found.at == pytest.approx(0.7, abs=1e-3)


def test_a_root_at_an_end_is_found() -> None:
    assert root(lambda x: x + NOISE * 0, 0.0, 1.0).at == 0.0


def test_a_target_out_of_reach_is_refused_with_both_values() -> None:
    with pytest.raises(UsageError) as refused:
        root(income, 2.0, 5.0, target=1.0)
    assert str(refused.value) == (
        "the target 1 is not reached between 2 and 5: the metric is -2 at 2 and -14 at 5"
    )
    assert refused.value.hint == "search a wider range, or another target"


def test_a_metric_that_does_not_move_is_refused() -> None:
    with pytest.raises(UsageError, match="the target 0 is not reached between 0 and 1"):
        root(lambda x: 0 * x + NOISE * 0, 0.0, 1.0)


def test_a_range_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(UsageError) as refused:
        root(income, 5.0, 2.0)
    assert str(refused.value) == "a search between 5 and 2, the first must be the smaller"


def test_the_needed_capacity_is_the_first_that_is_enough() -> None:
    found = smallest_integer(lambda n: 7.0 * n + 3.0 * NOISE, 1, 40, target=50.0)
    enough = [n for n in range(1, 41) if 7 * n >= 50]
    surely = [n for n in range(1, 41) if 7 * n - 3 * HALF >= 50]
    maybe = [n for n in range(1, 41) if 7 * n + 3 * HALF >= 50]
    assert (found.low, found.at, found.high) == (maybe[0], enough[0], surely[0])
    assert found.evaluations < 15


def test_fewer_losses_count_as_reached_where_the_metric_falls() -> None:
    def lost(places: int) -> NDArray[np.float64]:
        return 100.0 / places + NOISE

    found = smallest_integer(lost, 1, 200, target=4.1)
    assert found.at == 25
    assert found.low == next(n for n in range(1, 200) if 100 / n - HALF <= 4.1)
    assert found.high == next(n for n in range(1, 200) if 100 / n + HALF <= 4.1)


def test_a_capacity_that_is_enough_by_chance_only_has_an_open_interval() -> None:
    found = smallest_integer(lambda n: n - 9.9 + 30.0 * NOISE, 1, 10)
    assert (found.low, found.at, found.high) == (None, 10, None)


def test_a_capacity_that_is_never_enough_is_refused() -> None:
    with pytest.raises(UsageError, match="the metric is -4 at 1 and -1 at 4"):
        smallest_integer(lambda n: n - 5.0 + NOISE * 0, 1, 4)
