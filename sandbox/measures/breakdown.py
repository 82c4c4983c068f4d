"""Outcomes by merchant, wallet, favourite, surface, segment, city tier, and new or existing."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from sandbox.measures.estimates import Estimate, ratio
from sandbox.vocabulary import CityTier, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sandbox.measures.results import RegimeResult

Rows = dict[str, "list[NDArray[np.int64]]"]
NONE = "none"


class Part(Enum):
    """Which arrivals a breakdown speaks of."""

    ALL = "all"
    PURCHASES = "purchases"
    SERVICES = "services"


def outcome_counts(row: NDArray[np.int64]) -> dict[str, int]:
    """Return a row of outcomes by name, zeros left out."""
    return {outcome.name.lower(): int(row[outcome]) for outcome in Outcome if row[outcome]}


def rows_of(tables: Sequence[NDArray[np.int64]], axis: int, names: Sequence[str]) -> Rows:
    """Return the outcomes of every member of an axis, one row per replication."""
    rows: Rows = {}
    for index, name in enumerate(names):
        parts = [table.take(index, axis=axis) for table in tables]
        rows[name] = [part.reshape(-1, len(Outcome)).sum(axis=0) for part in parts]
    return rows


def axes(result: RegimeResult, part: Part = Part.ALL) -> dict[str, Rows]:
    """Return every breakdown: name of the axis → member → outcomes by replication.

    Parameters
    ----------
    part
        All arrivals, purchases, or visits to destinations without payment.
        Favourites, segments, city tiers and new shoppers are counted of purchases only.
    """
    labels = result.built.labels
    wallets = [*labels.wallets.names, NONE]
    by_wallet = _places(result, "by_wallet", 0, part)
    tiers = [tier.name.lower() for tier in CityTier]
    found = {
        "merchant": rows_of(by_wallet, 0, labels.destinations.names),
        "wallet": rows_of(by_wallet, 1, wallets),
        "surface": rows_of(_places(result, "by_surface", 1, part), 0, labels.surfaces.names),
    }
    if part is not Part.SERVICES:
        found["favourite"] = rows_of(_whole(result, "by_favourite"), 0, wallets)
        found["segment"] = rows_of(_whole(result, "by_segment"), 0, labels.segments.names)
        found["city_tier"] = rows_of(_whole(result, "by_tier"), 0, tiers)
        found["shopper"] = rows_of(_whole(result, "by_new"), 0, ["existing", "new"])
    return found


def _whole(result: RegimeResult, table: str) -> list[NDArray[np.int64]]:
    return [tally[table] for tally in result.tallies]


def _places(result: RegimeResult, table: str, axis: int, part: Part) -> list[NDArray[np.int64]]:
    """Return a table with the destinations outside the part set to zero."""
    flags = np.array(result.built.world.destinations.is_service, dtype=np.int64)
    kept = {Part.ALL: flags * 0 + 1, Part.PURCHASES: 1 - flags, Part.SERVICES: flags}[part]
    shape = (-1, 1, 1) if axis == 0 else (1, -1, 1)
    return [tally[table] * kept.reshape(shape) for tally in result.tallies]


def success_of(rows: Sequence[NDArray[np.int64]]) -> Estimate:
    """Return paid ÷ purchases of one member, from rows of purchases only."""
    return ratio([int(row[Outcome.PAID]) for row in rows], [int(row.sum()) for row in rows])


def breakdown_json(result: RegimeResult) -> dict[str, dict[str, Any]]:
    """Return every breakdown as plain data; members without a checkout are left out."""
    document: dict[str, dict[str, Any]] = {}
    purchases = axes(result, Part.PURCHASES)
    for axis, members in axes(result).items():
        document[axis] = {}
        for name, rows in members.items():
            whole = sum(rows[1:], rows[0].copy())
            if whole.sum():
                document[axis][name] = {
                    "checkouts": int(whole.sum()),
                    "success_rate": success_of(purchases[axis][name]).as_json(),
                    "outcomes": outcome_counts(whole),
                }
    return document
