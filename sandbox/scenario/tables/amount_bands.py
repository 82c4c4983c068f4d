"""The bands of amounts in which a run counts purchases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.scenario.tables.build import BuiltWorld


def with_amount_edges(built: BuiltWorld, edges: Sequence[int]) -> BuiltWorld:
    """Return the tables of a run that counts purchases in bands of amounts.

    Bands meet at the edges, fen and rising; `amount_edges_of` says which edges metrics need.
    """
    settings = built.world.settings._replace(amount_bands=len(edges) + 1)
    world = built.world._replace(settings=settings, amount_edges=tuple(edges))
    return replace(built, world=world)
