"""Beta draws for the Thompson policies, from a bounded number of keyed tries.

Beta(a, b) = G(a) / (G(a) + G(b)) with independent gamma variates G. Each try at the pair is one
block at the caller's address in the table of lanes; its number is the try of the counter:

====  ==============================================
lane  content
====  ==============================================
0     normal of G(a)
1     uniform of G(a)
2     normal of G(b)
3     uniform of G(b)
====  ==============================================

A gamma keeps the first of its words that are accepted, so neither waits for the other.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from sandbox.arithmetic import exact_ln
from sandbox.chance.laws import standard_normal
from sandbox.chance.quantile_tables import QuantileTable
from sandbox.chance.streams import StreamKey, attempt_try, block

# A try is accepted with a probability above 0.95, so sixteen in a row fail once in 10**20.
TRIES_MAX: Final = 16
REJECTED: Final = -1.0
WORD_WIDTH: Final = 1.0 / (1 << 33)  # of a half word; a word stands for its middle


class DrawAddress(NamedTuple):
    """Which blocks of the counter belong to a draw; the fields are arguments of `streams.block`."""

    kind: int
    entity: int
    purpose: int
    party: int
    attempt: int


def beta(key: StreamKey, address: DrawAddress, a: float, b: float, tables: QuantileTable) -> float:
    """Return a draw from Beta(a, b), strictly between 0 and 1.

    Parameters
    ----------
    key
        Of the replication.
    address
        Of the draw; its tries 0..`TRIES_MAX` - 1 are used up here.
    a, b
        At least 1.
    tables
        From `load_tables` or `as_lists`.
    """
    left = REJECTED
    right = REJECTED
    for number in range(TRIES_MAX):
        words = block(
            key,
            address.kind,
            address.entity,
            address.purpose,
            address.party,
            attempt_try(address.attempt, number),
        )
        if left == REJECTED:
            left = gamma_try(a, words[0], words[1], tables)
        if right == REJECTED:
            right = gamma_try(b, words[2], words[3], tables)
        if REJECTED not in (left, right):
            break
    if left == REJECTED:
        left = a - 1.0 / 3.0
    if right == REJECTED:
        right = b - 1.0 / 3.0
    return left / (left + right)


def gamma_try(shape: float, normal_word: int, uniform_word: int, tables: QuantileTable) -> float:
    """Return a gamma variate of mean `shape`, or `REJECTED`.

    Parameters
    ----------
    shape
        At least 1.
    normal_word, uniform_word
        One draw each.

    Notes
    -----
    Source: Marsaglia and Tsang, "A simple method for generating gamma variables" (ACM TOMS 26,
    2000), section 5: d v with d = shape - 1/3 and v = (1 + x / √(9 d))³ for a normal x, accepted
    if ln u < x²/2 + d (1 - v + ln v); the first comparison, on x⁴, spares most logarithms.
    """
    d = shape - 1.0 / 3.0
    x = standard_normal(normal_word, tables)
    root = 1.0 + x / math.sqrt(9.0 * d)
    if root <= 0.0:
        return REJECTED
    v = root * root * root
    u = (2 * uniform_word + 1) * WORD_WIDTH
    square = x * x
    if u < 1.0 - 0.0331 * square * square:
        return d * v
    if exact_ln(u) < 0.5 * square + d * (1.0 - v + exact_ln(v)):
        return d * v
    return REJECTED
