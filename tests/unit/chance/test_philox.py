from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.chance.philox import CHUNK, philox4x32, philox4x32_array
from tests.oracles.philox import philox4x32_10

# Random123 1.14, tests/kat_vectors, lines "philox4x32 10": counter, key, block.
KNOWN_ANSWERS = [
    (
        "00000000 00000000 00000000 00000000",
        "00000000 00000000",
        "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    ),
    (
        "ffffffff ffffffff ffffffff ffffffff",
        "ffffffff ffffffff",
        "408f276d 41c83b0e a20bc7c6 6d5451fd",
    ),
    (
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]
WORDS = st.integers(0, 2**32 - 1)


def _words(text: str) -> list[int]:
    return [int(part, 16) for part in text.split()]


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN_ANSWERS)
def test_published_known_answers(counter: str, key: str, expected: str) -> None:
    c, k = _words(counter), _words(key)
    assert list(philox4x32(c[0], c[1], c[2], c[3], k[0], k[1])) == _words(expected)
    column = np.array(c, dtype=np.uint32).reshape(4, 1)
    assert philox4x32_array(column, k[0], k[1])[:, 0].tolist() == _words(expected)
    assert philox4x32_10(c, k) == _words(expected)


@given(st.lists(WORDS, min_size=4, max_size=4), st.lists(WORDS, min_size=2, max_size=2))
def test_scalar_equals_the_plain_transcription(counter: list[int], key: list[int]) -> None:
    c0, c1, c2, c3 = counter
    assert list(philox4x32(c0, c1, c2, c3, key[0], key[1])) == philox4x32_10(counter, key)


def test_array_equals_the_scalar_across_chunks() -> None:
    generator = np.random.default_rng(20)
    counters = generator.integers(0, 2**32, size=(4, CHUNK + 3), dtype=np.uint32)
    before = counters.copy()
    words = philox4x32_array(counters, 0xDEADBEEF, 0xFFFFFFFF)
    assert words.dtype == np.uint32
    np.testing.assert_array_equal(counters, before)
    for column in [*range(20), CHUNK - 1, CHUNK, CHUNK + 2]:
        c0, c1, c2, c3 = counters[:, column].tolist()
        expected = philox4x32(c0, c1, c2, c3, 0xDEADBEEF, 0xFFFFFFFF)
        assert tuple(words[:, column].tolist()) == expected


def test_no_blocks_are_no_words() -> None:
    assert philox4x32_array(np.empty((4, 0), dtype=np.uint32), 1, 2).shape == (4, 0)


def test_words_survive_integers_of_64_bits_that_wrap() -> None:
    counter = [2**32 - 1] * 6
    with np.errstate(over="ignore"):
        wrapped = philox4x32(*np.array(counter, dtype=np.int64))
    assert [int(word) for word in wrapped] == _words(KNOWN_ANSWERS[1][2])
