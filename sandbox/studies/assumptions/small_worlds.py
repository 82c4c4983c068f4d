"""Worlds of a scenario with other values, small enough to ask a thousand of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.scenario.tables.build import build_regimes
from sandbox.scenario.tables.sharing import Shared
from sandbox.studies.smoke import smoke_edition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.build import BuiltWorld

CHECKOUTS = 10_000  # of one replication of one regime


def small_edition(document: Document) -> Document:
    """Return a scenario with few checkouts at the rate of the whole."""
    whole = document.traffic.checkouts
    if whole is None:
        return smoke_edition(document)
    if whole <= CHECKOUTS:
        return document
    length = max(1, document.period.length_us * CHECKOUTS // whole)
    period = document.period.model_copy(update={"until": None, "for_": length})
    traffic = document.traffic.model_copy(update={"checkouts": CHECKOUTS})
    return document.model_copy(update={"period": period, "traffic": traffic})


class SmallWorlds:
    """Builds the small worlds of one scenario, again only where values have changed.

    Parameters
    ----------
    regimes
        The baseline first; None stands for the walk.
    """

    def __init__(self, regimes: Sequence[str | None]) -> None:
        self._regimes = tuple(regimes)
        self._shared = Shared()
        self._before: Document | None = None

    def of(self, document: Document) -> tuple[BuiltWorld, ...]:
        """Return the tables of a scenario's small edition under every regime."""
        small = self._alike(small_edition(document))
        return build_regimes(small, self._regimes, self._shared)

    def _alike(self, small: Document) -> Document:
        """Return a small edition with the sections of the one before where they are equal."""
        before, self._before = self._before, small
        if before is not None:
            same = {
                name: getattr(before, name)
                for name in ("period", "traffic")
                if getattr(before, name) == getattr(small, name)
            }
            self._before = small.model_copy(update=same)
        return self._before
