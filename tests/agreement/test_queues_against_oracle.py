"""Every wait, every refusal and every departure is the one that a naive replay finds.

Times are a few microseconds, so that answers, departures and arrivals coincide all the time.
"""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import astuple
from fractions import Fraction
from heapq import heapify, heappop, heappush

import numpy as np
import pytest

from sandbox.model.records.record import COARSE, latency_cell
from sandbox.vocabulary import Counter, EntityKind, EventRank, Purpose
from tests.agreement.played import Played, duration, play
from tests.oracles.naive_draws import Draws, part_of
from tests.oracles.queues import IMPATIENT, OVERLOADED, PAID, Fate, Job, admissions, replay
from tests.oracles.queues_in_a_row import Moments, Request, Room, Row

SEED = 20_240_927
UNLIMITED = float("inf")
LATENCY_LANE = 3  # of CHECKOUT / ATTEMPT
QUEUE_PATIENCE_LANE = 3  # of CHECKOUT / PRESSURE
CHECKOUT_PATIENCE_LANE = 0  # of SHOPPER / ENDURANCE
MERCHANT_ID_LANE = 1  # of SHOPPER / ENDURANCE


def jobs(played: Played, draws: Draws) -> list[Job]:
    """Return the arrivals of a replication with their service times and patiences."""
    patience = played.document.patience
    found = []
    for number, arrival in enumerate(played.columns["arrival_us"]):
        wallet = played.built.labels.wallets.names[played.columns["wallet"][number]]
        law = played.document.wallets[wallet].latency
        word = draws.word(EntityKind.CHECKOUT, Purpose.ATTEMPT, number, LATENCY_LANE)
        service, endures = duration(law, word), None
        if patience is not None:
            endures = duration(patience.time, patience_word(draws, number, patience.scope))
        found.append(Job(arrival, service, endures))
    return found


def patience_word(draws: Draws, number: int, scope: str) -> int:
    """Return the word of a shopper's patience, or of that of the first request in a queue."""
    if scope == "checkout":
        return draws.word(EntityKind.SHOPPER, Purpose.ENDURANCE, number, CHECKOUT_PATIENCE_LANE)
    return draws.word(EntityKind.CHECKOUT, Purpose.PRESSURE, number, QUEUE_PATIENCE_LANE)


def agree(played: Played, fates: list[Fate]) -> None:
    """Check every checkout and every count."""
    shown = zip(played.outcomes, played.columns["wait_us"], played.columns["end_us"], strict=True)
    found = [(fate.outcome, fate.wait, fate.end) for fate in fates]
    assert list(shown) == found
    counted = [fate for fate in fates if fate.is_sent and fate.outcome != OVERLOADED]
    waits = [fate.wait for fate in counted]
    reversals = sum(fate.is_reversed for fate in fates)
    assert played.counter(Counter.REQUESTS) == len(counted)
    assert played.counter(Counter.WAITED) == sum(wait > 0 for wait in waits)
    assert played.counter(Counter.WAIT_US) == sum(waits)
    assert played.counter(Counter.QUEUE_FULL) == sum(fate.outcome == OVERLOADED for fate in fates)
    left = sum(fate.outcome == IMPATIENT for fate in counted) - reversals
    assert played.counter(Counter.LEFT_QUEUE) == left
    assert played.counter(Counter.REVERSALS) == reversals
    assert sum(played.record.wait_us) == len(counted)
    assert sum(played.record.answer_us) == sum(
        fate.is_reversed or fate.outcome == PAID for fate in fates
    )


def queue_lengths(width: int, buckets: int, fates: list[Fate], services: list[Job]) -> list[int]:
    """Return how many wait at the end of each time bucket."""
    ends = [width * (bucket + 1) for bucket in range(buckets)]
    spans = [
        (job.arrival, job.arrival + fate.wait) for job, fate in zip(services, fates, strict=True)
    ]
    return [sum(since <= end < until for since, until in spans) for end in ends]


def by_bucket(played: Played, moments: Moments) -> list[list[int]]:
    """Return requests, those that waited, waits and time held, bucket by bucket."""
    settings = played.built.world.settings
    width, last = settings.bucket_us, settings.buckets - 1
    came = Tally(min(moment // width, last) for moment in moments.came)
    waited = Tally(min(since // width, last) for since, _ in moments.waits)
    waits: Tally[int] = Tally()
    for since, until in moments.waits:
        waits[min(since // width, last)] += until - since
    # Microsecond by microsecond, as nobody who had to be fast would.
    held = Tally(
        moment // width
        for since, until in moments.held
        for moment in range(since, min(until, settings.horizon_us))
    )
    return [[came[k], waited[k], waits[k], held[k]] for k in range(settings.buckets)]


def agree_bucket_by_bucket(played: Played, row: Row, of: dict[str, int]) -> None:
    """Check what is counted by time bucket at every place, and of all waits.

    Parameters
    ----------
    of
        Place → its row in the tables of stations.
    """
    found = played.table("station_by_bucket")
    for name, station in of.items():
        assert found[:, station].tolist() == by_bucket(played, row.moments[name])
    assert found.sum(axis=0).tolist() == played.table("by_station").tolist()
    settings, waits, sums = played.built.world.settings, Tally[tuple[int, int]](), Tally[int]()
    for number, fate in row.fates.items():
        if fate.is_sent and fate.outcome != OVERLOADED:
            sent = row.requests[number].job.arrival
            bucket = min(sent // settings.bucket_us, settings.buckets - 1)
            waits[bucket, latency_cell(fate.wait) // COARSE] += 1
            sums[bucket] += fate.wait
    table = played.table("wait_by_bucket")
    assert {tuple(cell): table[tuple(cell)] for cell in np.argwhere(table).tolist()} == waits
    assert played.table("wait_us_by_bucket").tolist() == [sums[k] for k in range(len(table))]
    coarse = played.table("wait_us").reshape(-1, COARSE).sum(axis=1)
    assert table.sum(axis=0).tolist() == coarse.tolist()


ONE_WALLET = """
extends: blank
period: {{from: 2024-01-01, for: {length}}}
buckets: 40
traffic: {traffic}
wallets: {{pay: {{capacity: {{parallel: {places}, queue: {room}}}, latency: {latency}}}}}
{patience}
"""
PATIENCES = [
    "",
    "patience: {scope: queue, time: {exponential: 4us}}",
    "patience: {scope: queue, time: 3us}",
    "patience: {scope: queue, time: 0s}",
    "patience: {scope: checkout, time: {exponential: 8us}}",
    "patience: {scope: checkout, time: 6us}",
]


def agree_at_one_wallet(played: Played, places: int, room: str) -> None:
    """Check a wallet with a capacity against its replay."""
    services = jobs(played, Draws(SEED, 0))
    patience = played.document.patience
    until_answer = patience is not None and patience.scope == "checkout"
    bound = UNLIMITED if room == "unlimited" else int(room)
    fates = replay(services, places, bound, until_answer=until_answer)
    agree(played, fates)
    settings = played.built.world.settings
    row = Row(
        [Request(job, ("pay",)) for job in services],
        {"pay": Room(places, bound)},
        settings.horizon_us,
        until_answer=until_answer,
    )
    assert row.replay() == fates  # the replays are two
    assert played.table("by_station").tolist() == [list(astuple(row.logs["pay"]))]
    agree_bucket_by_bucket(played, row, {"pay": 0})
    lengths = queue_lengths(settings.bucket_us, settings.buckets, fates, services)
    assert played.table("queue_length")[:, 0].tolist() == lengths


@pytest.mark.parametrize("patience", PATIENCES)
@pytest.mark.parametrize("room", ["0", "2", "unlimited"])
@pytest.mark.parametrize("places", [1, 4])
def test_a_wallet_with_random_arrivals(places: int, room: str, patience: str) -> None:
    # A million arrivals a second: half of them share their microsecond with another.
    text = ONE_WALLET.format(
        length="500us",
        traffic="{rate: 1m/s}",
        places=places,
        room=room,
        latency=f"{{exponential: {places + 1}us}}",
        patience=patience,
    )
    played = play(text, seed=SEED)
    assert len(set(played.columns["arrival_us"])) < len(played.columns["arrival_us"])
    agree_at_one_wallet(played, places, room)


@pytest.mark.parametrize("patience", PATIENCES)
@pytest.mark.parametrize("room", ["0", "2", "unlimited"])
@pytest.mark.parametrize("latency", ["2us", "3us", "0s", "{exponential: 3us}"])
def test_a_wallet_like_clockwork(room: str, latency: str, patience: str) -> None:
    text = ONE_WALLET.format(
        length="200us",
        traffic="{checkouts: 200, arrivals: {every: 1us}}",
        places=2,
        room=room,
        latency=latency,
        patience=patience,
    )
    agree_at_one_wallet(play(text, seed=SEED), 2, room)


IN_A_ROW = """
extends: blank
period: {{from: 2024-01-01, for: 1ms}}
traffic: {{rate: 1m/s}}
wallets:
  red:
    ecosystem: neutral
    capacity: {{parallel: 3, queue: {room}}}
    latency: {{exponential: 4us}}
    funding: {{balance: {{rail: on_us, share: 60%}}, card: {{rail: cards, share: 40%}}}}
  blue:
    ecosystem: neutral
    capacity: {{parallel: 4, queue: unlimited}}
    latency: 5us
    funding: {{card: {{rail: cards}}}}
rails:
  on_us: {{capacity: {{parallel: 2, queue: 3}}}}
  cards: {{capacity: {{parallel: 4, queue: {room}}}}}
routes:
  red_wide: {{wallet: red, capacity: {{parallel: 5, queue: 4}}}}
  red_narrow: {{wallet: red, capacity: {{parallel: 2, queue: {room}}}}}
  red_free: {{wallet: red}}
  blue_only: {{wallet: blue, capacity: {{parallel: 4, queue: {room}}}}}
audiences:
  everyone: {{wallets: {{pay: null, red + blue: 100%}}, favourites: {{red: 1, blue: 1}}}}
rules: [{{name: split, set: {{route: weighted}}}}]
{patience}
"""


def way_of(played: Played, number: int) -> tuple[str, ...]:
    """Return the places with a capacity on the way of a checkout, in their order."""
    built, document = played.built, played.document
    at = {name: column[number] for name, column in played.columns.items()}
    route = built.routes[at["route"]]
    wallet = built.labels.wallets.names[at["wallet"]]
    rail = built.labels.rails.names[built.world.fundings.rail[at["funding"]]]
    capacities = {
        f"route {route}": document.routes[route].capacity,
        f"wallet {wallet}": document.wallets[wallet].capacity,
        f"rail {rail}": document.rails[rail].capacity,
    }
    return tuple(place for place, capacity in capacities.items() if capacity is not None)


def rooms(played: Played) -> dict[str, Room]:
    """Return every place with a capacity."""
    document = played.document
    parties = {
        **{f"route {name}": route.capacity for name, route in document.routes.items()},
        **{f"wallet {name}": wallet.capacity for name, wallet in document.wallets.items()},
        **{f"rail {name}": rail.capacity for name, rail in document.rails.items()},
    }
    return {
        name: Room(c.parallel, UNLIMITED if c.queue == "unlimited" else c.queue)
        for name, c in parties.items()
        if c is not None
    }


@pytest.mark.parametrize("patience", PATIENCES)
@pytest.mark.parametrize("room", ["0", "2", "unlimited"])
def test_requests_pass_route_wallet_and_rail_in_this_order(room: str, patience: str) -> None:
    played = play(IN_A_ROW.format(room=room, patience=patience), seed=SEED)
    services = jobs(played, Draws(SEED, 0))
    requests = [Request(job, way_of(played, number)) for number, job in enumerate(services)]
    assert {len(request.way) for request in requests} == {2, 3}
    row = Row(
        requests,
        rooms(played),
        played.built.world.settings.horizon_us,
        until_answer="checkout" in patience,
    )
    agree(played, row.replay())
    logs = {stations(played)[name]: list(astuple(log)) for name, log in row.logs.items()}
    assert played.table("by_station").tolist() == [logs[number] for number in sorted(logs)]
    agree_bucket_by_bucket(played, row, stations(played))


def stations(played: Played) -> dict[str, int]:
    """Return the row of every place in the table of stations."""
    world, labels = played.built.world, played.built.labels
    found = {
        **{
            f"route {name}": world.stations.of_route[k]
            for k, name in enumerate(played.built.routes)
        },
        **{
            f"wallet {name}": world.stations.of_wallet[k]
            for k, name in enumerate(labels.wallets.names)
        },
        **{f"rail {name}": world.stations.of_rail[k] for k, name in enumerate(labels.rails.names)},
    }
    return {name: number for name, number in found.items() if number >= 0}


LIMITED = """
extends: blank
period: {{from: 2024-01-01, for: {length}}}
traffic: {{rate: {traffic}}}
wallets: {{pay: {{rate_limit: {{rate: {rate}, burst: {burst}}}}}}}
merchants:
  shop: {{merchant_ids: {ids}}}
  stall: {{surfaces: {{own_app: 1}}, audience: everyone, basket: ¥8, ecosystem: neutral}}
retries: {{tries_per_route: {tries}, backoff: {backoff}}}
"""


def merchant_ids(played: Played, draws: Draws) -> list[tuple[str, int]]:
    """Return the merchant and the number of its id for each checkout."""
    names = played.built.labels.destinations.names
    found = []
    for number, destination in enumerate(played.columns["destination"]):
        merchant = names[destination]
        word = draws.word(EntityKind.SHOPPER, Purpose.ENDURANCE, number, MERCHANT_ID_LANE)
        count = played.document.merchants[merchant].merchant_ids
        found.append((merchant, part_of(word, count)))
    return found


def replay_limit(played: Played, rate: Fraction, burst: int) -> list[tuple[str, int]]:
    """Return outcome and number of attempts of each checkout behind a token bucket."""
    ids = merchant_ids(played, Draws(SEED, 0))
    tries, backoff = played.document.retries.tries_per_route, played.document.retries.backoff
    coming = [
        (moment, int(EventRank.ARRIVAL), number, 1)
        for number, moment in enumerate(played.columns["arrival_us"])
    ]
    heapify(coming)
    asked: dict[tuple[str, int], list[int]] = {}
    fates: dict[int, tuple[str, int]] = {}
    while coming:
        moment, _, number, attempt = heappop(coming)
        moments = asked.setdefault(ids[number], [])
        moments.append(moment)
        # The whole past of the merchant id is told anew: slow, but nothing is remembered wrongly.
        if admissions(moments, rate, burst)[-1]:
            fates[number] = (PAID, attempt)
        elif attempt < tries:
            again = (moment + backoff, int(EventRank.BACKOFF), number, attempt + 1)
            heappush(coming, again)
        else:
            fates[number] = (OVERLOADED, attempt)
    return [fates[number] for number in range(len(fates))]


@pytest.mark.parametrize("tries", [1, 3])
@pytest.mark.parametrize("ids", [1, 7])
@pytest.mark.parametrize("burst", ["0s", "7us", "40us"])
def test_a_rate_limit_admits_what_an_exact_bucket_admits(burst: str, ids: int, tries: int) -> None:
    text = LIMITED.format(
        length="250us",
        traffic="1m/s",
        rate="170k/s",
        burst=burst,
        ids=ids,
        tries=tries,
        backoff="3us",
    )
    played = play(text, seed=SEED)
    fates = replay_limit(played, Fraction(170_000), int(burst.removesuffix("us").rstrip("s")))
    assert list(zip(played.outcomes, played.columns["attempts"], strict=True)) == fates
    refused = sum(attempts - (outcome == PAID) for outcome, attempts in fates)
    assert played.counter(Counter.RATE_LIMITED) == refused
    assert {OVERLOADED, PAID} == set(played.outcomes)


def test_six_hundred_a_second_for_each_merchant_id() -> None:
    text = LIMITED.format(
        length="1500ms",
        traffic="2400/s",
        rate="600/s",
        burst="100ms",
        ids=1,
        tries=1,
        backoff="0s",
    )
    played = play(text, seed=SEED)
    ids = merchant_ids(played, Draws(SEED, 0))
    admitted = {}
    for name in set(ids):
        moments = [
            m for m, own in zip(played.columns["arrival_us"], ids, strict=True) if own == name
        ]
        admitted[name] = admissions(moments, Fraction(600), 100_000)
        shown = [o for o, own in zip(played.outcomes, ids, strict=True) if own == name]
        assert shown == [PAID if yes else OVERLOADED for yes in admitted[name]]
        # A full bucket of 60 tokens, and 600 a second: it was empty at the end.
        assert 955 <= sum(admitted[name]) <= 960
