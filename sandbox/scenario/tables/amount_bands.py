"""The bands of amounts in which a run counts purchases."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.model.tables.world import World


def with_amount_edges(world: World, edges: Sequence[int]) -> World:
    """Return the tables of a run that counts purchases in bands of amounts.

    Bands meet at the edges, fen and rising; `amount_edges_of` says which edges metrics need.
    """
    settings = world.settings._replace(amount_bands=len(edges) + 1)
    return world._replace(settings=settings, amount_edges=tuple(edges))
