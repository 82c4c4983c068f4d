from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.engines import fates
from sandbox.engines.fates import FIRST_ROOM, NOT_THERE, Fates, with_room
from sandbox.vocabulary import Outcome

BEYOND = FIRST_ROOM * fates.WORD_BYTES
NUMBERS = st.one_of(st.integers(0, 40), st.integers(BEYOND - 3, 4 * BEYOND))
ENDINGS = st.dictionaries(NUMBERS, st.sampled_from([int(o) for o in Outcome]), max_size=30)


@given(ENDINGS)
@example({7: max(Outcome), BEYOND - 1: max(Outcome), BEYOND: 0})
def test_every_fate_is_found_where_its_checkout_is(endings: dict[int, int]) -> None:
    found = Fates()
    for number, outcome in endings.items():
        found.note(number, outcome)
    expected = np.full(max(endings, default=-1) + 1, NOT_THERE, dtype=np.uint8)
    for number, outcome in endings.items():
        expected[number] = outcome
    np.testing.assert_array_equal(found.outcomes(), expected)


def test_every_outcome_has_a_byte_of_its_own() -> None:
    assert max(Outcome) + 1 < NOT_THERE


def test_more_room_keeps_what_is_there_and_leaves_the_rest_empty() -> None:
    assert with_room(np.array([3, -5], dtype=np.int64)).tolist() == [3, -5, 0, 0]
