"""One story with everything needed to tell it: names, tables, and what had happened before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.chance.streams import StreamKey, store_entity
from sandbox.engines.story import Event
from sandbox.model.decisions import Entities, Moment
from sandbox.model.records.event_log import EventKind
from sandbox.payments.openness import ChainTable, Circumstances, holds
from sandbox.reports.story.display_names import DisplayNames
from sandbox.vocabulary import RolloutUnit

if TYPE_CHECKING:
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.build import BuiltWorld
    from sandbox.studies.traces.stories import CheckoutStory


@dataclass(frozen=True, slots=True)
class Recollection:
    """A story and its tables.

    Attributes
    ----------
    story_of_checkout
        The events, and the tables that give their indices names.
    document
        The scenario, for display names.
    key
        Key of the replication's draws, with which doors are asked again.
    """

    story_of_checkout: CheckoutStory
    document: Document
    key: StreamKey

    @property
    def built(self) -> BuiltWorld:
        """Tables of the regime."""
        return self.story_of_checkout.built

    @property
    def names(self) -> DisplayNames:
        """Display names of everything that the story speaks of."""
        return DisplayNames(self.story_of_checkout.built, self.document)

    @property
    def arrival(self) -> Event | None:
        """The event of the arrival; None where traffic rules thinned it out."""
        found = (
            event
            for event in self.story_of_checkout.story.events
            if event.kind is EventKind.ARRIVED
        )
        return next(found, None)

    @property
    def arrival_facts(self) -> Mapping[str, int]:
        """Facts of the arrival: visit, shopper, amount."""
        return self.arrival.facts if self.arrival is not None else {}

    @property
    def container(self) -> int:
        """Where the checkout runs."""
        return self.told_before(EventKind.LINK)["container"]

    @property
    def circumstances(self) -> Circumstances:
        """What rules may look at."""
        facts = self.arrival_facts
        return Circumstances(
            self.arrival.time_us if self.arrival is not None else 0,
            facts["surface"],
            facts["payload"],
            facts["segment"],
            facts["tier"],
            facts["amount"],
        )

    @property
    def moment(self) -> Moment:
        """What rules may look at, and who a roll-out may be drawn for."""
        place = self.built.world.destinations.id[self.arrival_facts["destination"]]
        store = store_entity(place, self.arrival_facts["store"])
        return Moment(self.circumstances, Entities(self.story_of_checkout.story.checkout, store))

    def last(self, kind: EventKind) -> Mapping[str, int] | None:
        """Return the facts of the last event of a kind; None where there is none."""
        found = (e.facts for e in reversed(self.story_of_checkout.story.events) if e.kind is kind)
        return next(found, None)

    def told_before(self, kind: EventKind) -> Mapping[str, int]:
        """Return the facts of the last event of a kind, which later events presuppose."""
        facts = self.last(kind)
        if facts is None:
            raise ValueError(f"the story lacks what comes before: {kind.value}")
        return facts

    def left_out(self, chain: ChainTable, cell: int, deciding_clause: int) -> str:
        """Return which stronger rule speaks of a cell and has not rolled out as far as here."""
        clauses = self.built.world.clauses
        for clause in chain.clauses[chain.start[cell] : chain.start[cell + 1]]:
            if clause == deciding_clause or clauses.rule[clause] < 0:
                break
            if holds(clauses, clause, self.circumstances):
                unit = RolloutUnit(clauses.unit[clause]).name.lower().removesuffix("s")
                rule = self.built.rules[clauses.rule[clause]].rule.name
                return f" (rule {rule} has not reached this {unit})"
        return ""
