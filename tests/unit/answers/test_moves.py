from __future__ import annotations

import numpy as np
import pytest

from sandbox.answers.moves import (
    ABSENT,
    NOT_THERE,
    SIDE,
    moves_between,
    moves_json,
    newly_lost,
    outcomes_by_number,
    rescue_counts,
)
from sandbox.vocabulary import Outcome

PAID, REFUSED = int(Outcome.PAID), int(Outcome.SWITCH_REFUSED)
NO_WALLET, OPENED = int(Outcome.NO_COMMON_WALLET), int(Outcome.OPENED)


def column(*outcomes: int) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.array(outcomes, dtype=np.uint8)


def test_each_checkout_is_counted_once_from_its_outcome_to_its_outcome() -> None:
    before = column(PAID, REFUSED, NO_WALLET, NO_WALLET)
    after = column(PAID, PAID, PAID, NO_WALLET)
    moves = moves_between(before, after)
    expected = np.zeros((SIDE, SIDE), dtype=np.int64)
    for a, b in zip(before, after, strict=True):
        expected[a, b] += 1
    assert moves.dtype == np.int64
    assert np.array_equal(moves, expected)


def test_rescued_and_newly_lost_are_told_by_their_cause() -> None:
    before = column(PAID, PAID, REFUSED, NO_WALLET, NO_WALLET, OPENED, REFUSED)
    after = column(PAID, REFUSED, PAID, PAID, PAID, OPENED, NO_WALLET)
    moves = moves_between(before, after)
    assert rescue_counts(moves) == {"no_common_wallet": 2, "switch_refused": 1}
    assert newly_lost(moves) == {"switch_refused": 1}


def test_checkouts_that_a_traffic_rule_left_out_are_neither_rescued_nor_lost() -> None:
    moves = moves_between(column(NOT_THERE, PAID, REFUSED), column(PAID, NOT_THERE, NOT_THERE))
    assert (moves[ABSENT, PAID], moves[PAID, ABSENT], moves[REFUSED, ABSENT]) == (1, 1, 1)
    assert rescue_counts(moves) == newly_lost(moves) == {}


def test_the_shorter_column_lacks_the_rest() -> None:
    moves = moves_between(column(PAID), column(PAID, PAID, REFUSED))
    assert (moves[PAID, PAID], moves[ABSENT, PAID], moves[ABSENT, REFUSED]) == (1, 1, 1)
    assert np.array_equal(moves.T, moves_between(column(PAID, PAID, REFUSED), column(PAID)))


def test_rows_in_any_order_find_their_number() -> None:
    found = outcomes_by_number([3, 0], [REFUSED, PAID], 5)
    assert found.tolist() == [PAID, NOT_THERE, NOT_THERE, REFUSED, NOT_THERE]


def test_a_byte_that_is_no_outcome_is_refused() -> None:
    with pytest.raises(ValueError, match="neither an outcome"):
        moves_between(column(PAID), column(200))


def test_plain_data_names_the_cells_and_adds_them_up() -> None:
    document = moves_json(moves_between(column(PAID, REFUSED, NOT_THERE), column(PAID, PAID, PAID)))
    assert document == {
        "from_to": {
            "paid": {"paid": 1},
            "switch_refused": {"paid": 1},
            "not there": {"paid": 1},
        },
        "rescued": {"switch_refused": 1},
        "newly_lost": {},
        "changed": 2,
        "checkouts": 3,
    }
