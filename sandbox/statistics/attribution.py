"""Which part of a bundle of rules brought how much: Shapley values of the uplift.

A part's share is what it adds to the parts before it, averaged over all orders in which the parts
could have been put in place (Shapley 1953). Shares are taken replication by replication on common
random numbers; they add up to the uplift in every replication, so they do so in the mean.

A subset of the parts is a bit mask: bit i stands for part i, 0 for none. Up to eight parts all
2^k subsets are played. Beyond, orders are sampled together with their reverses, and the intervals
include the error of the sampling (Castro, Gómez & Tejada 2009; Mitchell et al. 2022 on pairs).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial
from typing import TYPE_CHECKING

import numpy as np

from sandbox.errors import UsageError
from sandbox.statistics.estimates import (
    CONFIDENCE,
    Estimate,
    mean,
    shared_confidence,
    student_quantile,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

PARTS_EXACT_MAX = 8
"""Up to here all subsets are played: 256 regimes."""


@dataclass(frozen=True, slots=True)
class UpliftSplit:
    """The uplift and its split.

    Attributes
    ----------
    shares
        By part, in the order given; the intervals hold together (Bonferroni).
    uplift
        All parts less none, paired.
    is_exact
        Whether every order of the parts was counted.
    """

    shares: dict[str, Estimate]
    uplift: Estimate
    is_exact: bool


def attribute(
    parts: Sequence[str],
    values: Mapping[int, NDArray[np.float64]],
    confidence: float = CONFIDENCE,
) -> UpliftSplit:
    """Return the exact split of the uplift among at most eight parts.

    Parameters
    ----------
    parts
        Names; part i is bit i.
    values
        Of each of the 2^k subsets, the metric: one value per replication, all on the same draws.
        For a ratio of sums give pseudo-values; the split is linear in the values.
    confidence
        Of all shares together, 0 to 1.

    Raises
    ------
    UsageError
        Too many parts, or none.
    """
    if not 0 < len(parts) <= PARTS_EXACT_MAX:
        raise UsageError(
            f"an attribution to {len(parts)} parts, must be 1 to {PARTS_EXACT_MAX} to be exact",
            hint="join some parts, or sample their orders",
        )
    level = shared_confidence(confidence, len(parts))
    rows = shapley_values(len(parts), values)
    shares = {name: mean(row, "", level) for name, row in zip(parts, rows, strict=True)}
    return UpliftSplit(shares, _uplift(len(parts), values, confidence), is_exact=True)


def shapley_values(parts: int, values: Mapping[int, NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return each part's share in each replication.

    Integer values are summed without rounding (the weights are integers until the last division),
    as long as k! times a value stays below 2^53.

    Parameters
    ----------
    parts
        How many, k.
    values
        Of each of the 2^k subsets, one value per replication.

    Returns
    -------
    numpy.ndarray
        (parts, replications).
    """
    orders = factorial(parts)
    # So many orders put exactly these `size` other parts first.
    weights = [factorial(size) * factorial(parts - size - 1) for size in range(parts)]
    shares = np.zeros((parts, len(values[0])))
    for subset in range(1 << parts):
        for part in range(parts):
            if not subset >> part & 1:
                added = values[subset | 1 << part] - values[subset]
                shares[part] += weights[subset.bit_count()] * added
    return shares / orders


def sampled_orders(parts: int, pairs: int, seed: int) -> NDArray[np.int64]:
    """Return random orders of the parts, each followed by its reverse.

    Parameters
    ----------
    parts
        How many, k.
    pairs
        How many orders before the reverses are added; at least 2 for an interval.
    seed
        Any integer from 0.

    Returns
    -------
    numpy.ndarray
        (2 × pairs, parts).
    """
    random = np.random.default_rng(seed)
    drawn = [random.permutation(parts) for _ in range(pairs)]
    return np.array([row for order in drawn for row in (order, order[::-1])], dtype=np.int64)


def subsets_of(orders: NDArray[np.int64]) -> list[int]:
    """Return the subsets that some orders pass through, ascending: what has to be simulated."""
    passed = np.cumsum(1 << orders, axis=1)
    return [0, *(int(subset) for subset in np.unique(passed))]


def attribute_sampled(
    parts: Sequence[str],
    values: Mapping[int, NDArray[np.float64]],
    orders: NDArray[np.int64],
    confidence: float = CONFIDENCE,
) -> UpliftSplit:
    """Return the split of the uplift estimated from sampled orders.

    The variance of a share is that between pairs of orders plus that between replications. Each
    of the two contains what orders and replications do together, so the interval is somewhat too
    wide, never too narrow.

    Parameters
    ----------
    parts, values, confidence
        As for `attribute`; of the subsets only those of `subsets_of(orders)` are read.
    orders
        From `sampled_orders`.
    """
    level = shared_confidence(confidence, len(parts))
    added = _added(values, orders)
    shares = {name: _crossed(added[:, k], level) for k, name in enumerate(parts)}
    return UpliftSplit(shares, _uplift(len(parts), values, confidence), is_exact=False)


def _added(
    values: Mapping[int, NDArray[np.float64]], orders: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return what each part adds, (pairs, parts, replications)."""
    added = np.empty((*orders.shape, len(values[0])))
    for row, order in enumerate(orders.tolist()):
        subset = 0
        for part in order:
            added[row, part] = values[subset | 1 << part] - values[subset]
            subset |= 1 << part
    pairs: NDArray[np.float64] = (added[0::2] + added[1::2]) / 2
    return pairs


def _crossed(additions: NDArray[np.float64], confidence: float) -> Estimate:
    """Return the mean of a (pairs, replications) table, both being samples."""
    whole = float(additions.mean())
    fewest = min(additions.shape)
    if fewest < 2:
        return Estimate(whole, None, None, confidence)
    between = [float(additions.mean(axis=1 - k).var(ddof=1)) / additions.shape[k] for k in (0, 1)]
    half = student_quantile(confidence, fewest - 1) * float(np.sqrt(sum(between)))
    return Estimate(whole, whole - half, whole + half, confidence)


def _uplift(parts: int, values: Mapping[int, NDArray[np.float64]], confidence: float) -> Estimate:
    return mean(values[(1 << parts) - 1] - values[0], "all parts less none, paired", confidence)
