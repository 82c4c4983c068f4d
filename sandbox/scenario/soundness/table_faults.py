"""One pass over built tables, after building and before running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.scenario.soundness.headroom import REPLICATIONS, check_headroom, check_sums
from sandbox.scenario.soundness.index_bounds import check_indices

if TYPE_CHECKING:
    from sandbox.model.tables.world import World
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.soundness.fault import Fault
    from sandbox.scenario.tables.labels import Labels


def find_faults(
    world: World, document: Document, labels: Labels, replications: int | None = None
) -> list[Fault]:
    """Return every reason why an engine must not run some tables.

    Parameters
    ----------
    document, labels
        What they were built from, and the names behind their indices.
    replications
        How many are asked for; those of the document unless stated.
    """
    count = replications or document.replications or REPLICATIONS
    faults = list(check_indices(world, labels))
    if faults:
        return faults  # what follows would read what is not there
    return [*check_headroom(world, document, labels), *check_sums(world, document, count)]
