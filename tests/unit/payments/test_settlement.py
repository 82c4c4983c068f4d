"""Settlement: windows, and positions that are netted at each cut-off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.payments import settlement
from sandbox.payments.settlement import WINDOWS_MAX

HOUR = 3_600_000_000


@pytest.mark.parametrize(
    ("time_us", "window"),
    [
        (0, 0),
        (HOUR - 1, 0),
        (HOUR, 1),
        (2 * HOUR - 1, 1),
        (62 * HOUR, 62),
        (63 * HOUR - 1, 62),
        (63 * HOUR, 63),
        (64 * HOUR - 1, 63),
        (64 * HOUR, 63),
        (1_000 * HOUR, 63),
    ],
)
def test_a_window_begins_at_its_cut_off_and_the_last_takes_whatever_comes_later(
    time_us: int, window: int
) -> None:
    assert WINDOWS_MAX == 64
    assert settlement.window_of(time_us, HOUR) == window


@pytest.mark.parametrize("every_us", [0, -1])
@pytest.mark.parametrize("time_us", [0, HOUR, 1_000 * HOUR])
def test_without_cut_offs_there_is_one_window(time_us: int, every_us: int) -> None:
    assert settlement.window_of(time_us, every_us) == 0


def test_a_payment_moves_two_positions_of_its_own_window() -> None:
    positions = [0] * 9
    settlement.move(positions, 3, 0, 2, 8_000)
    assert positions == [0, 0, 0, -8_000, 0, 8_000, 0, 0, 0]


def test_a_refund_moves_a_payment_back() -> None:
    positions = [0] * 3
    settlement.move(positions, 0, 0, 1, 8_000)
    settlement.move(positions, 0, 1, 0, 3_000)
    assert positions == [-5_000, 5_000, 0]
    settlement.move(positions, 0, 0, 1, -5_000)
    assert positions == [0, 0, 0]


def test_an_institution_owes_itself_nothing() -> None:
    positions = [0, 0]
    settlement.move(positions, 0, 1, 1, 8_000)
    assert positions == [0, 0]


def test_netting_pays_only_the_difference() -> None:
    positions = [0, 0]
    settlement.move(positions, 0, 0, 1, 8_000)
    settlement.move(positions, 0, 1, 0, 5_000)
    assert settlement.netted_fen(positions) == 3_000


def test_a_circle_of_equal_payments_nets_to_nothing() -> None:
    positions = [0, 0, 0]
    for payer in range(3):
        settlement.move(positions, 0, payer, (payer + 1) % 3, 8_000)
    assert positions == [0, 0, 0]
    assert settlement.netted_fen(positions) == 0


@pytest.mark.parametrize(
    ("positions", "netted_fen"),
    [([], 0), ([0], 0), ([-7, 7], 7), ([-10, 4, 6], 10), ([-3, -4, 0, 7], 7), ([-5, 2, -1, 4], 6)],
)
def test_what_changes_hands_is_what_creditors_are_owed(
    positions: list[int], netted_fen: int
) -> None:
    assert settlement.netted_fen(positions) == netted_fen


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2), st.integers(0, 3), st.integers(0, 3), st.integers(-(10**9), 10**9)
        )
    )
)
def test_every_window_sums_to_zero_and_netting_never_moves_more_than_was_paid(
    moves: list[tuple[int, int, int, int]],
) -> None:
    positions, paid = [0] * 12, [0] * 3
    for window, payer, receiver, amount_fen in moves:
        settlement.move(positions, window * 4, payer, receiver, amount_fen)
        paid[window] += abs(amount_fen)
    for window in range(3):
        own = positions[window * 4 : window * 4 + 4]
        assert sum(own) == 0
        assert settlement.netted_fen(own) == -sum(position for position in own if position < 0)
        assert settlement.netted_fen(own) <= paid[window]
