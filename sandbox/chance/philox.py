"""Philox4x32-10: four 32-bit words of chance from a counter and a key, without any state.

Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011),
section 3.3; the known answers of its library Random123 are among our tests.
The scalar function and the NumPy one return the same words.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

MASK: Final = 0xFFFFFFFF
ROUNDS: Final = 10
# Multipliers and key increments (golden ratio, sqrt(3) - 1): Salmon et al. 2011, section 3.3.
MULTIPLIER_0: Final = 0xD2511F53
MULTIPLIER_1: Final = 0xCD9E8D57
WEYL_0: Final = 0x9E3779B9
WEYL_1: Final = 0xBB67AE85
# Ten temporaries of this length stay in the second-level cache of an ordinary core.
CHUNK: Final = 4_096


def philox4x32(
    c0: int,
    c1: int,
    c2: int,
    c3: int,
    k0: int,
    k1: int,
) -> tuple[int, int, int, int]:
    """Return the four words of one block.

    Parameters
    ----------
    c0, c1, c2, c3
        Counter words, each in 0..2**32 - 1.
    k0, k1
        Key words, each in 0..2**32 - 1.

    Returns
    -------
    tuple
        Four words, each in 0..2**32 - 1.

    Notes
    -----
    A product fills 64 bits and so wraps in a signed integer of that size;
    masking after the shift makes the wrapped and the unbounded product give the same words.
    """
    for _ in range(ROUNDS):
        product_0 = MULTIPLIER_0 * c0
        product_1 = MULTIPLIER_1 * c2
        c0 = ((product_1 >> 32) & MASK) ^ c1 ^ k0
        c1 = product_1 & MASK
        c2 = ((product_0 >> 32) & MASK) ^ c3 ^ k1
        c3 = product_0 & MASK
        k0 = (k0 + WEYL_0) & MASK
        k1 = (k1 + WEYL_1) & MASK
    return c0, c1, c2, c3


def philox4x32_array(counters: NDArray[np.uint32], k0: int, k1: int) -> NDArray[np.uint32]:
    """Return the words of many blocks under one key.

    Parameters
    ----------
    counters
        Shape (4, n): column j holds the counter words of block j.
    k0, k1
        Key words, each in 0..2**32 - 1.

    Returns
    -------
    NDArray
        Shape (4, n): column j holds the words of block j.
    """
    words = np.empty(counters.shape, dtype=np.uint32)
    for first in range(0, counters.shape[1], CHUNK):
        part = slice(first, first + CHUNK)
        words[:, part] = _rounds(counters[:, part].astype(np.uint64), k0, k1)
    return words


def _rounds(state: NDArray[np.uint64], k0: int, k1: int) -> NDArray[np.uint64]:
    c0, c1, c2, c3 = state
    for _ in range(ROUNDS):
        product_0 = c0 * MULTIPLIER_0
        product_1 = c2 * MULTIPLIER_1
        # The old words are dead now; their memory takes the new ones, which halves the time.
        np.right_shift(product_1, 32, out=c0)
        c0 ^= c1
        c0 ^= k0
        np.right_shift(product_0, 32, out=c2)
        c2 ^= c3
        c2 ^= k1
        np.bitwise_and(product_1, MASK, out=c1)
        np.bitwise_and(product_0, MASK, out=c3)
        k0 = (k0 + WEYL_0) & MASK
        k1 = (k1 + WEYL_1) & MASK
    return state
