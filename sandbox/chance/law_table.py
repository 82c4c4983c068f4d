"""The shape of the table of laws: distributions of durations and amounts."""

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple


class LawKind(IntEnum):
    """Kinds of distributions."""

    CONSTANT = 0
    EXPONENTIAL = 1
    LOGNORMAL = 2
    EMPIRICAL = 3


class LawTable(NamedTuple):
    """Distributions of durations (µs) and amounts (fen), row by row.

    Attributes
    ----------
    kind
        A `LawKind`.
    location
        Mean of the logarithm of the lognormal.
    scale
        Standard deviation of the logarithm of the lognormal, or mean of the exponential.
    low, high
        Bounds of the result, 0 <= low <= high < 2**53; a constant is its `low`.
    knot_first
        Row of the first quantile of an empirical law; one more entry than laws.
    knot_share, knot_value
        Quantiles: word threshold (0 … 2**32) and value, rising.
    """

    kind: Sequence[int]
    location: Sequence[float]
    scale: Sequence[float]
    low: Sequence[int]
    high: Sequence[int]
    knot_first: Sequence[int]
    knot_share: Sequence[int]
    knot_value: Sequence[int]
