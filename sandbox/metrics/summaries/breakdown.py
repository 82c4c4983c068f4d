"""Outcomes by merchant, wallet, favourite, surface, segment, city tier, new or existing; routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.metrics.metric_catalogue import Axis
from sandbox.metrics.selection import Part, Selection, members, with_part
from sandbox.metrics.summaries import rates
from sandbox.statistics.estimates import Estimate, ratio
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from sandbox.metrics.regime_result import RegimeResult
    from sandbox.scenario.tables.build import BuiltWorld

Rows = dict[str, "list[NDArray[np.int64]]"]
_OF_PEOPLE = {
    "favourite": "by_favourite",
    "segment": "by_segment",
    "city_tier": "by_tier",
    "shopper": "by_new",
}


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
    built = result.built
    by_wallet = _places(result, "by_wallet", 0, part)
    by_surface = _places(result, "by_surface", 1, part)
    found = {
        "merchant": rows_of(by_wallet, 0, members(built, Axis.MERCHANT)),
        "wallet": rows_of(by_wallet, 1, members(built, Axis.WALLET)),
        "surface": rows_of(by_surface, 0, members(built, Axis.SURFACE)),
    }
    if part is not Part.SERVICES:
        for name, table in _OF_PEOPLE.items():
            rows = [tally[table] for tally in result.tallies]
            found[name] = rows_of(rows, 0, members(built, Axis(name)))
    return found


def _places(result: RegimeResult, table: str, axis: int, part: Part) -> list[NDArray[np.int64]]:
    """Return a table with the destinations outside the part set to zero."""
    return [with_part(tally[table], result.built, axis, part) for tally in result.tallies]


def success_of(rows: Sequence[NDArray[np.int64]]) -> Estimate:
    """Return paid ÷ purchases of one member, from rows of purchases only."""
    return ratio([int(row[Outcome.PAID]) for row in rows], [int(row.sum()) for row in rows])


def breakdown_json(result: RegimeResult) -> dict[str, dict[str, Any]]:
    """Return every breakdown as plain data; members without a checkout are left out."""
    document: dict[str, dict[str, Any]] = {}
    purchases = axes(result, Part.PURCHASES)
    for axis, whole_axis in axes(result).items():
        document[axis] = {}
        for name, rows in whole_axis.items():
            whole = sum(rows[1:], rows[0].copy())
            if whole.sum():
                document[axis][name] = {
                    "checkouts": int(whole.sum()),
                    "success_rate": success_of(purchases[axis][name]).as_json(),
                    "outcomes": outcome_counts(whole),
                }
    return document


def has_routes(built: BuiltWorld) -> bool:
    """Tell whether a world declares routes and has more than one; direct ones have no names."""
    labels = built.labels
    places, wallets = labels.destinations.names, labels.wallets.names
    direct = {f"{place}→{wallet}" for place in places for wallet in wallets}
    return len(built.routes) > 1 and not direct.issuperset(built.routes)


def routes_json(result: RegimeResult) -> dict[str, dict[str, Any]]:
    """Return attempts, approvals and their rate, and the share of all attempts, by route.

    Counts are of all replications. Routes without an attempt are left out, and the table is empty
    where the world has no routes to tell apart.
    """
    if not has_routes(result.built):
        return {}
    everywhere = rates.attempts(result)
    table: dict[str, dict[str, Any]] = {}
    for index, name in enumerate(result.built.routes):
        on_it = Selection({Axis.ROUTE: index})
        attempts, approvals = rates.attempts(result, on_it), rates.approvals(result, on_it)
        if sum(attempts):
            table[name] = {
                "attempts": sum(attempts),
                "approvals": sum(approvals),
                "approval_rate": ratio(approvals, attempts, rates.APPROVAL.of).as_json(),
                "share": ratio(attempts, everywhere, "attempts on this route / attempts").as_json(),
            }
    return table
