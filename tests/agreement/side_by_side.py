"""An engine and the oracle on the same replication, in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from sandbox.chance.laws import sample
from sandbox.chance.quantile_tables import load_tables
from sandbox.chance.streams import stream_key
from sandbox.engines.catalogue import REFERENCE, engine_named
from sandbox.engines.protocol import Observers
from sandbox.engines.reference.arrival_times import arrivals_in_chunks
from sandbox.engines.trace import Trace
from sandbox.model.records.record import Record
from sandbox.payments.ledger import Posting
from sandbox.scenario.schema.distribution_sections import AmountDistribution
from sandbox.scenario.schema.party_sections import Rail, Route, Wallet
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.tables.build import BuiltWorld, build_world
from sandbox.scenario.tables.law_rows import LawRows
from sandbox.vocabulary import (
    CityTier,
    Container,
    LinkState,
    Outcome,
    PaidAfter,
    Payload,
)
from tests.oracles.journey import Law, Told, tell
from tests.oracles.naive_world import Parties

Story = dict[str, object]
Parts = TypeVar("Parts", Wallet, Rail, Route)

# What makes shoppers wait or requests fail; the oracle of the journey knows nothing of it.
PRESSURE = ("capacity", "rate_limit", "timeout", "no_answer", "queries")


def at_ease(document: Document, checkouts: int) -> Document:
    """Return a document without queues, limits, outages and impatience, and with less traffic."""
    traffic = document.traffic.model_copy(update={"checkouts": checkouts, "rate": None})
    return document.model_copy(
        update={
            "traffic": traffic,
            "patience": None,
            "outages": {},
            "wallets": _unlimited(document.wallets),
            "rails": _unlimited(document.rails),
            "routes": _unlimited(document.routes),
        },
    )


def _unlimited(sections: dict[str, Parts]) -> dict[str, Parts]:
    return {
        name: section.model_copy(
            update={
                key: field.get_default()
                for key, field in type(section).model_fields.items()
                if key in PRESSURE
            },
        )
        for name, section in sections.items()
    }


def sampled(law: Law, word: int) -> int:
    """Return what the engine's tables say about a word: sampling has its own oracle."""
    rows = LawRows()
    if isinstance(law, AmountDistribution):
        rows.add_amount(law)
    else:
        rows.add_duration(law)
    return sample(rows.table(), 0, word, load_tables())


@dataclass(frozen=True)
class Simulated:
    """What an engine made of one replication."""

    built: BuiltWorld
    record: Record
    columns: dict[str, Sequence[int]]


def simulate(
    document: Document,
    regime: str | None,
    seed: int,
    replication: int = 0,
    engine: str = REFERENCE,
) -> Simulated:
    """Run an engine."""
    built = build_world(document, regime)
    trace = Trace()
    key = stream_key(seed, replication)
    record = engine_named(engine).simulate(built.world, key, Observers(trace=trace))
    columns = {name: np.asarray(column).tolist() for name, column in trace.columns().items()}
    return Simulated(built, record, columns)


def told_by_engine(document: Document, run: Simulated) -> list[Story]:
    """Return the engine's trace in the oracle's words."""
    return [_in_words(document, run, row) for row in range(len(run.columns["checkout"]))]


def _in_words(document: Document, run: Simulated, row: int) -> Story:
    labels = run.built.labels
    at = {name: column[row] for name, column in run.columns.items()}
    wallets = labels.wallets.names

    def named(names: Sequence[str], column: str) -> str:
        return names[at[column]] if at[column] >= 0 else ""

    return {
        "checkout": at["checkout"],
        "destination": named(labels.destinations.names, "destination"),
        "surface": named(labels.surfaces.names, "surface"),
        "payload": Payload(at["payload"]).name.lower(),
        "segment": named(labels.segments.names, "segment"),
        "tier": CityTier(at["tier"]).name.lower(),
        "is_new": bool(at["is_new"]),
        "held": tuple(name for k, name in enumerate(wallets) if at["held"] >> k & 1),
        "favourite": named(wallets, "favourite"),
        "amount_fen": at["amount_fen"],
        "link": LinkState(at["link_state"]).name.lower(),
        "container": Container(at["container"]).name.lower() if at["container"] >= 0 else "",
        "wallet": named(wallets, "wallet"),
        "route": named(run.built.routes, "route"),
        "funding": _funding(document, run, at["funding"]),
        "attempts": at["attempts"],
        "outcome": Outcome(at["outcome"]).name.lower(),
        "paid_after": PaidAfter(at["paid_after"]).name.lower() if at["paid_after"] >= 0 else "",
        "subsidy_fen": at["subsidy_fen"],
        "surcharge_fen": at["surcharge_fen"],
        "fee_fen": at["discount_fen"],
        "refunded_fen": at["refunded_fen"],
        "goes_elsewhere": bool(at["goes_elsewhere"]),
        "ended_us": at["end_us"],
    }


def _funding(document: Document, run: Simulated, index: int) -> str:
    """Return the name of a funding: the tables list those of all wallets, wallet after wallet."""
    parties = Parties(document)
    names = [name for w in run.built.labels.wallets.names for name in parties.fundings(w)]
    return names[index] if index >= 0 else ""


def told_by_oracle(
    document: Document, regime: str | None, run: Simulated, seed: int, replication: int = 0
) -> Told:
    """Let the oracle tell the same replication."""
    key = stream_key(seed, replication)
    chunks = arrivals_in_chunks(run.built.world.arrivals, key, load_tables())
    moments = [int(moment) for _, chunk in chunks for moment in chunk]
    return tell(document, regime, (seed, replication), moments, sampled)


def balances(run: Simulated) -> dict[str, dict[str, int]]:
    """Return the engine's ledger by name: account → kind → fen, without zeros."""
    kinds = [kind.name.lower() for kind in Posting]
    found: dict[str, dict[str, int]] = {}
    for k, account in enumerate(run.built.labels.accounts):
        cells = run.record.balances[k * len(kinds) : (k + 1) * len(kinds)]
        used = {kind: fen for kind, fen in zip(kinds, cells, strict=True) if fen}
        if used:
            found[account] = used
    return found
