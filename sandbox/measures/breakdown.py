"""Outcomes by merchant, wallet, favourite, surface, segment, city tier, and new or existing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.measures.estimates import Estimate, ratio
from sandbox.vocabulary import CityTier, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from sandbox.measures.results import RegimeResult

Rows = dict[str, "list[NDArray[np.int64]]"]
NONE = "none"


def payment_outcomes(row: NDArray[np.int64]) -> int:
    """Return how many of the outcomes belong to purchases (all but `opened`)."""
    return int(row.sum() - row[Outcome.OPENED])


def outcome_counts(row: NDArray[np.int64]) -> dict[str, int]:
    """Return a row of outcomes by name, zeros left out."""
    return {outcome.name.lower(): int(row[outcome]) for outcome in Outcome if row[outcome]}


def rows_of(result: RegimeResult, table: str, axis: int, names: Sequence[str]) -> Rows:
    """Return the outcomes of every member of an axis, one row per replication."""
    rows: Rows = {}
    for index, name in enumerate(names):
        parts = []
        for tally in result.tallies:
            part = tally[table].take(index, axis=axis)
            parts.append(part.reshape(-1, len(Outcome)).sum(axis=0))
        rows[name] = parts
    return rows


def axes(result: RegimeResult) -> dict[str, Rows]:
    """Return every breakdown: name of the axis → member → outcomes by replication."""
    labels = result.built.labels
    wallets = [*labels.wallets.names, NONE]
    return {
        "merchant": rows_of(result, "by_wallet", 0, labels.destinations.names),
        "wallet": rows_of(result, "by_wallet", 1, wallets),
        "favourite": rows_of(result, "by_favourite", 0, wallets),
        "surface": rows_of(result, "by_surface", 0, labels.surfaces.names),
        "segment": rows_of(result, "by_segment", 0, labels.segments.names),
        "city_tier": rows_of(result, "by_tier", 0, [tier.name.lower() for tier in CityTier]),
        "shopper": rows_of(result, "by_new", 0, ["existing", "new"]),
    }


def success_of(rows: Sequence[NDArray[np.int64]]) -> Estimate:
    """Return paid ÷ purchases of one member."""
    paid = [int(row[Outcome.PAID]) for row in rows]
    return ratio(paid, [payment_outcomes(row) for row in rows])


def breakdown_json(result: RegimeResult) -> dict[str, dict[str, Any]]:
    """Return every breakdown as plain data; members without a checkout are left out."""
    document: dict[str, dict[str, Any]] = {}
    for axis, members in axes(result).items():
        document[axis] = {}
        for name, rows in members.items():
            whole = sum(rows[1:], rows[0].copy())
            if whole.sum():
                document[axis][name] = {
                    "checkouts": int(whole.sum()),
                    "success_rate": success_of(rows).as_json(),
                    "outcomes": outcome_counts(whole),
                }
    return document
