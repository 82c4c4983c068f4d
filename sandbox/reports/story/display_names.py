"""Names as people say them, for indices of a run's tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.reports.doors.deciding import origin
from sandbox.scenario.tables.rules import NO_RULE

if TYPE_CHECKING:
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.build import BuiltWorld


@dataclass(frozen=True, slots=True)
class DisplayNames:
    """Display names of parties and rules; a party without one goes by its key."""

    built: BuiltWorld
    document: Document

    def wallet(self, index: int) -> str:
        """Return the name of a wallet."""
        name = self.built.labels.wallets.names[index]
        return self.document.wallets[name].name or name

    def wallets(self, mask: int) -> list[str]:
        """Return the names of a bit mask of wallets."""
        count = len(self.built.labels.wallets)
        return [self.wallet(index) for index in range(count) if mask >> index & 1]

    def destination(self, index: int) -> str:
        """Return the name of a merchant or service."""
        name = self.built.labels.destinations.names[index]
        merchant = self.document.merchants.get(name)
        party = merchant if merchant is not None else self.document.services[name]
        return party.name or name

    def surface(self, index: int) -> str:
        """Return the name of a surface."""
        name = self.built.labels.surfaces.names[index]
        return self.document.surfaces[name].name or name

    def rule(self, clause: int) -> str:
        """Return the rule behind a clause with its origin; empty for a default or no clause."""
        index = self.built.world.clauses.rule[clause] if clause >= 0 else NO_RULE
        if index == NO_RULE:
            return ""
        dated = self.built.rules[index]
        return f"rule {dated.rule.name} ({origin(self.document, dated)})"
