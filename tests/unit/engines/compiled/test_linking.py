from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sandbox.chance.philox import philox4x32
from sandbox.engines.compiled import linking
from sandbox.payments import fees
from tests.oracles.philox import philox4x32_10
from tests.unit.engines.compiled.programs import program

LARGEST = 2**63 - 1
BLOCKS = 1_003  # many times as many as the processor takes at once, and a rest

# Random123 1.14, tests/kat_vectors, line 3 of "philox4x32 10": digits of π.
COUNTER = 0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344
KEY = 0xA4093822, 0x299F31D0
BLOCK = 0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1


def wrapped(number: int) -> int:
    return (number + 2**63) % 2**64 - 2**63


def grows(number: int) -> bool:
    return number + 1 > number


def product(one: int, other: int) -> int:
    return one * other


def fill(words: NDArray[np.int64], first: int) -> None:
    for k in range(words.shape[1]):
        block = philox4x32(
            (first + k) & 0xFFFFFFFF, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0
        )
        words[0, k], words[1, k], words[2, k], words[3, k] = block


def two_fees(amount: int, share: int) -> int:
    return fees.share_of(amount, share) + fees.share_of(amount + share, share)


def test_a_sum_that_overflows_wraps_around() -> None:
    # With the compiler's promise that this never happens, the answer would always be yes.
    compiled = program(grows)
    assert compiled(LARGEST - 1)
    assert not compiled(LARGEST)


@pytest.mark.parametrize(
    ("one", "other"), [(0xD2511F53, 0xFFFFFFFF), (LARGEST, LARGEST), (-(2**63), -1), (3, 5)]
)
def test_a_product_that_overflows_wraps_around(one: int, other: int) -> None:
    assert program(product)(one, other) == wrapped(one * other)


def test_blocks_of_chance_drawn_in_a_loop_are_the_known_ones() -> None:
    words = np.zeros((4, BLOCKS), dtype=np.int64)
    first = COUNTER[0] - 500
    program(fill)(words, first)
    assert tuple(words[:, 500].tolist()) == BLOCK
    for k in (0, 1, 7, 8, 499, 501, 1_000, BLOCKS - 1):
        assert words[:, k].tolist() == philox4x32_10([first + k, *COUNTER[1:]], list(KEY))


def test_a_part_that_is_called_twice_is_linked_once() -> None:
    compiled = program(two_fees)
    assert compiled(10_000, 6_000) == 60 + 96
    [result] = compiled.overloads.values()
    called: list[Any] = linking.everything_called(result.library)
    parts = [part.name for part in called if isinstance(part, linking.PartLibrary)]
    assert len(parts) == len(set(parts)) == 1
