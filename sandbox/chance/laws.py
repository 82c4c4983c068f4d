"""Words of chance become choices, durations and amounts.

Every function takes one 32-bit word and is a pure function of it.
A smaller word means a larger draw, whatever the law: a checkout that is unlucky with one latency
is as unlucky with another, which is what common random numbers live on.

Floats see only the four operations and comparison, which are exact to the last bit on every
machine; this source is interpreted by one engine and compiled by the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandbox.chance.law_table import LawKind, LawTable
from sandbox.chance.quantile_tables import QuantileTable
from sandbox.units import WORD

SIGN: Final = 63  # shifting by it leaves 0, or -1 of a negative number: all bits
HALF_WORD: Final = 1 << 31
GAP_MEAN: Final = 1 << 20

CELL_BITS: Final = 24  # of a word with its leading one at bit 32, below the 8 bits of the cell
CELL_MASK: Final = (1 << CELL_BITS) - 1
CELL_WIDTH: Final = 1.0 / (1 << CELL_BITS)
TOP_OCTAVE: Final = 32

DOUBLE_BITS: Final = 44  # of a double's significand, below the 8 bits of the cell
DOUBLE_MASK: Final = (1 << DOUBLE_BITS) - 1
DOUBLE_WIDTH: Final = 1.0 / (1 << DOUBLE_BITS)
DOUBLE_BIAS: Final = 1023 << 8  # exponent bias of a double, in cells

EXPONENT_LIMIT: Final = 40.0  # e**40 µs is 7,500 years, and e**40 fits 64 bits
# ln 2 as a 31-bit head, whose products with small integers are exact, and the rest.
LN2_HEAD: Final = 1488522236 / 2147483648
LN2_REST: Final = -4.2009150726810846e-11
LN2_INVERSE: Final = 1.4426950408889634


def sample(law: LawTable, index: int, word: int, tables: QuantileTable) -> int:
    """Return a draw from one law, rounded half up and held within its bounds.

    Parameters
    ----------
    law
        All laws of a world, as lists or arrays.
    index
        Row of the law.
    word
        In 0..2**32 - 1.
    tables
        From `load_tables` or `as_lists`.

    Returns
    -------
    int
        In the law's own unit, µs or fen.
    """
    kind = law.kind[index]
    if kind == LawKind.CONSTANT:
        return int(law.low[index])
    if kind == LawKind.EXPONENTIAL:
        value = law.scale[index] * standard_exponential(word, tables)
    elif kind == LawKind.LOGNORMAL:
        value = exact_exp(law.location[index] + law.scale[index] * standard_normal(word, tables))
    elif kind == LawKind.EMPIRICAL:
        value = _empirical(law, index, word)
    else:
        raise ValueError("unknown kind of law")
    return _bounded(value, law.low[index], law.high[index])


def gap(word: int, table: QuantileTable) -> int:
    """Return the time between two arrivals as an integer exponential with mean 2**20.

    The unit is 2**-20 of the mean time between arrivals; the caller turns sums of gaps into µs
    by the intensity of arrivals.
    """
    return _rounded(standard_exponential(word, table) * GAP_MEAN)


def gaps_ahead(words: NDArray[np.uint32], table: QuantileTable) -> NDArray[np.int64]:
    """Return `gap` of every word, bit for bit, in the shape of `words`.

    Notes
    -----
    Seen as a double, 2w + 1 is already split: its exponent is the octave, the upper 8 bits of its
    significand are the cell and the other 44 bits the place within the cell.
    """
    nodes: NDArray[np.float64] = np.asarray(table.exponential)
    odd = words.astype(np.int64) * 2 + 1
    bits = odd.astype(np.float64).view(np.int64)
    node = (bits >> DOUBLE_BITS) - DOUBLE_BIAS
    place = (bits & DOUBLE_MASK) * DOUBLE_WIDTH
    left = nodes[node]
    value = (left + (nodes[node + 1] - left) * place) * GAP_MEAN
    gaps: NDArray[np.int64] = value.astype(np.int64)
    gaps += value - gaps >= 0.5
    return gaps


def pick(cumulative: Sequence[int] | NDArray[np.int64], first: int, count: int, word: int) -> int:
    """Return the smallest k with word < cumulative[first + k].

    Parameters
    ----------
    cumulative
        Word thresholds of all tables, one after another; those of one table never fall and end
        at 2**32.
    first
        Where the table begins.
    count
        Its length, at least 1.
    word
        In 0..2**32 - 1.

    Returns
    -------
    int
        In 0..count - 1.
    """
    # Steps depend on the length alone, and a sign decides, which the processor need not foresee.
    found = 0
    while count > 1:
        half = count >> 1
        found += half & ((cumulative[first + found + half - 1] - 1 - word) >> SIGN)
        count -= half
    return found


def standard_exponential(word: int, table: QuantileTable) -> float:
    """Return an exponential variate with mean 1, in [0, 22.88]; it falls as the word rises."""
    return _graded(2 * word + 1, table.exponential)


def standard_normal(word: int, table: QuantileTable) -> float:
    """Return a standard normal variate, in [-6.35, 6.35]; it falls as the word rises.

    The upper half of the words mirrors the lower one, so the law is exactly symmetric.
    """
    if word < HALF_WORD:
        return _graded(4 * word + 2, table.normal)
    return -_graded(4 * (WORD - 1 - word) + 2, table.normal)


def exact_exp(x: float) -> float:
    """Return e**x with a relative error below 4e-16, the same on every machine.

    Parameters
    ----------
    x
        Held within ±40.

    Notes
    -----
    x = k ln 2 + r with |r| <= 0.35; then the Taylor series of e**r to the 13th power, even and
    odd powers apart (remainder 4e-18), times 2**k, which is an exact float.
    """
    x = min(max(x, -EXPONENT_LIMIT), EXPONENT_LIMIT)
    scaled = x * LN2_INVERSE
    k = int(scaled + 0.5) if scaled >= 0.0 else -int(0.5 - scaled)
    r = (x - k * LN2_HEAD) - k * LN2_REST
    s = r * r
    even = _even_powers(s)
    odd = _odd_powers(s)
    if k >= 0:
        return (even + r * odd) * (1 << k)
    return (even + r * odd) / (1 << -k)


def _even_powers(s: float) -> float:
    total = 1.0 / 479001600.0
    total = total * s + 1.0 / 3628800.0
    total = total * s + 1.0 / 40320.0
    total = total * s + 1.0 / 720.0
    total = total * s + 1.0 / 24.0
    total = total * s + 0.5
    return total * s + 1.0


def _odd_powers(s: float) -> float:
    total = 1.0 / 6227020800.0
    total = total * s + 1.0 / 39916800.0
    total = total * s + 1.0 / 362880.0
    total = total * s + 1.0 / 5040.0
    total = total * s + 1.0 / 120.0
    total = total * s + 1.0 / 6.0
    return total * s + 1.0


def _graded(odd: int, nodes: Sequence[float] | NDArray[np.float64]) -> float:
    # The survival probability is odd / 2**33; its leading bit is the octave.
    octave = odd.bit_length() - 1
    odd <<= TOP_OCTAVE - octave
    node = (octave << 8) + ((odd >> CELL_BITS) & 255)
    left = nodes[node]
    return left + (nodes[node + 1] - left) * ((odd & CELL_MASK) * CELL_WIDTH)


def _empirical(law: LawTable, index: int, word: int) -> float:
    share = WORD - 1 - word
    first = law.knot_first[index]
    knot = first + pick(law.knot_share, first, law.knot_first[index + 1] - first, share)
    width = law.knot_share[knot] - law.knot_share[knot - 1]
    place = (share - law.knot_share[knot - 1] + 0.5) / width
    left = law.knot_value[knot - 1]
    return left + (law.knot_value[knot] - left) * place


def _bounded(value: float, low: int, high: int) -> int:
    # Comparing as floats first keeps a huge value from overflowing an integer.
    if value >= high:
        return int(high)
    return max(_rounded(value), int(low))


def _rounded(value: float) -> int:
    whole = int(value)
    if value - whole >= 0.5:
        return whole + 1
    return whole
