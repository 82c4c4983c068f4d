"""The small edition of a scenario: the same rates, less of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.scenario.schema.scenario_document import Document


def smoke_edition(document: Document) -> Document:
    """Return the document with few checkouts and one or two replications' worth of time.

    A fixed number of arrivals is lowered; a rate keeps its height on a shorter horizon.
    """
    smoke, traffic, period = document.smoke, document.traffic, document.period
    if traffic.checkouts is not None:
        fewer = min(traffic.checkouts, smoke.checkouts)
        traffic = traffic.model_copy(update={"checkouts": fewer})
    elif smoke.for_ is not None:
        length = min(smoke.for_, period.length_us)
        period = period.model_copy(update={"until": None, "for_": length})
    replications = min(document.replications or 2, 2)
    changes = {"traffic": traffic, "period": period, "replications": replications}
    return document.model_copy(update=changes)
