from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal, localcontext
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.chance.law_table import LawKind, LawTable
from sandbox.chance.laws import (
    _rounded,
    exact_exp,
    gap,
    gaps_ahead,
    pick,
    sample,
    standard_exponential,
    standard_normal,
)
from sandbox.chance.quantile_tables import as_lists, load_tables

LISTS = as_lists(load_tables())
WORDS = st.integers(0, 2**32 - 1)
EDGES = [0, 1, 2, 3, 255, 256, 257, 2**31 - 1, 2**31, 2**31 + 1, 2**32 - 2, 2**32 - 1]
# Halves of the words lie on either side of these draws.
MIDDLE = 2**31

CONSTANT, EXPONENTIAL, LOGNORMAL, EMPIRICAL, WIDE = range(5)
LAWS = LawTable(
    kind=(
        LawKind.CONSTANT,
        LawKind.EXPONENTIAL,
        LawKind.LOGNORMAL,
        LawKind.EMPIRICAL,
        LawKind.LOGNORMAL,
    ),
    location=(0.0, 0.0, 12.0, 0.0, 33.0),
    scale=(0.0, 250_000.0, 0.5, 0.0, 6.0),
    low=(700, 100, 0, 0, 0),
    high=(700, 2_000_000, 10**9, 10**6, 20 * 10**12),
    knot_first=(0, 0, 0, 0, 3, 3),
    knot_share=(0, 2**30, 2**32),
    knot_value=(100, 300, 1_000),
)


def test_a_constant_is_always_its_value() -> None:
    assert {sample(LAWS, CONSTANT, word, LISTS) for word in EDGES} == {700}


def test_an_exponential_is_its_mean_times_the_standard_one() -> None:
    word = 1_234_567_890
    expected = int(250_000 * standard_exponential(word, LISTS) + 0.5)
    assert sample(LAWS, EXPONENTIAL, word, LISTS) == expected


def test_draws_are_held_within_their_bounds() -> None:
    assert sample(LAWS, EXPONENTIAL, 2**32 - 1, LISTS) == 100
    assert sample(LAWS, EXPONENTIAL, 0, LISTS) == 2_000_000


def test_rounding_up_does_not_leave_the_bounds() -> None:
    word = 1_234_567_890
    scale = 10.7 / standard_exponential(word, LISTS)
    law = LAWS._replace(kind=(LawKind.EXPONENTIAL,), scale=(scale,), low=(0,), high=(10,))
    assert sample(law, 0, word, LISTS) == 10


def test_a_draw_too_large_for_64_bits_is_the_upper_bound() -> None:
    assert sample(LAWS, WIDE, 0, LISTS) == 20 * 10**12
    assert sample(LAWS, WIDE, 2**32 - 1, LISTS) == 0


@pytest.mark.parametrize("share", [0.01, 0.25, 0.5, 0.9, 0.99, 0.999_999])
def test_a_lognormal_has_the_quantiles_of_its_normal(share: float) -> None:
    word = round((1 - share) * 2**32)
    normal = NormalDist(12.0, 0.5).inv_cdf(1 - (word + 0.5) / 2**32)
    exact = Decimal(normal).exp()
    # Half a unit of rounding, and the table's 5.8e-7 times the scale.
    assert abs(sample(LAWS, LOGNORMAL, word, LISTS) - exact) <= Decimal("0.5") + exact / 10**6


@pytest.mark.parametrize(
    ("share", "value"),
    [(0, 100), (2**29, 200), (2**30, 300), (2**30 + 3 * 2**29, 650), (2**32 - 1, 1_000)],
)
def test_an_empirical_law_is_linear_between_its_knots(share: int, value: int) -> None:
    assert sample(LAWS, EMPIRICAL, 2**32 - 1 - share, LISTS) == value


def test_a_word_stands_for_the_middle_of_its_share() -> None:
    # Two words share the first stretch from 0 to 100, so they lie at a quarter and three quarters.
    law = LAWS._replace(
        kind=(LawKind.EMPIRICAL,),
        high=(1_000,),
        low=(0,),
        knot_first=(0, 3),
        knot_share=(0, 2, 2**32),
        knot_value=(0, 100, 100),
    )
    drawn = [sample(law, 0, word, LISTS) for word in (2**32 - 1, 2**32 - 2, 2**32 - 3, 0)]
    assert drawn == [25, 75, 100, 100]


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind of law"):
        sample(LAWS._replace(kind=(9,)), 0, 5, LISTS)


@pytest.mark.parametrize("law", [EXPONENTIAL, LOGNORMAL, EMPIRICAL, WIDE])
@given(one=WORDS, other=WORDS)
def test_a_smaller_word_never_means_a_smaller_draw(law: int, one: int, other: int) -> None:
    small, large = sorted((one, other))
    assert sample(LAWS, law, small, LISTS) >= sample(LAWS, law, large, LISTS)


def test_arrays_and_lists_give_the_same_draws() -> None:
    arrays = LawTable(*map(np.array, LAWS))  # type: ignore[arg-type]  # arrays serve as sequences
    for law in range(5):
        for word in EDGES:
            expected = sample(LAWS, law, word, LISTS)
            assert sample(arrays, law, word, load_tables()) == expected


@given(st.lists(st.integers(0, 2**32), max_size=12), WORDS, st.integers(0, 3))
def test_pick_is_the_first_threshold_above_the_word(
    thresholds: list[int],
    word: int,
    first: int,
) -> None:
    table = [*sorted(thresholds), 2**32]
    shifted = [7] * first + table + [0, 0]
    assert pick(shifted, first, len(table), word) == bisect_right(table, word)


def test_pick_passes_over_members_without_weight() -> None:
    table = [0, 2**31, 2**31, 2**32]
    assert [pick(table, 0, 4, word) for word in (0, 2**31 - 1, 2**31, 2**32 - 1)] == [1, 1, 3, 3]


@given(st.lists(WORDS, min_size=1, max_size=50))
def test_gaps_ahead_are_the_gaps_one_by_one(words: list[int]) -> None:
    column = np.array(words + EDGES, dtype=np.uint32)
    ahead = gaps_ahead(column, load_tables())
    assert ahead.dtype == np.int64
    assert ahead.tolist() == [gap(word, LISTS) for word in words + EDGES]


def test_gaps_ahead_equal_the_gaps_in_every_octave() -> None:
    words = np.unique(np.geomspace(1, 2**32 - 1, 20_000).astype(np.int64))
    ahead = gaps_ahead(words.astype(np.uint32), load_tables())
    assert ahead.tolist() == [gap(word, LISTS) for word in words.tolist()]


def test_gaps_keep_the_shape_of_the_words() -> None:
    assert gaps_ahead(np.zeros((3, 4), dtype=np.uint32), load_tables()).shape == (3, 4)


def test_a_gap_is_a_whole_number_with_mean_two_to_the_twenty() -> None:
    # Midpoints of 2**16 equal cells: the error of this rule for -ln u is ln(2)/2 per 2**16 cells.
    words = np.arange(2**15, 2**32, 2**16)
    mean = gaps_ahead(words.astype(np.uint32), load_tables()).mean()
    assert abs(mean / 2**20 - (1 - np.log(2) / 2**17)) < 2e-6
    assert gap(0, LISTS) == 23_984_976
    assert gap(2**32 - 1, LISTS) == 0


@given(WORDS)
def test_the_normal_is_symmetric(word: int) -> None:
    mirrored = standard_normal(2**32 - 1 - word, LISTS)
    assert standard_normal(word, LISTS) == -mirrored
    assert (mirrored < 0) == (word < MIDDLE)


@given(st.floats(-40, 40))
def test_exp_is_right_to_the_fifteenth_digit(x: float) -> None:
    with localcontext() as context:
        context.prec = 40
        exact = Decimal(x).exp()
        assert abs(Decimal(exact_exp(x)) / exact - 1) < Decimal("4e-16")


def test_exp_is_right_where_its_range_is_cut() -> None:
    seams = (np.arange(-57, 58) + 0.5) * np.log(2)
    near = np.concatenate([seams * (1 + step * 1e-6) for step in range(-20, 21)])
    with localcontext() as context:
        context.prec = 40
        for x in near.tolist():
            assert abs(Decimal(exact_exp(x)) / Decimal(x).exp() - 1) < Decimal("4e-16")


def test_exp_of_nothing_is_one() -> None:
    assert exact_exp(0.0) == 1.0
    assert exact_exp(-0.0) == 1.0


def test_exp_is_held_at_its_limit() -> None:
    assert exact_exp(1e300) == exact_exp(40.0)
    assert exact_exp(-1e300) == exact_exp(-40.0)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.0, 0), (0.49999999999999994, 0), (0.5, 1), (1.5, 2), (2.5, 3), (2.4999, 2)],
)
def test_halves_are_rounded_upwards(value: float, expected: int) -> None:
    assert _rounded(value) == expected
