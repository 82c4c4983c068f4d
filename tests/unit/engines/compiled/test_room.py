from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from annotated_types import Le

from sandbox.chance.streams import stream_key
from sandbox.engines.compiled import compiled_engine, room, state
from sandbox.engines.compiled.compiled_engine import CompiledEngine
from sandbox.engines.compiled.slots import Rows
from sandbox.engines.compiled.state import Run, TokenBucket
from sandbox.engines.compiled.token_buckets import place_of
from sandbox.engines.fates import Fates
from sandbox.engines.protocol import Observers
from sandbox.engines.reference.simpy_engine import ReferenceEngine
from sandbox.engines.story import Story
from sandbox.errors import CapacityError
from sandbox.model.records.event_log import ROWS, EventKind
from sandbox.model.tables.world import World
from sandbox.scenario.loading import load_text
from sandbox.scenario.schema.pressure_sections import Queries
from sandbox.scenario.schema.traffic_sections import Retries
from sandbox.scenario.tables.build import build_world
from tests.agreement.engines import assert_engines_agree

SMALL = 32  # the first size of every table; twice what one happening may enter

# More is on its way than fits: queues, limits, silence, queries, retries, late notices.
BUSY = """
extends: blank
period: {from: 2024-03-01, for: 30s}
traffic: {checkouts: 1500}
merchants: {shop: {merchant_ids: 400}}
retries: {tries_per_route: 3, backoff: 1s, after: {overloaded: [retry], timed_out: [retry]}}
patience: {time: {exponential: 20s}}
wallets:
  pay:
    latency: {exponential: 2s}
    capacity: {parallel: 60, queue: unlimited}
    rate_limit: 1/s
    timeout: 5s
    no_answer: 20%
    queries: {first: 1s, every: 1s, most: 3, deadline: 20s, takes: 2s}
    notifications: {delay: {exponential: 20s}}
"""
# Nobody waits long, but everybody could: a limit of waiting outlives its request by far.
PATIENT = """
extends: blank
period: {from: 2024-03-01, for: 60s}
traffic: {checkouts: 3000}
patience: {time: {median: 10min, p99: 30min}}
wallets: {pay: {latency: 200ms, capacity: {parallel: 50, queue: unlimited}}}
"""
# A slow answer keeps thousands waiting; then they follow in no time, each inside the event before.
BURST = """
extends: blank
period: {from: 2024-03-01, for: 60s}
traffic: {checkouts: 4000, arrivals: {every: 1ms}}
wallets:
  pay:
    latency: {empirical: {0%: 0s, 99%: 0s, 100%: 8s}}
    capacity: {parallel: 300, queue: unlimited}
    funding: {balance: {share: 90%}, card: {share: 10%, rail: cards}}
rails: {cards: {capacity: {parallel: 1, queue: unlimited}}}
"""


def world(text: str) -> World:
    return build_world(load_text(text).document).world


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ROWS", "INSIDE", "FATES", "TRACE_ROWS"):
        monkeypatch.setattr(room, name, SMALL)


@dataclass
class Sizes:
    """How large tables became."""

    events: int = 0
    checkouts: int = 0
    requests: int = 0
    inside: int = 0
    tokens: int = 0
    fates: int = 0


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> Sizes:
    seen = Sizes()
    grow = room.with_more_room

    def note(run: Run) -> Run:
        grown = grow(run)
        for name in ("events", "checkouts", "requests", "tokens"):
            setattr(seen, name, max(getattr(seen, name), len(getattr(grown, name))))
        seen.inside, seen.fates = len(grown.inside), len(grown.fates)
        return grown

    monkeypatch.setattr(compiled_engine, "with_more_room", note)
    return seen


@pytest.mark.usefixtures("small")
def test_tables_that_grow_keep_everything(sizes: Sizes) -> None:
    assert_engines_agree(world(BUSY))
    assert min(sizes.events, sizes.checkouts, sizes.requests, sizes.tokens) >= 8 * SMALL


@pytest.mark.usefixtures("small")
def test_fates_that_grow_keep_everything(sizes: Sizes) -> None:
    told: list[list[int]] = []
    for simulator in (ReferenceEngine(), CompiledEngine()):
        fates = Fates()
        simulator.simulate(world(BUSY), stream_key(1, 0), Observers(fates=fates))
        told.append(fates.outcomes().tolist())
    assert told[0] == told[1]
    assert len(told[0]) == 1500
    assert sizes.fates >= 1500 // 8


@pytest.mark.usefixtures("small")
def test_the_ring_of_what_happens_inside_an_event_grows(sizes: Sizes) -> None:
    assert_engines_agree(world(BURST))
    assert sizes.inside >= 2 * SMALL


@pytest.mark.usefixtures("small")
def test_limits_of_waiting_that_outlive_their_request_take_no_room(
    monkeypatch: pytest.MonkeyPatch, sizes: Sizes
) -> None:
    monkeypatch.setattr(room, "ON_THEIR_WAY_MAX", 8 * SMALL)
    assert_engines_agree(world(PATIENT))
    assert sizes.events <= 8 * SMALL


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("table", ["events", "checkouts", "requests"])
def test_a_replication_that_outgrows_its_bound_says_what_there_is_too_much_of(
    monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    monkeypatch.setattr(room, "ON_THEIR_WAY_MAX", 2 * SMALL)
    key = stream_key(1, 0)
    run = room.fresh_run(world(BUSY), columns_of(BUSY), key, Observers())
    cell = {
        "events": state.EVENTS,
        "checkouts": state.USED_CHECKOUTS,
        "requests": state.USED_REQUESTS,
    }[table]
    run.clock[cell] = SMALL
    grown = room.with_more_room(run)
    assert len(getattr(grown, table)) == 2 * SMALL
    grown.clock[cell] = 2 * SMALL
    with pytest.raises(CapacityError) as caught:
        room.with_more_room(grown)
    assert str(caught.value) == f"more than 64 {table} are on their way at once"
    assert caught.value.hint == ("a queue without a bound may be growing faster than it is served")


def columns_of(text: str) -> World:
    return CompiledEngine().prepared(world(text)).columns


@pytest.mark.usefixtures("small")
def test_a_queue_without_a_bound_ends_with_an_error_not_without_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "ON_THEIR_WAY_MAX", 8 * SMALL)
    with pytest.raises(CapacityError, match="more than 256"):
        CompiledEngine().simulate(world(BUSY), stream_key(1, 0))


def test_token_buckets_keep_their_contents_in_a_larger_table() -> None:
    table = Rows.empty(TokenBucket, 64)
    for number in range(1, 32):
        key = (number << 40) + number
        bucket = table[place_of(table, key)]
        bucket.key, bucket.level, bucket.since_us = key, 7 * number, 11 * number
    grown = room.with_more_tokens(table)
    assert len(grown) == 128
    for number in range(1, 32):
        bucket = grown[place_of(grown, (number << 40) + number)]
        assert (bucket.level, bucket.since_us) == (7 * number, 11 * number)
    assert np.count_nonzero(grown.column("key")) == 31


# What one attempt tells besides its queries: route, cashier, waited, answer, reversed, next.
ATTEMPT_TELLS = 6
CHECKOUT_TELLS = len(EventKind)
SILENT = """
extends: blank
traffic: {checkouts: 2, arrivals: {every: 1s}}
retries: {tries_per_route: 16, routes_per_wallet: 5, attempts_max: 255,
          after: {timed_out: [retry, failover]}}
wallets:
  pay: {latency: 1s, timeout: 1s, no_answer: 100%,
        queries: {first: 1us, every: 1us, most: 250, deadline: 10s, takes: 20s}}
routes: {a: {wallet: pay}, b: {wallet: pay}, c: {wallet: pay}, d: {wallet: pay}, e: {wallet: pay}}
"""


def test_there_is_room_for_the_longest_story() -> None:
    attempts = most(Retries, "attempts_max") + 1  # one more is made for a second charge
    longest = attempts * (most(Queries, "most") + ATTEMPT_TELLS) + CHECKOUT_TELLS
    assert longest <= ROWS


def most(section: type[Retries | Queries], key: str) -> int:
    [bound] = [m.le for m in section.model_fields[key].metadata if isinstance(m, Le)]
    assert isinstance(bound, int)
    return bound


def test_a_story_of_twenty_thousand_events_is_told_to_its_end() -> None:
    stories = []
    for simulator in (ReferenceEngine(), CompiledEngine()):
        story = Story(1)
        simulator.simulate(world(SILENT), stream_key(1, 0), Observers(story=story))
        stories.append(story.events)
    assert len(stories[0]) > 20_000
    assert stories[0][-1].kind is EventKind.ENDED
    assert stories[0] == stories[1]
