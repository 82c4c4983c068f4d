"""Whatever fills up, refuses, fails or makes shoppers leave: everything adds up, nothing stays."""

from __future__ import annotations

from collections import Counter as Tally

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.model.records.record import APPROVED, ATTEMPTS, STATION_WAIT_US
from sandbox.vocabulary import Counter, Outcome
from tests.agreement.played import Played, play
from tests.properties.random_rules import World
from tests.properties.worlds import document_of

EXAMPLES = 25
CHECKOUTS = 60
TICKET_FEN = 80_00
BY_OUTCOME = ("by_stage", "by_bucket", "by_wallet", "by_surface", "by_segment")
# Tables that speak of places, which are empty or absent where nothing has a capacity.
OF_PLACES = {
    "by_station",
    "queue_length",
    "wait_us",
    "wait_extremes",
    "counters",
    "station_by_bucket",
    "wait_by_bucket",
    "wait_us_by_bucket",
}
WALLETS, ROUTES, RAILS = ("red", "blue", "rose"), ("wide", "narrow", "other"), ("on_us", "cards")

SHARES = st.sampled_from(["0%", "30%", "100%"])
CAPACITIES = st.fixed_dictionaries(
    {"parallel": st.integers(1, 3), "queue": st.sampled_from([0, 1, 4, "unlimited"])}
)
LIMITS = st.sampled_from(["1/s", "4/min", {"rate": "10/min", "burst": "30s"}])
LAWS = st.sampled_from(["0s", "3s", "9s", {"exponential": "6s"}, {"median": "4s", "p99": "40s"}])
MAYBE = st.booleans()


# Two shops and three wallets that everybody holds; one of them has two routes.
TOWN: World = {
    "period": {"from": "2024-03-01", "for": "1min"},
    "merchants": {
        "shop": {"basket": "¥80"},
        "mall": {
            "ecosystem": "reds",
            "marketplace": True,
            "merchant_ids": 3,
            "take": "3%",
            "surfaces": {"own_app": 1},
            "audience": "everyone",
            "basket": "¥80",
            "refunds": {"share": "20%", "full": "60%"},
        },
    },
    "rails": {"cards": {"fee": "0.1%"}},
    "routes": {
        "wide": {"wallet": "red"},
        "narrow": {"wallet": "red", "acquirer": "agent", "acquirer_share": "20%"},
        "other": {"wallet": "blue"},
    },
    "audiences": {
        "everyone": {
            "wallets": {"pay": None, "red + blue + rose": "100%"},
            "favourites": {"pay": None, "red": 3, "blue": 2, "rose": 1},
        }
    },
    "segments": {"shoppers": {"switch_after_decline": "60%", "switch_willingness": "50%"}},
}
TRAFFIC = st.sampled_from(
    [
        {"checkouts": CHECKOUTS, "arrivals": {"every": "1s"}},
        {"checkouts": CHECKOUTS, "arrivals": {"every": "2us"}},
        {"checkouts": CHECKOUTS},
    ]
)


@st.composite
def calm(draw: st.DrawFn) -> World:
    """Draw a town in which nothing can fill up."""
    return {
        **TOWN,
        "traffic": draw(TRAFFIC),
        "wallets": {name: {"ecosystem": f"{name}s", **draw(wallets())} for name in WALLETS},
        "cashier": {"takes": {"pin": draw(st.sampled_from([0, "2s"]))}},
        "retries": {
            "tries_per_route": draw(st.integers(1, 3)),
            "routes_per_wallet": draw(st.integers(1, 2)),
            "wallets": draw(st.integers(1, 3)),
            "backoff": draw(st.sampled_from([0, "1s"])),
        },
        "rules": [
            {"name": "open", "set": {"accept": "listed"}},
            {"name": "split", "set": {"route": draw(st.sampled_from(["weighted", "priority"]))}},
        ],
    }


@st.composite
def wallets(draw: st.DrawFn) -> World:
    """Draw a wallet with two fundings."""
    return {
        "fee": {"share": "0.6%", "fixed": "¥0.10"},
        "latency": draw(LAWS),
        "declines": {
            "technical_decline": draw(st.sampled_from(["0%", "30%"])),
            "insufficient_funds": draw(st.sampled_from(["0%", "20%"])),
        },
        "funding": {"balance": {}, "card": {"rail": "cards"}},
    }


def with_parts(world: World, section: str, parts: World) -> World:
    """Return a world with more keys in the parties of a section."""
    old = world.get(section, {})
    assert isinstance(old, dict)
    merged = {name: {**old.get(name, {}), **more} for name, more in parts.items() if more}  # type: ignore[dict-item]  # parties are mappings
    return {**world, section: {**old, **merged}}


@st.composite
def under_pressure(draw: st.DrawFn) -> World:
    """Draw a town in which much goes wrong at once."""
    world = draw(calm())
    for section, names in (("wallets", WALLETS), ("routes", ROUTES), ("rails", RAILS)):
        parts: World = {}
        for name in names:
            part: World = {"capacity": draw(CAPACITIES)} if draw(MAYBE) else {}
            if section == "wallets" and draw(MAYBE):
                part["rate_limit"] = draw(LIMITS)
            parts[name] = part
        world = with_parts(world, section, parts)
    if draw(MAYBE):
        scope = draw(st.sampled_from(["queue", "checkout"]))
        world["patience"] = {"scope": scope, "time": draw(LAWS)}
    world["outages"] = {f"cut_{k}": draw(outages()) for k in range(draw(st.integers(0, 2)))}
    return world


@st.composite
def with_silence(draw: st.DrawFn) -> World:
    """Draw such a town in which some answers come too late or not at all."""
    world = draw(under_pressure())
    silence: World = {
        "timeout": draw(st.sampled_from(["1s", "5s"])),
        "no_answer": draw(st.sampled_from(["0%", "40%"])),
        "queries": {"first": "2s", "every": "3s", "most": 4, "deadline": "12s", "takes": "1s"},
    }
    return with_parts(world, "wallets", {name: silence for name in WALLETS if draw(MAYBE)})


@st.composite
def outages(draw: st.DrawFn) -> World:
    """Draw an outage of some parties."""
    return {
        "wallets": draw(st.lists(st.sampled_from(WALLETS), unique=True)),
        "rails": draw(st.lists(st.sampled_from(RAILS), unique=True)),
        "routes": [draw(st.sampled_from(ROUTES))],
        "share": draw(SHARES),
        "slower": draw(st.sampled_from([1, "250%"])),
        "declines": draw(SHARES),
        **draw(
            st.sampled_from(
                [
                    {"from": "2024-03-01T00:00:10", "for": "30s"},
                    {"random": {"between": "10s", "repair": "10s"}},
                ]
            )
        ),
    }


def played(world: World) -> Played:
    return play(document_of(world))


def approvals(run: Played) -> int:
    """Return how many requests a wallet approved."""
    return int(run.table("by_bucket_wallet")[..., APPROVED].sum())


@settings(max_examples=EXAMPLES)
@given(under_pressure())
def test_every_arrival_ends_once_and_every_attempt_too(world: World) -> None:
    run = played(world)
    outcomes = Tally(run.columns["outcome"])
    assert outcomes.total() == CHECKOUTS
    counted = [outcomes[outcome] for outcome in Outcome]
    for name in BY_OUTCOME:
        cells = run.table(name)
        np.testing.assert_array_equal(cells.sum(axis=tuple(range(cells.ndim - 1))), counted, name)
    attempts = sum(run.columns["attempts"])
    assert run.table("by_bucket_wallet")[..., ATTEMPTS].sum() == attempts
    assert run.table("by_route")[..., 0].sum() == attempts
    assert sum(run.record.attempts_ended) == attempts


@settings(max_examples=EXAMPLES)
@given(under_pressure())
def test_the_ledger_sums_to_zero(world: World) -> None:
    run = played(world)
    assert sum(run.record.balances) == 0
    assert not run.table("balances").sum(axis=0).any()


@settings(max_examples=EXAMPLES)
@given(under_pressure())
def test_at_the_end_every_place_is_free_and_every_queue_empty(world: World) -> None:
    run = played(world)
    stations = run.simulation.stations
    assert len(stations) == run.built.world.settings.stations
    for station in stations:
        assert (station.busy, station.length) == (0, 0)
        assert not any(ticket.is_waiting for ticket in station.queue)


@settings(max_examples=EXAMPLES)
@given(under_pressure())
def test_every_approval_is_paid_or_reversed_and_never_both(world: World) -> None:
    run = played(world)
    paid = run.outcomes.count("paid")
    reversals = run.counter(Counter.REVERSALS)
    assert approvals(run) == paid + reversals
    assert run.counter(Counter.REVERSED_FEN) == reversals * TICKET_FEN
    assert run.table("by_destination")[:, 0].sum() == paid * TICKET_FEN
    # Only who was there when it was sent can leave before the answer.
    assert reversals <= run.outcomes.count("impatient")


@settings(max_examples=EXAMPLES)
@given(with_silence())
def test_what_nobody_heard_of_in_time_is_paid_or_reversed_too(world: World) -> None:
    run = played(world)
    paid, reversals = run.outcomes.count("paid"), run.counter(Counter.REVERSALS)
    assert approvals(run) == paid + reversals
    assert run.counter(Counter.REVERSED_FEN) == reversals * TICKET_FEN
    assert sum(run.record.balances) == 0
    assert len(run.outcomes) == CHECKOUTS
    stations = run.simulation.stations
    assert all((station.busy, station.length) == (0, 0) for station in stations)


@settings(max_examples=EXAMPLES)
@given(under_pressure())
def test_waits_and_refusals_are_counted_once(world: World) -> None:
    run = played(world)
    waits = run.columns["wait_us"]
    assert run.counter(Counter.WAIT_US) <= sum(waits)
    assert run.table("by_station")[:, STATION_WAIT_US].sum() == sum(waits)
    assert sum(run.record.wait_us) == run.counter(Counter.REQUESTS)
    spans = zip(waits, run.columns["arrival_us"], run.columns["end_us"], strict=True)
    assert all(0 <= wait <= end - arrival for wait, arrival, end in spans)
    assert run.counter(Counter.LEFT_QUEUE) <= run.outcomes.count("impatient")
    last = run.counter(Counter.QUEUE_FULL) + run.counter(Counter.RATE_LIMITED)
    assert run.outcomes.count("overloaded") <= last


@settings(max_examples=EXAMPLES)
@given(under_pressure())
def test_the_same_world_gives_the_same_bits(world: World) -> None:
    first, again = played(world), played(world)
    assert first.columns == again.columns
    assert first.record == again.record


@settings(max_examples=EXAMPLES)
@given(calm(), st.sampled_from([0, 3, "unlimited"]))
def test_more_places_than_checkouts_are_as_good_as_no_bound(world: World, queue: int | str) -> None:
    capacity = {"capacity": {"parallel": 1_000_000, "queue": queue}}
    bounded = world
    for section, names in (("wallets", WALLETS), ("routes", ROUTES), ("rails", RAILS)):
        bounded = with_parts(bounded, section, dict.fromkeys(names, capacity))
    same_but_for_places(played(world), played(bounded))


@settings(max_examples=EXAMPLES)
@given(calm(), st.sampled_from(["queue", "checkout"]))
def test_endless_patience_limits_and_harmless_outages_change_nothing(
    world: World, scope: str
) -> None:
    harmless = with_parts(world, "wallets", {name: {"rate_limit": "1m/s"} for name in WALLETS})
    harmless["patience"] = {"scope": scope, "time": "365d"}
    harmless["outages"] = {
        "nothing": {"wallets": list(WALLETS), "share": "0%", "from": "2024-03-01", "for": "1h"}
    }
    same_but_for_places(played(world), played(harmless))


def same_but_for_places(calm_run: Played, other: Played) -> None:
    """Check that every checkout and every count is the same, down to the last bit."""
    assert not calm_run.built.world.settings.has_pressure
    assert other.built.world.settings.has_pressure
    assert other.columns == calm_run.columns
    for name in calm_run.record._fields:
        if name not in OF_PLACES:
            assert getattr(other.record, name) == getattr(calm_run.record, name), name
    assert other.counter(Counter.WAITED) == 0
    assert other.counter(Counter.QUEUE_FULL) == other.counter(Counter.RATE_LIMITED) == 0


@settings(max_examples=EXAMPLES)
@given(under_pressure())
def test_nobody_is_refused_or_leaves_without_a_reason(world: World) -> None:
    run = played(world)
    document = run.document
    capacities = [
        *(wallet.capacity for wallet in document.wallets.values()),
        *(route.capacity for route in document.routes.values()),
        *(rail.capacity for rail in document.rails.values()),
    ]
    bounded = [capacity for capacity in capacities if capacity is not None]
    refuses = any(capacity.queue != "unlimited" for capacity in bounded) or any(
        wallet.rate_limit is not None for wallet in document.wallets.values()
    )
    if not refuses:
        assert "overloaded" not in run.outcomes
    if document.patience is None:
        assert "impatient" not in run.outcomes
    if not document.outages:
        assert not {"wallet_down", "rail_down", "route_down"} & set(run.outcomes)
