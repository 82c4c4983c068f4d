"""Which clause speaks in which cell: what the rules of a run make open and what they close."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sandbox.model.tables.world import Chains
from sandbox.payments.openness import ClauseTable
from sandbox.scenario.tables.families import ChainBuilder
from sandbox.scenario.tables.rules import ClauseRows
from sandbox.vocabulary import CityTier, Payload

if TYPE_CHECKING:
    from sandbox.model.tables.traffic_tables import VisitTable
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.labels import Labels
    from sandbox.scenario.tables.rules import Clause, Horizon


class Openness(NamedTuple):
    """The clauses of a run, and the chains that say where each of them speaks."""

    clauses: ClauseTable
    chains: Chains


def build_openness(
    document: Document,
    labels: Labels,
    clauses: tuple[Clause, ...],
    horizon: Horizon,
    cohorts: dict[str, int],
    visits: VisitTable,
) -> Openness:
    """Return the tables of a run's clauses, which come the weakest first."""
    counts = (len(labels.surfaces), len(Payload), len(labels.segments), len(CityTier))
    rows = ClauseRows(horizon, cohorts, counts)
    chains = ChainBuilder(document, labels, rows, clauses).build(visits)
    return Openness(rows.table(), chains)
