from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.engines.record import COARSE, COARSE_CELLS, LATENCY_CELLS, latency_cell
from sandbox.statistics.histogram import coarse_bounds, interpolated_us, middle, percentile_us

DURATIONS = st.lists(st.integers(0, 10**9), min_size=1, max_size=60)
PERCENTS = st.fractions(min_value=Fraction(1, 10), max_value=Fraction(999, 10))


def histogram(durations: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    cells = [latency_cell(duration) for duration in durations]
    return np.bincount(cells, minlength=LATENCY_CELLS).astype(np.int64)


@given(DURATIONS, PERCENTS)
def test_the_cell_holds_the_smallest_value_that_enough_values_do_not_exceed(
    durations: list[int], percent: Fraction
) -> None:
    enough = (
        v
        for v in sorted(durations)
        if sum(d <= v for d in durations) * 100 >= percent * len(durations)
    )
    value = next(enough)
    bounds = percentile_us(histogram(durations), percent)
    assert bounds is not None
    assert bounds[0] <= value < bounds[1]
    assert bounds[0] <= interpolated_us(histogram(durations), percent) <= bounds[1] - 1


@given(DURATIONS, PERCENTS)
def test_a_coarse_cell_holds_its_fine_cells(durations: list[int], percent: Fraction) -> None:
    fine = histogram(durations)
    coarse = fine.reshape(COARSE_CELLS, COARSE).sum(axis=1)
    narrow = percentile_us(fine, percent)
    wide = percentile_us(coarse, percent, coarse_bounds)
    assert narrow is not None
    assert wide is not None
    assert wide[0] <= narrow[0] < narrow[1] <= wide[1]


def test_inside_its_cell_a_percentile_moves_with_its_rank() -> None:
    counts = histogram([1_000_000] * 100)
    low, high = percentile_us(counts, 50) or (0, 0)
    at = [interpolated_us(counts, percent) for percent in (25, 50, 75)]
    assert at == [low + (high - 1 - low) * share for share in (0.25, 0.5, 0.75)]


def test_without_values_there_is_no_percentile() -> None:
    nothing = histogram([])
    assert percentile_us(nothing, 50) is None
    assert middle(None) is None
    assert np.isnan(interpolated_us(nothing, 50))


@pytest.mark.parametrize(("cell", "found"), [((7, 8), 7), ((256, 258), 256), ((512, 516), 513)])
def test_the_middle_of_a_cell_is_a_whole_number(cell: tuple[int, int], found: int) -> None:
    assert middle(cell) == found
