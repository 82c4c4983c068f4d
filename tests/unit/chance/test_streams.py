from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from sandbox.chance import streams
from sandbox.chance.ahead import blocks_ahead
from sandbox.chance.streams import StreamKey, attempt_try, block, store_entity, stream_key, word
from sandbox.errors import UsageError
from sandbox.vocabulary import EntityKind, Purpose
from tests.oracles.philox import philox4x32_10

BLOCKS_WITH_NAMED_LANES = ("IDENTITY", "VISIT", "MENU", "ATTEMPT", "FOLLOW_UP", "AFTERMATH")
NOT_LANES = {"ATTEMPT_MAX", "ATTEMPT_SHIFT"}
KEY = stream_key(2021_09_17, 4)

COORDINATES = st.tuples(
    st.integers(0, streams.KIND_MAX - 1),
    st.integers(0, streams.ENTITY_MAX - 1),
    st.integers(0, streams.PURPOSE_MAX - 1),
    st.integers(0, streams.PARTY_MAX - 1),
    st.integers(0, streams.ATTEMPT_MAX - 1),
    st.integers(0, streams.TRY_MAX - 1),
)


def _block(coordinates: tuple[int, int, int, int, int, int]) -> tuple[int, int, int, int]:
    kind, entity, purpose, party, attempt, further = coordinates
    return block(KEY, kind, entity, purpose, party, attempt_try(attempt, further))


def test_the_seed_is_split_into_halves() -> None:
    key = stream_key(0x0123_4567_89AB_CDEF, 5)
    assert key == StreamKey(seed_low=0x89AB_CDEF, seed_high=0x0123_4567, replication=5)


@pytest.mark.parametrize(
    ("seed", "replication", "message"),
    [
        (-1, 0, f"the seed is -1, must be between 0 and {2**64 - 1}"),
        (2**64, 0, f"the seed is {2**64}, must be between 0 and {2**64 - 1}"),
        (0, -1, f"the replication is -1, must be between 0 and {2**32 - 1}"),
        (0, 2**32, f"the replication is {2**32}, must be between 0 and {2**32 - 1}"),
    ],
)
def test_a_key_that_does_not_fit_is_refused(seed: int, replication: int, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        stream_key(seed, replication)
    assert str(caught.value) == message


def test_the_largest_key_is_admitted() -> None:
    assert stream_key(2**64 - 1, 2**32 - 1) == StreamKey(2**32 - 1, 2**32 - 1, 2**32 - 1)


@given(COORDINATES)
def test_the_counter_has_the_documented_layout(
    coordinates: tuple[int, int, int, int, int, int],
) -> None:
    kind, entity, purpose, party, attempt, further = coordinates
    counter = [
        entity % 2**32,
        entity // 2**32 + kind * 2**12 + purpose * 2**16,
        KEY.replication,
        party + attempt * 2**16 + further * 2**24,
    ]
    assert list(_block(coordinates)) == philox4x32_10(counter, [KEY.seed_low, KEY.seed_high])


@given(COORDINATES, COORDINATES)
def test_different_coordinates_never_share_a_block(
    one: tuple[int, int, int, int, int, int],
    other: tuple[int, int, int, int, int, int],
) -> None:
    # Philox is a bijection of counters under one key, so equal blocks mean equal counters.
    assert (_block(one) == _block(other)) == (one == other)


def test_seed_and_replication_change_every_word() -> None:
    of = [
        block(stream_key(seed, replication), 2, 7, 3, 0, 0)
        for seed, replication in ((1, 0), (1 << 32, 0), (1, 1))
    ]
    for lane in range(streams.LANES):
        assert len({words[lane] for words in of}) == len(of)


@pytest.mark.parametrize("lane", range(streams.LANES))
def test_a_word_is_a_lane_of_the_first_attempt(lane: int) -> None:
    words = block(KEY, EntityKind.STORE, 12, Purpose.ROLLOUT, 9, 0)
    assert word(KEY, EntityKind.STORE, 12, Purpose.ROLLOUT, 9, lane) == words[lane]


def test_stores_of_different_merchants_are_different_entities() -> None:
    last = store_entity(streams.PARTY_MAX - 1, streams.STORE_MAX - 1)
    assert store_entity(1, 0) == store_entity(0, streams.STORE_MAX - 1) + 1
    assert last < streams.ENTITY_MAX


def test_every_kind_and_purpose_fits_and_stands_in_the_table() -> None:
    table = streams.__doc__ or ""
    assert max(EntityKind) < streams.KIND_MAX
    assert max(Purpose) < streams.PERSONA_PURPOSE < streams.PURPOSE_MAX
    for purpose in Purpose:
        assert f"/ {purpose.name} " in table


@pytest.mark.parametrize("prefix", BLOCKS_WITH_NAMED_LANES)
def test_lanes_of_one_block_are_different(prefix: str) -> None:
    lanes = [
        value
        for name, value in vars(streams).items()
        if name.startswith(f"{prefix}_") and name not in NOT_LANES
    ]
    assert sorted(lanes) == list(range(len(lanes)))
    assert 2 <= len(lanes) <= streams.LANES


# Each statistical test below raises a false alarm for one seed in a million.
FALSE_ALARM = 1e-6
LIMIT_256 = float(stats.chi2.isf(FALSE_ALARM, 255))


class Draw(NamedTuple):
    """Coordinates of a range of blocks; the seed and the replication are shifts."""

    seed: int = 0
    replication: int = 4
    kind: int = EntityKind.CHECKOUT
    purpose: int = Purpose.ATTEMPT
    first: int = 0
    party: int = 0

    def words(self, seed: int) -> NDArray[np.int64]:
        key = stream_key(seed + self.seed, self.replication)
        ahead = blocks_ahead(key, self.kind, self.purpose, self.first, 200_000, self.party)
        return ahead.astype(np.int64)


def _chi_square(cells: NDArray[np.int64]) -> float:
    observed = np.bincount(cells, minlength=256)
    expected = cells.size / 256
    return float(((observed - expected) ** 2 / expected).sum())


@pytest.mark.parametrize("shift", [24, 0])
@pytest.mark.parametrize("lane", range(streams.LANES))
def test_a_lane_is_uniform_over_consecutive_entities(seed: int, lane: int, shift: int) -> None:
    assert _chi_square((Draw().words(seed)[:, lane] >> shift) & 255) < LIMIT_256


@pytest.mark.parametrize(
    "neighbour",
    [
        Draw(first=1),
        Draw(purpose=Purpose.ATTEMPT + 1),
        Draw(kind=EntityKind.SHOPPER),
        Draw(party=1),
        Draw(replication=5),
        Draw(seed=1),
    ],
)
def test_neighbouring_coordinates_are_independent(seed: int, neighbour: Draw) -> None:
    left = Draw().words(seed)[:, 0] >> 28
    right = neighbour.words(seed)[:, 0] >> 28
    assert _chi_square(left * 16 + right) < LIMIT_256


def test_lanes_of_one_block_are_independent(seed: int) -> None:
    top = Draw().words(seed) >> 30
    cells = top[:, 0] * 64 + top[:, 1] * 16 + top[:, 2] * 4 + top[:, 3]
    assert _chi_square(cells) < LIMIT_256


def test_the_chi_square_notices_a_slight_lean(seed: int) -> None:
    words = Draw().words(seed)[:, 0]
    leaning = np.where(words & 15 == 0, 0, words >> 24)  # one word in sixteen goes to cell 0
    assert _chi_square(leaning) > LIMIT_256
