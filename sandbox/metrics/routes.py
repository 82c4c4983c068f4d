"""Volume and success by route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.metrics import rates
from sandbox.metrics.catalogue import Axis
from sandbox.metrics.selection import Selection
from sandbox.statistics.estimates import ratio

if TYPE_CHECKING:
    from sandbox.metrics.results import RegimeResult
    from sandbox.scenario.tables.build import BuiltWorld


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
