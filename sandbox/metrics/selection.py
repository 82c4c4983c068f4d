"""A part of the tally, and the counts that it holds, replication by replication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandbox.metrics.metric_catalogue import Axis
from sandbox.model.records.record import APPROVED, ATTEMPTS
from sandbox.vocabulary import CityTier, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sandbox.metrics.regime_result import RegimeResult
    from sandbox.metrics.tally import Tally
    from sandbox.scenario.tables.build import BuiltWorld

NONE = "none"


class OutcomeTable(NamedTuple):
    """A table that counts outcomes: its name, and its axes before the last, the outcome."""

    name: str
    axes: tuple[Axis, ...]


# The smallest first.
_OF_OUTCOMES = (
    OutcomeTable("by_stage", ()),
    OutcomeTable("by_bucket", (Axis.TIME,)),
    OutcomeTable("by_wallet", (Axis.MERCHANT, Axis.WALLET)),
    OutcomeTable("by_surface", (Axis.SURFACE, Axis.MERCHANT)),
    OutcomeTable("by_favourite", (Axis.FAVOURITE,)),
    OutcomeTable("by_segment", (Axis.SEGMENT,)),
    OutcomeTable("by_tier", (Axis.CITY_TIER,)),
    OutcomeTable("by_new", (Axis.SHOPPER,)),
    OutcomeTable("by_amount", (Axis.AMOUNT,)),
)
_WITH_SERVICES_APART = frozenset({"by_stage", "by_bucket"})


class Part(Enum):
    """Which arrivals are meant."""

    ALL = "all"
    PURCHASES = "purchases"
    SERVICES = "services"


@dataclass(frozen=True, slots=True)
class Selection:
    """A part of the tally.

    Attributes
    ----------
    members
        Axis → index of the one member that counts; other axes count whole.
    buckets, bands
        The time buckets and the bands of amounts that count, None for all.
    """

    members: Mapping[Axis, int] = field(default_factory=dict)
    buckets: slice | None = None
    bands: slice | None = None

    @property
    def axes(self) -> frozenset[Axis]:
        """The axes that it narrows."""
        spans = {Axis.TIME: self.buckets, Axis.AMOUNT: self.bands}
        return frozenset(self.members) | {axis for axis, span in spans.items() if span is not None}

    def along(self, axes: Sequence[Axis]) -> tuple[int | slice, ...]:
        """Return the index into a table with these axes."""
        every = slice(None)
        spans = {Axis.TIME: self.buckets or every, Axis.AMOUNT: self.bands or every}
        return tuple(spans.get(axis, self.members.get(axis, every)) for axis in axes)


EVERYTHING = Selection()


def members(built: BuiltWorld, axis: Axis) -> tuple[str, ...]:
    """Return the names along an axis, in the order of the tables; none for time and amounts."""
    labels = built.labels
    wallets = (*labels.wallets.names, NONE)
    names: dict[Axis, tuple[str, ...]] = {
        Axis.MERCHANT: labels.destinations.names,
        Axis.WALLET: wallets,
        Axis.SURFACE: labels.surfaces.names,
        Axis.FAVOURITE: wallets,
        Axis.SEGMENT: labels.segments.names,
        Axis.CITY_TIER: tuple(tier.name.lower() for tier in CityTier),
        Axis.SHOPPER: ("existing", "new"),
        Axis.ROUTE: built.routes,
        Axis.TIME: (),
        Axis.AMOUNT: (),
    }
    return names[axis]


def with_part(
    table: NDArray[np.int64], built: BuiltWorld, axis: int, part: Part
) -> NDArray[np.int64]:
    """Return a table with the destinations outside the part set to zero.

    Parameters
    ----------
    axis
        Axis of the destinations.
    """
    if part is Part.ALL:
        return table
    flags = np.array(built.world.destinations.is_service, dtype=np.int64)
    kept = 1 - flags if part is Part.PURCHASES else flags
    shape = [1] * table.ndim
    shape[axis] = -1
    found: NDArray[np.int64] = table * kept.reshape(shape)
    return found


def outcome_rows(
    result: RegimeResult, where: Selection = EVERYTHING, part: Part = Part.ALL
) -> NDArray[np.int64]:
    """Return outcomes by replication, shape (replications, outcomes).

    Favourites, segments, city tiers, new shoppers and amounts are counted of purchases only.

    Raises
    ------
    KeyError
        Where no table has all the axes; metrics are checked against that when they are read.
    """
    table = _table(where)
    rows = [_outcomes(result.built, tally, table, where, part) for tally in result.tallies]
    return np.array(rows, dtype=np.int64).reshape(-1, len(Outcome))


def _table(where: Selection) -> OutcomeTable:
    for table in _OF_OUTCOMES:
        if where.axes <= set(table.axes):
            return table
    raise KeyError(sorted(where.axes))


def _outcomes(
    built: BuiltWorld,
    tally: Tally,
    table: OutcomeTable,
    where: Selection,
    part: Part,
) -> NDArray[np.int64]:
    name, axes = table
    counts = tally[name]
    if name in _WITH_SERVICES_APART and part is not Part.ALL:
        services = tally[f"services_{name}"]
        counts = services if part is Part.SERVICES else counts - services
    elif Axis.MERCHANT in axes:
        counts = with_part(counts, built, axes.index(Axis.MERCHANT), part)
    found: NDArray[np.int64] = counts[where.along(axes)].reshape(-1, len(Outcome)).sum(axis=0)
    return found


def tries(result: RegimeResult, where: Selection = EVERYTHING) -> list[tuple[int, int]]:
    """Return attempts and approvals by replication; narrowed by wallet or route, and by time."""
    by_route = Axis.ROUTE in where.axes
    axes = (Axis.ROUTE, Axis.TIME) if by_route else (Axis.TIME, Axis.WALLET)
    name, approved = ("by_route", 1) if by_route else ("by_bucket_wallet", APPROVED)
    index = where.along(axes)
    return [
        (
            int(tally[name][(*index, ATTEMPTS)].sum()),
            int(tally[name][(*index, approved)].sum()),
        )
        for tally in result.tallies
    ]


def destination_sums(result: RegimeResult, where: Selection, column: int) -> list[int]:
    """Return a column of the sums by destination, by replication; narrowed by merchant."""
    return result.per_replication("by_destination", *where.along((Axis.MERCHANT,)), column)
