"""Worlds about load, silence and memory from event_worlds.yaml, and what must happen in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from sandbox.scenario.schema.scenario_document import Document
from sandbox.vocabulary import Counter, Outcome, PaidAfter
from tests.agreement.engines import Cells, Told
from tests.agreement.feature_worlds import World, document_of, written_over

OFTEN = 10  # so many attempts on a route or with a wallet count as use


@dataclass(frozen=True)
class EventWorld:
    """A small world that is dense in one kind of event.

    Attributes
    ----------
    sections
        The world as a user would write it.
    shows
        What happens in it, in the words of `sights`, and how often at least.
    without
        Sections that take the feature away; empty where a count says enough.
    """

    sections: World
    shows: dict[str, int]
    without: World

    @property
    def document(self) -> Document:
        """The world with its feature."""
        return document_of(self.sections)

    @property
    def document_without(self) -> Document:
        """The world without it."""
        return document_of(written_over(self.sections, self.without))


def _on_its_base(bases: World, sections: World) -> World:
    own = dict(sections)
    base = own.pop("base", None)
    return own if base is None else written_over(_on_its_base(bases, bases[base]), own)


def _event_world(bases: World, world: World) -> EventWorld:
    own = dict(world)
    shows, without = own.pop("shows"), own.pop("without", {})
    return EventWorld(_on_its_base(bases, own), shows, without)


def _read() -> dict[str, EventWorld]:
    file = Path(__file__).parent / "event_worlds.yaml"
    table: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {name: _event_world(table["bases"], own) for name, own in table["worlds"].items()}


WORLDS = _read()


# One for each kind of event, for what would take too long on all of them.
SOME = (
    "wallet_with_a_short_queue_at_random",
    "places_in_a_row",
    "limit_for_each_merchant_id",
    "impatient_while_waiting",
    "outages_on_top_of_each_other",
    "lost_answers_found_by_queries",
    "queries_that_wait_their_turn",
    "paying_again_over_a_learner",
    "route_by_thompson_of_long_ago",
    "learners_under_load",
    "breaker_with_probes",
    "budget_of_retries",
    "clearing_at_cut_offs",
    "thinned_arrivals",
    "events_beyond_the_horizon",
)
REST = tuple(name for name in WORLDS if name not in SOME)


def sights(told: Told, arrivals: int) -> dict[str, int]:
    """Return how often everything happened that a world can claim to show.

    Parameters
    ----------
    arrivals
        Arrivals before traffic rules thin them.
    """
    outcomes = np.bincount(told.column("outcome"), minlength=len(Outcome))
    found: dict[str, int] = {}
    for word in Outcome:
        found[word.name.lower()] = int(outcomes[word])
        found[f"attempt_{word.name.lower()}"] = int(told.record["attempts_ended"][word])
    found |= {word.name.lower(): int(told.record["counters"][word]) for word in Counter}
    found |= {word.name.lower(): int(told.record["paid_after"][word]) for word in PaidAfter}
    return {**found, **_seen_in_tables(told), **_seen_in_rows(told, arrivals)}


def _seen_in_tables(told: Told) -> dict[str, int]:
    by_route = told.table("by_route")[..., 0].sum(axis=1)
    by_wallet = told.table("by_bucket_wallet")[..., 0].sum(axis=0)
    return {
        "queued_at_bucket_end": int(told.record["queue_length"].sum()),
        "stations_waited": int(np.count_nonzero(told.table("by_station")[:, 1])),
        "routes_used": int(np.count_nonzero(by_route >= OFTEN)),
        "wallets_used": int(np.count_nonzero(by_wallet >= OFTEN)),
        "stages_seen": int(np.count_nonzero(told.table("by_stage").sum(axis=1))),
        "windows_cleared": int(np.count_nonzero(told.record["cleared"])),
    }


def _seen_in_rows(told: Told, arrivals: int) -> dict[str, int]:
    return {
        "ties": _ties(told.column("arrival_us"), told.column("end_us")),
        "thinned": arrivals - len(told.rows),
        "attempts_most": int(told.column("attempts").max()),
        "subsidised": int(np.count_nonzero(told.column("subsidy_fen"))),
        "surcharged": int(np.count_nonzero(told.column("surcharge_fen"))),
        "refunded": int(np.count_nonzero(told.column("refunded_fen"))),
    }


def _ties(arrivals: Cells, ends: Cells) -> int:
    """Return how many checkouts end in the microsecond in which another arrives or ends."""
    moments, how_many = np.unique(ends, return_counts=True)
    shared = np.isin(ends, arrivals) | np.isin(ends, moments[how_many > 1])
    return int(np.count_nonzero(shared))
