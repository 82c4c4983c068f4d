"""Where checkouts went: the same checkout under two rule sets, from each outcome to each.

Shoppers and their luck are the same under every rule set, so a checkout can be matched with
itself by its number. The matrix of one replication is small, and matrices add up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

NOT_THERE = 255  # a checkout that a traffic rule left out
ABSENT = len(Outcome)  # its row and column of the matrix, the last one
SIDE = ABSENT + 1
ABSENT_NAME = "not there"


def outcomes_by_number(
    checkouts: Sequence[int],
    outcomes: Sequence[int],
    arrivals: int,
) -> NDArray[np.uint8]:
    """Return one byte per checkout number: its outcome, `NOT_THERE` where it did not arrive.

    Parameters
    ----------
    checkouts, outcomes
        Numbers in [0, arrivals) and their `Outcome`, in any order.
    arrivals
        Length of the result.
    """
    column = np.full(arrivals, NOT_THERE, dtype=np.uint8)
    column[np.asarray(checkouts, dtype=np.int64)] = np.asarray(outcomes, dtype=np.uint8)
    return column


def moves_between(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return how many checkouts went from each outcome to each.

    Parameters
    ----------
    before, after
        Outcome by checkout number under two rule sets, shape (arrivals,); the shorter one is
        taken to lack the rest.

    Returns
    -------
        int64, shape (`SIDE`, `SIDE`): row the outcome before, column the outcome after, the last
        one of both for checkouts that are not there.

    Raises
    ------
    ValueError
        For a byte that is neither an outcome nor `NOT_THERE`.
    """
    arrivals = max(len(before), len(after))
    row, column = _ranks(before, arrivals), _ranks(after, arrivals)
    cells = np.bincount(row * _SIDE + column, minlength=SIDE * SIDE)
    return cells.astype(np.int64).reshape(SIDE, SIDE)


def _ranks(outcomes: NDArray[np.uint8], arrivals: int) -> NDArray[np.uint16]:
    # Narrow numbers and a table: this is done for every checkout of a study.
    ranks = np.full(arrivals, ABSENT, dtype=np.uint16)
    np.take(_RANK, outcomes, out=ranks[: len(outcomes)], mode="clip")
    if arrivals and ranks.max() > ABSENT:
        raise ValueError("a byte is neither an outcome nor `not there`")
    return ranks


def _rank_table() -> NDArray[np.uint16]:
    ranks = np.arange(NOT_THERE + 1, dtype=np.uint16)
    ranks[NOT_THERE] = ABSENT
    return ranks


_RANK = _rank_table()
_SIDE = np.uint16(SIDE)  # its square is far from 65,536


def rescue_counts(moves: NDArray[np.int64]) -> dict[str, int]:
    """Return by cause the checkouts that were lost and are paid now; zeros left out."""
    return _by_cause(moves[:, Outcome.PAID])


def newly_lost(moves: NDArray[np.int64]) -> dict[str, int]:
    """Return by cause the checkouts that were paid and are lost now; zeros left out."""
    return _by_cause(moves[Outcome.PAID, :])


def _by_cause(counts: NDArray[np.int64]) -> dict[str, int]:
    return {
        outcome.name.lower(): int(counts[outcome])
        for outcome in Outcome
        if outcome not in (Outcome.PAID, Outcome.OPENED) and counts[outcome]
    }


def moves_json(moves: NDArray[np.int64]) -> dict[str, Any]:
    """Return moves as plain data: the cells that are not zero, and what they sum up to."""
    names = [*(outcome.name.lower() for outcome in Outcome), ABSENT_NAME]
    return {
        "from_to": {
            names[row]: {names[k]: int(moves[row, k]) for k in np.flatnonzero(moves[row])}
            for row in range(SIDE)
            if moves[row].any()
        },
        "rescued": rescue_counts(moves),
        "newly_lost": newly_lost(moves),
        "changed": moved_count(moves),
        "checkouts": int(moves.sum()),
    }


def moved_count(moves: NDArray[np.int64]) -> int:
    """Return how many checkouts ended otherwise."""
    return int(moves.sum() - np.trace(moves))
