"""The compiled engine says, bit for bit, what the reference engine says."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sandbox.engines.reference.simpy_engine import ReferenceEngine
from sandbox.model.records.trace_row import COLUMNS
from sandbox.scenario.loading import load
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.tables.build import BuiltWorld, build_world
from sandbox.studies.runs import arrivals_expected, regimes_of
from sandbox.studies.smoke import smoke_edition
from sandbox.vocabulary import Counter, Outcome
from tests.agreement import event_worlds, feature_worlds
from tests.agreement.engines import (
    Told,
    assert_compiled_tells,
    assert_engines_agree,
    differences,
    told_by,
)

FOLDER = Path(__file__).parents[2] / "scenarios"
SCENARIOS = sorted(set(FOLDER.glob("*.yaml")) - set(FOLDER.glob("*.study.yaml")))
FAST = 1_500  # checkouts of a case; the reference engine takes a quarter of a second for them
AT_LENGTH = {"double_11": 202_000}  # checkouts of a scenario, all its regimes together, or so
AT_LENGTH_OTHERS = 40_000
CHANGED = 10  # checkouts whose fate a feature must change, or it is not there


@cache
def shipped(name: str) -> Document:
    return load(next(file for file in SCENARIOS if file.stem == name)).document


REGIMES = [(file.stem, regime) for file in SCENARIOS for regime in regimes_of(shipped(file.stem))]


def of_size(document: Document, regime: str | None, checkouts: int) -> Document:
    """Return a document with about so many arrivals: fewer or more at the same rate."""
    traffic, period = document.traffic, document.period
    if traffic.checkouts is not None:
        # Arrivals like clockwork fill the period already; more of them would come after its end.
        most = checkouts if traffic.arrivals is None else min(checkouts, traffic.checkouts)
        traffic = traffic.model_copy(update={"checkouts": most})
        return document.model_copy(update={"traffic": traffic})
    for _ in range(3):  # a peak is no straight line
        expected = arrivals_expected(build_world(document, regime))
        length = document.period.length_us * checkouts // expected
        period = period.model_copy(update={"until": None, "for_": length})
        document = document.model_copy(update={"period": period})
    return document


@pytest.mark.parametrize(("name", "regime"), REGIMES)
def test_scenarios(name: str, regime: str | None) -> None:
    document = smoke_edition(shipped(name))
    if arrivals_expected(build_world(document, regime)) > FAST:
        document = of_size(document, regime, FAST)
    assert_engines_agree(build_world(document, regime).world)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "regime"), REGIMES)
def test_scenarios_at_length(name: str, regime: str | None) -> None:
    sharers = sum(other == name for other, _ in REGIMES)
    checkouts = AT_LENGTH.get(name, AT_LENGTH_OTHERS) // sharers
    document = of_size(shipped(name), regime, checkouts)
    assert_engines_agree(build_world(document, regime).world, replication=3)


@pytest.mark.parametrize("feature", feature_worlds.WORLDS)
def test_features(feature: str) -> None:
    document = feature_worlds.document_of(feature_worlds.WORLDS[feature])
    assert_engines_agree(build_world(document).world)


@pytest.mark.parametrize("edges", [(), (1,), (50_00, 200_00, 200_01, 1_000_00)])
def test_amounts_are_counted_in_the_bands_that_were_asked_for(edges: tuple[int, ...]) -> None:
    document = of_size(smoke_edition(shipped("taobao_accepts_wechat_pay")), None, FAST)
    world = build_world(document, regimes_of(document)[0], amount_edges=edges).world
    told = told_by(ReferenceEngine(), world)
    assert_compiled_tells(told, world)
    services = np.array(world.destinations.is_service)[told.column("destination")]
    purchases = told.rows[services == 0]
    amounts, outcomes = (purchases[:, COLUMNS.index(c)] for c in ("amount_fen", "outcome"))
    below = (0, *edges)
    above = (*edges, 2**62)
    for band, (low, high) in enumerate(zip(below, above, strict=True)):
        inside = outcomes[(low <= amounts) & (amounts < high)]
        counted = np.bincount(inside, minlength=len(Outcome)).tolist()
        assert told.table("by_amount")[band].tolist() == counted
    assert told.table("by_amount").sum() == len(purchases) > FAST // 2


@cache
def event_world(name: str) -> BuiltWorld:
    return build_world(event_worlds.WORLDS[name].document)


@cache
def event_told(name: str) -> Told:
    return told_by(ReferenceEngine(), event_world(name).world)


@pytest.mark.parametrize("name", event_worlds.WORLDS)
def test_events(name: str) -> None:
    assert_compiled_tells(event_told(name), event_world(name).world)


@pytest.mark.slow
@pytest.mark.parametrize("name", event_worlds.WORLDS)
def test_events_again_and_again(name: str) -> None:
    world = event_world(name).world
    for replication in range(1, 12):
        assert_engines_agree(world, seed=0, replication=replication)


@pytest.mark.parametrize("name", event_worlds.WORLDS)
def test_events_happen_where_they_are_said_to(name: str) -> None:
    of = event_worlds.WORLDS[name]
    told = event_told(name)
    seen = event_worlds.sights(told, arrivals_expected(event_world(name)))
    rare = [f"{word}: {seen[word]}" for word, least in of.shows.items() if seen[word] < least]
    assert not rare
    if of.without:
        other = told_by(ReferenceEngine(), build_world(of.document_without).world)
        assert fates_changed(told, other) >= CHANGED


def fates_changed(told: Told, other: Told) -> int:
    """Return how many checkouts two worlds with the same arrivals tell differently."""
    np.testing.assert_array_equal(told.column("arrival_us"), other.column("arrival_us"))
    return int(np.count_nonzero((told.rows != other.rows).any(axis=1)))


QUEUE = "wallet_with_a_short_queue_at_random"


@pytest.mark.parametrize(("seed", "replication"), [(0, 0), (0, 7), (2**64 - 1, 2**24 - 1)])
def test_seeds_and_replications(seed: int, replication: int) -> None:
    world = event_world(QUEUE).world
    told = told_by(ReferenceEngine(), world, seed, replication)
    assert differences(told, event_told(QUEUE))
    assert_compiled_tells(told, world, seed, replication)


def test_nothing_differs_from_itself() -> None:
    assert (
        differences(event_told(QUEUE), told_by(ReferenceEngine(), event_world(QUEUE).world)) == []
    )


def test_a_difference_in_a_table_names_the_cell() -> None:
    counters = event_told(QUEUE).record["counters"].copy()
    counters[Counter.WAITED] += 1
    other = replace(event_told(QUEUE), record={**event_told(QUEUE).record, "counters": counters})
    count = counters[Counter.WAITED]
    assert differences(event_told(QUEUE), other) == [
        f"counters[waited]: {count - 1} | {count} (of 1)"
    ]


def test_a_difference_in_the_trace_names_the_earliest_checkout_and_its_columns() -> None:
    rows = event_told(QUEUE).rows.copy()
    rows[[20, 7], COLUMNS.index("wait_us")] += 5
    other = replace(event_told(QUEUE), rows=rows)
    end = event_told(QUEUE).column("end_us")
    first = min((20, 7), key=lambda row: end[row])
    wait = event_told(QUEUE).column("wait_us")[first]
    assert differences(event_told(QUEUE), other) == [
        f"checkout {first} is the first of 2 that differ, at {end[first]} µs",
        f"  wait_us: {wait} | {wait + 5}",
    ]


def test_a_checkout_that_one_engine_forgot_is_named() -> None:
    other = replace(event_told(QUEUE), rows=event_told(QUEUE).rows[1:])
    count, first, where = differences(event_told(QUEUE), other)
    assert count == "rows of the trace: 600 | 599"
    assert first.startswith("checkout 0 is the first of 1 that differ")
    assert where == "  only the first engine tells of it"
