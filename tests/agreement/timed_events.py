"""An engine and the oracle of timed events on the same replication, in the same words."""

from __future__ import annotations

from collections import Counter as Counted
from typing import Any

import numpy as np

from sandbox.chance.quantile_tables import load_tables
from sandbox.chance.streams import stream_key
from sandbox.engines.reference.arrival_times import arrivals_in_chunks
from sandbox.model.records.record import latency_cell, shapes
from sandbox.scenario.schema.scenario_document import Document
from sandbox.vocabulary import Counter, Outcome
from tests.agreement.side_by_side import (
    Simulated,
    Story,
    balances,
    sampled,
    simulate,
    told_by_engine,
)
from tests.oracles.readings import AS_ENGINES, Readings
from tests.oracles.timed_journey import TimedTale, tell

SEED = 20_240_927
# Policies that look at nothing but the checkout; none for rules about something else.
FORGETFUL = (None, "priority", "weighted", "least_cost")

World = dict[str, Any]


def told_of(
    document: Document, run: Simulated, replication: int = 0, readings: Readings = AS_ENGINES
) -> TimedTale:
    """Let the oracle tell a replication."""
    key = stream_key(SEED, replication)
    chunks = arrivals_in_chunks(run.built.world.arrivals, key, load_tables())
    moments = [int(moment) for _, chunk in chunks for moment in chunk]
    return tell(document, None, (SEED, replication), moments, sampled, readings)


def differences(
    document: Document,
    engine: str,
    replication: int = 0,
    readings: Readings = AS_ENGINES,
) -> list[str]:
    """Return in what an engine and the oracle differ, the checkouts first."""
    run = simulate(document, None, SEED, replication, engine)
    tale = told_of(document, run, replication, readings)
    found = [*_rows(document, run, tale), *_counts(run, tale)]
    cells = Counted(latency_cell(takes) for takes in tale.takes_us)
    if {k: n for k, n in enumerate(run.record.checkout_us) if n} != cells:
        found.append(f"checkout times: {cells}")
    if tale.ledger != balances(run):
        found.append(f"ledger: {tale.ledger} {balances(run)}")
    if _positions(run) != _plain(tale):
        found.append(f"positions: {_plain(tale)} {_positions(run)}")
    return found


def _rows(document: Document, run: Simulated, tale: TimedTale) -> list[str]:
    found = []
    for k, (row, told) in enumerate(zip(tale.rows, told_by_engine(document, run), strict=True)):
        mine: Story = {**row, "waited_us": tale.waited_us[k]}
        theirs: Story = {**told, "waited_us": run.columns["wait_us"][k]}
        if mine["outcome"] != "paid" and theirs["outcome"] != "paid":
            # What funding stands in the row of a loss is for nobody to say.
            mine["funding"] = theirs["funding"] = ""
        parted = {name: (mine[name], theirs[name]) for name in mine if mine[name] != theirs[name]}
        if parted:
            found.append(f"checkout {mine['checkout']}: {parted}")
    return found


def _counts(run: Simulated, tale: TimedTale) -> list[str]:
    pairs = {c.name: (tale.counted[c], int(run.record.counters[c])) for c in Counter}
    for outcome in Outcome:
        ended = tale.ended.get(outcome.name.lower(), 0)
        pairs[f"attempts {outcome.name}"] = ended, int(run.record.attempts_ended[outcome])
    return [f"{name}: {pair}" for name, pair in pairs.items() if pair[0] != pair[1]]


def _plain(tale: TimedTale) -> dict[tuple[str, int, str], int]:
    return {
        (rail, window, name): fen
        for rail, windows in tale.positions.items()
        for window, table in windows.items()
        for name, fen in table.items()
        if fen
    }


def _positions(run: Simulated) -> dict[tuple[str, int, str], int]:
    shape = shapes(run.built.world.settings)["positions"]
    cells = np.asarray(run.record.positions, dtype=np.int64).reshape(shape)
    labels = run.built.labels
    return {
        (labels.rails.names[rail], int(window), labels.accounts[account]): int(
            cells[rail, window, account]
        )
        for rail, window, account in np.argwhere(cells).tolist()
    }


def assert_same(document: Document, engine: str, replication: int = 0) -> None:
    """Check that an engine and the oracle say the same."""
    found = differences(document, engine, replication)
    assert not found, f"{len(found)} differences, oracle | {engine}\n" + "\n".join(found[:12])


def known_to_oracle(world: World) -> World:
    """Return a random world without what the oracle does not know: nobody remembers anything."""
    routes = {name: _without(route or {}, "breaker") for name, route in world["routes"].items()}
    rules = [_forgetful(rule) for rule in world["rules"]]
    retries = _without(world["retries"], "budget")
    return {**world, "routes": routes, "retries": retries, "rules": rules}


def _without(section: World, key: str) -> World:
    return {name: part for name, part in section.items() if name != key}


def _forgetful(rule: World) -> World:
    route = rule["set"].get("route")
    policy = route.get("policy") if isinstance(route, dict) else route
    return rule if policy in FORGETFUL else {**rule, "set": {"route": "weighted"}}
