"""Distributions of durations and amounts as rows of a law table.

Logarithms are taken by `decimal`, whose results are the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from sandbox.chance.law_table import LawKind, LawTable
from sandbox.units import DURATION_US_MAX, threshold

if TYPE_CHECKING:
    from sandbox.scenario.schema.distribution_sections import (
        AmountDistribution,
        DurationDistribution,
    )

# 99th percentile of the standard normal distribution.
NORMAL_P99 = Decimal("2.326347874040841100885606163346911723")
_EXACT = Context(prec=40)


@lru_cache(maxsize=4096)
def lognormal_of(centre: int, p99: int, *, centre_is_mean: bool) -> tuple[float, float]:
    """Return mean and standard deviation of the logarithm of a lognormal distribution.

    With the median m: s = ln(p99 / m) / z.
    With the mean m: ln(p99 / m) = z s - s² / 2, hence s = z - sqrt(z² - 2 ln(p99 / m)),
    the smaller root, which is the one with a median near the mean.

    Parameters
    ----------
    centre
        Median or mean, positive.
    p99
        99th percentile in the same unit, not below the centre.
    """
    ratio = _EXACT.ln(_EXACT.divide(Decimal(p99), Decimal(centre)))
    location = _EXACT.ln(Decimal(centre))
    if not centre_is_mean:
        return float(location), float(_EXACT.divide(ratio, NORMAL_P99))
    root = _EXACT.sqrt(max(Decimal(0), NORMAL_P99 * NORMAL_P99 - 2 * ratio))
    scale = NORMAL_P99 - root
    return float(location - scale * scale / 2), float(scale)


@dataclass(slots=True)
class LawRows:
    """Rows of a law table while it is built."""

    kind: list[int] = field(default_factory=list)
    location: list[float] = field(default_factory=list)
    scale: list[float] = field(default_factory=list)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    knot_first: list[int] = field(default_factory=lambda: [0])
    knot_share: list[int] = field(default_factory=list)
    knot_value: list[int] = field(default_factory=list)

    def copy(self) -> LawRows:
        """Return rows to go on with, while these stay as they are."""
        return LawRows(*(list(getattr(self, column)) for column in self.__slots__))

    def add_duration(self, law: DurationDistribution) -> int:
        """Add a duration law and return its row."""
        return self._add(law, 0, DURATION_US_MAX)

    def add_amount(self, law: AmountDistribution) -> int:
        """Add an amount law and return its row."""
        return self._add(law, law.min, law.max)

    def _add(self, law: AmountDistribution | DurationDistribution, low: int, high: int) -> int:
        kind, location, scale = _shape(law)
        if law.constant is not None:
            low = high = law.constant
        self.kind.append(int(kind))
        self.location.append(location)
        self.scale.append(scale)
        self.low.append(low)
        self.high.append(high)
        for share, value in (law.empirical or {}).items():
            self.knot_share.append(threshold(share))
            self.knot_value.append(value)
        self.knot_first.append(len(self.knot_share))
        return len(self.kind) - 1

    def table(self) -> LawTable:
        """Return the finished table."""
        return LawTable(
            tuple(self.kind),
            tuple(self.location),
            tuple(self.scale),
            tuple(self.low),
            tuple(self.high),
            tuple(self.knot_first),
            tuple(self.knot_share),
            tuple(self.knot_value),
        )


def _shape(law: AmountDistribution | DurationDistribution) -> tuple[LawKind, float, float]:
    if law.empirical is not None:
        return LawKind.EMPIRICAL, 0.0, 0.0
    if law.exponential is not None:
        return LawKind.EXPONENTIAL, 0.0, float(law.exponential)
    if law.p99 is not None:
        centre = law.mean if law.mean is not None else law.median
        location, scale = lognormal_of(centre or 1, law.p99, centre_is_mean=law.mean is not None)
        return LawKind.LOGNORMAL, location, scale
    return LawKind.CONSTANT, 0.0, 0.0
