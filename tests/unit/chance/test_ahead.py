from __future__ import annotations

import numpy as np
import pytest

from sandbox.chance.ahead import blocks_ahead
from sandbox.chance.streams import ENTITY_MAX, block, stream_key, word
from sandbox.errors import CapacityError
from sandbox.vocabulary import EntityKind, Purpose

KEY = stream_key(2**64 - 5, 3)


@pytest.mark.parametrize("first", [0, 2**32 - 3, 2**40 - 2, ENTITY_MAX - 6])
def test_blocks_ahead_are_the_blocks_one_by_one(first: int) -> None:
    ahead = blocks_ahead(KEY, EntityKind.CHECKOUT, Purpose.ATTEMPT, first, 6, 65_535)
    assert ahead.shape == (6, 4)
    assert ahead.dtype == np.uint32
    assert ahead.flags.c_contiguous
    for row in range(6):
        expected = block(KEY, EntityKind.CHECKOUT, first + row, Purpose.ATTEMPT, 65_535, 0)
        assert tuple(ahead[row].tolist()) == expected


def test_flattened_gap_blocks_are_the_words_of_consecutive_arrivals() -> None:
    words = blocks_ahead(KEY, EntityKind.ARRIVAL, Purpose.GAP, 5, 3).ravel().tolist()
    assert words == [
        word(KEY, EntityKind.ARRIVAL, arrival // 4, Purpose.GAP, 0, arrival % 4)
        for arrival in range(20, 32)
    ]


def test_the_way_a_range_is_cut_changes_nothing() -> None:
    whole = blocks_ahead(KEY, EntityKind.SHOPPER, Purpose.IDENTITY, 10, 10_000)
    parts = [blocks_ahead(KEY, EntityKind.SHOPPER, Purpose.IDENTITY, 10, 4_097)]
    parts.append(blocks_ahead(KEY, EntityKind.SHOPPER, Purpose.IDENTITY, 4_107, 5_903))
    np.testing.assert_array_equal(np.concatenate(parts), whole)


def test_no_entities_are_no_blocks() -> None:
    assert blocks_ahead(KEY, EntityKind.SHOPPER, Purpose.IDENTITY, 0, 0).shape == (0, 4)


@pytest.mark.parametrize("first", [-1, ENTITY_MAX - 1])
def test_a_range_beyond_the_counter_is_refused(first: int) -> None:
    with pytest.raises(CapacityError, match="must be between 0 and 17592186044415"):
        blocks_ahead(KEY, EntityKind.SHOPPER, Purpose.IDENTITY, first, 2)
