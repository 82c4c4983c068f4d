"""Routing policies that users add in Python: found by their entry points.

A package registers a function in the group `payment_sandbox.routing_policies`:

    [project.entry-points."payment_sandbox.routing_policies"]
    cheapest_after_noon = "my_package.routing:cheapest_after_noon"

and a scenario names it: `set: {route: {policy: python, name: cheapest_after_noon}}`.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

GROUP = "payment_sandbox.routing_policies"


@cache
def policies() -> tuple[EntryPoint, ...]:
    """Return the installed routing policies, by name."""
    return tuple(sorted(entry_points(group=GROUP), key=lambda point: point.name))


def policy_names() -> tuple[str, ...]:
    """Return the names of the installed routing policies."""
    return tuple(point.name for point in policies())
