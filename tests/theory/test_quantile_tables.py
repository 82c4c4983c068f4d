"""The shipped tables are the ones that the generator makes, and as close as they say.

Nothing here is random: words are enumerated, or summed up in closed form.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib.resources import files

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sandbox.chance.laws import standard_exponential, standard_normal
from sandbox.chance.quantile_tables import (
    FILE,
    NODES,
    QuantileTable,
    as_lists,
    load_tables,
    read_tables,
)
from sandbox.errors import SandboxError
from tests.oracles import quantile_tables as oracle

LISTS = as_lists(load_tables())
Variate = Callable[[int, QuantileTable], float]


def test_the_generator_makes_the_shipped_tables_to_the_last_bit() -> None:
    shipped = load_tables()
    made = oracle.tables()
    assert made.shape == (2, NODES)
    np.testing.assert_array_equal(shipped.exponential, made[0])
    np.testing.assert_array_equal(shipped.normal, made[1])


def test_a_damaged_file_is_refused() -> None:
    content = bytearray(files("sandbox.chance").joinpath(FILE).read_bytes())
    content[5_000] ^= 1
    with pytest.raises(SandboxError, match=r"quantiles\.npy has the hash [0-9a-f]{64}, must be"):
        read_tables(bytes(content))


def test_loaded_tables_cannot_be_changed() -> None:
    column = load_tables().normal
    assert isinstance(column, np.ndarray)
    with pytest.raises(ValueError, match="read-only"):
        column[0] = 0.0


def test_lists_hold_the_same_floats() -> None:
    assert type(LISTS.normal) is list
    np.testing.assert_array_equal(LISTS.exponential, load_tables().exponential)
    np.testing.assert_array_equal(LISTS.normal, load_tables().normal)


@pytest.mark.parametrize("nodes", LISTS)
def test_nodes_fall_to_zero(nodes: list[float]) -> None:
    assert (np.diff(nodes) < 0).all()
    assert nodes[-1] == 0.0


def _graded_words(top: int) -> NDArray[np.int64]:
    """Return the first words, and 16 to each of 256 cells in every octave below `top`."""
    octaves = [2**k + np.arange(4_096) * 2 ** (k - 12) for k in range(12, top)]
    return np.concatenate([np.arange(4_096), *octaves])


def _errors(variate: Variate, words: NDArray[np.int64], exact: NDArray[np.float64]) -> float:
    drawn = np.array([variate(word, LISTS) for word in words.tolist()])
    return float(np.abs(drawn - exact).max())


def test_the_exponential_is_within_its_stated_error() -> None:
    words = _graded_words(32)
    exact = stats.expon.isf((2 * words + 1) / 2**33)
    assert 1.3e-6 < _errors(standard_exponential, words, exact) < 1.4e-6


def test_the_normal_is_within_its_stated_error() -> None:
    words = _graded_words(31)
    exact = stats.norm.isf((2 * words + 1) / 2**33)
    assert 5.6e-7 < _errors(standard_normal, words, exact) < 5.8e-7


def test_the_tail_of_large_draws_is_right() -> None:
    words = np.arange(2_000)
    survival = (2 * words + 1) / 2**33
    assert _errors(standard_exponential, words, stats.expon.isf(survival)) < 1.4e-6
    # The normal curves z times less than the exponential there, and these words have z > 4.9.
    assert _errors(standard_normal, words, stats.norm.isf(survival)) < 1.4e-6 / 4.9


def test_the_tail_of_small_exponentials_is_right() -> None:
    left = np.unique(np.geomspace(1, 2**31, 20_000).astype(np.int64))
    exact = -np.log1p(-(2 * left - 1) / 2**33)
    drawn = np.array([standard_exponential(2**32 - word, LISTS) for word in left.tolist()])
    relative = np.abs(drawn / exact - 1)
    assert (drawn > 0).all()
    assert relative.max() < 8e-4
    assert relative[drawn > 0.02].max() < 1.6e-5


def _moments(variate: Variate, nodes: list[float], stride: int) -> tuple[float, float]:
    """Return mean and second moment over all words that the variate takes from its table.

    A cell holds `count` words at the places (2j + 1) / (2 count), so that its sums have a closed
    form; below the ninth octave of words a cell holds less than one, and they are enumerated.

    Parameters
    ----------
    stride
        Distance of neighbouring words in units of u / 2**-33.
    """
    first = [variate(word, LISTS) for word in range(256)]
    sums = list(first)
    squares = [value * value for value in first]
    column = np.array(nodes)
    lowest = stride.bit_length() + 7
    for octave in range(lowest, 33):
        count = 2.0 ** (octave - lowest)
        left = column[octave * 256 : octave * 256 + 256]
        rise = column[octave * 256 + 1 : octave * 256 + 257] - left
        sums += (count * (left + rise / 2)).tolist()
        spread = 1 / 3 - 1 / (12 * count * count)
        squares += (count * (left * (left + rise) + rise * rise * spread)).tolist()
    words = 2**33 / stride
    return math.fsum(sums) / words, math.fsum(squares) / words


def test_the_exponential_has_the_stated_bias() -> None:
    mean, square = _moments(standard_exponential, list(LISTS.exponential), 2)
    assert 0.9e-10 < mean - 1 < 1.1e-10
    assert -4.3e-9 < square - mean * mean - 1 < -4.0e-9


def test_the_normal_has_the_stated_bias() -> None:
    half_mean, square = _moments(standard_normal, list(LISTS.normal), 4)
    assert abs(half_mean - math.sqrt(2 / math.pi)) < 3e-11
    assert -3.3e-10 < square - 1 < -3.1e-10
