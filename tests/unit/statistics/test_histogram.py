from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.model.records.record import (
    COARSE,
    COARSE_CELLS,
    EXTREME_COLUMNS,
    LATENCY_CELLS,
    latency_bounds,
    latency_cell,
)
from sandbox.statistics.histogram import (
    coarse_bounds,
    extremes_us,
    percentiles,
    pool,
    rank,
    rank_of,
)
from tests.unit.statistics.counted import counted

DURATIONS = st.lists(st.integers(0, 10**9), min_size=1, max_size=60)
PERCENTS = st.fractions(min_value=Fraction(1, 10), max_value=Fraction(999, 10))


def exactly(durations: list[int], percent: Fraction) -> int:
    """Return the smallest value that enough values do not exceed."""
    enough = -(-len(durations) * percent // 100)
    return sorted(durations)[int(enough) - 1]


@given(DURATIONS, PERCENTS)
def test_the_cell_holds_the_smallest_value_that_enough_values_do_not_exceed(
    durations: list[int], percent: Fraction
) -> None:
    counts = counted(durations).counts
    low, high = latency_bounds(rank_of(counts, rank(len(durations), percent)).cell)
    value = exactly(durations, percent)
    assert low <= value < high
    pooled = pool([counts])
    assert low <= pooled.percentiles(pooled.counts, percent).item() <= high - 1


@given(DURATIONS, PERCENTS)
def test_extremes_keep_a_percentile_between_values_that_were_seen(
    durations: list[int], percent: Fraction
) -> None:
    counts, extremes = counted(durations)
    pooled = pool([counts], latency_bounds, extremes)
    cell = latency_cell(exactly(durations, percent))
    seen = [duration for duration in durations if latency_cell(duration) == cell]
    assert min(seen) <= pooled.percentiles(pooled.counts, percent).item() <= max(seen)


@given(DURATIONS, PERCENTS)
def test_a_coarse_cell_is_as_wide_as_what_its_fine_cells_have_seen(
    durations: list[int], percent: Fraction
) -> None:
    fine, extremes = counted(durations)
    coarse = fine.reshape(COARSE_CELLS, COARSE).sum(axis=1)
    pooled = pool([coarse], coarse_bounds, extremes)
    cell = latency_cell(exactly(durations, percent)) // COARSE
    seen = [duration for duration in durations if latency_cell(duration) // COARSE == cell]
    assert min(seen) <= pooled.percentiles(pooled.counts, percent).item() <= max(seen)


@given(DURATIONS)
def test_extremes_are_the_least_and_the_largest_of_their_cell(durations: list[int]) -> None:
    least, largest = extremes_us(counted(durations).extremes)
    cells = np.array([latency_cell(duration) for duration in durations])
    for cell in set(cells.tolist()):
        seen = np.array(durations)[cells == cell]
        assert (least[cell], largest[cell]) == (seen.min(), seen.max())
    assert np.isnan(np.delete(least, cells)).all()


@pytest.mark.parametrize("percent", [50, 95, Fraction(999, 10)])
def test_a_constant_is_what_it_is_in_a_fine_and_in_a_coarse_cell(percent: int | Fraction) -> None:
    fine, extremes = counted([200_000] * 30 + [3_000_017])
    coarse = fine.reshape(COARSE_CELLS, COARSE).sum(axis=1)
    for counts, bounds in ((fine, latency_bounds), (coarse, coarse_bounds)):
        pooled = pool([counts], bounds, extremes)
        expected = 200_000 if percent != Fraction(999, 10) else 3_000_017
        assert pooled.percentiles(pooled.counts, percent).item() == expected


def test_inside_its_cell_a_percentile_moves_with_its_rank() -> None:
    low, high = latency_bounds(latency_cell(1_000_000))
    pooled = pool([counted([low + 10, *[1_000_000] * 98, high - 11]).counts])
    at = [pooled.percentiles(pooled.counts, percent).item() for percent in (25, 50, 75)]
    assert at == [low + (high - 1 - low) * share for share in (0.25, 0.5, 0.75)]
    counts, extremes = counted([low + 10, *[1_000_000] * 98, high - 11])
    pooled = pool([counts], latency_bounds, extremes)
    assert pooled.percentiles(pooled.counts, 25).item() == low + 10 + (high - low - 21) / 4


def test_a_cell_much_denser_than_both_neighbours_is_a_clump() -> None:
    lows = [latency_bounds(latency_cell(1_000_000) + k)[0] for k in (-1, 0, 1)]
    for sizes, is_clump in (((9, 10, 0), False), ((4, 10, 4), True), ((4, 10, 5), False)):
        values = [low for low, size in zip(lows, sizes, strict=True) for _ in range(size)]
        pooled = pool([counted(values).counts])
        cell = rank_of(pooled.together, sizes[0] + 1).cell
        assert pooled.is_clump(cell) is is_clump
        low, high = latency_bounds(latency_cell(1_000_000))
        inside = pooled.value(rank_of(pooled.together, sizes[0] + 1))
        known = (low, high - 1) if is_clump else (inside, inside)
        assert pooled.certain_bounds(rank_of(pooled.together, sizes[0] + 1)) == known


def test_printed_percentiles_are_rounded_and_come_with_their_number() -> None:
    counts, extremes = counted([200_000] * 3)
    told = {"p50": 200_000, "p95": 200_000, "p99": 200_000, "count": 3}
    assert percentiles(counts, extremes) == told
    assert percentiles(counts, extremes, percents=(90,)) == {"p90": 200_000, "count": 3}


def test_without_values_there_is_no_percentile() -> None:
    nothing = counted([])
    empty = np.zeros((LATENCY_CELLS, EXTREME_COLUMNS), dtype=np.int64)
    assert np.array_equal(nothing.extremes, empty)
    assert percentiles(*nothing) == {"p50": None, "p95": None, "p99": None, "count": 0}
    pooled = pool([nothing.counts, nothing.counts], latency_bounds, nothing.extremes)
    assert np.isnan(pooled.percentiles(pooled.counts, 50)).tolist() == [True, True]
