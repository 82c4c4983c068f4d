from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.engines.reference.stations import Station, TokenBuckets, stations_of
from sandbox.model.limits import TOKEN
from sandbox.model.tables.pressure_tables import UNLIMITED, LimitTable
from sandbox.scenario.loading import load_text
from sandbox.scenario.tables.build import BuiltWorld, build_world
from tests.oracles.queues import admissions

SECOND = 1_000_000

TOWN = """
extends: blank
wallets:
  pay: {capacity: {parallel: 30, queue: unlimited}}
  band: {ecosystem: other, front_of: pay, held_by: 5%}
  coin: {ecosystem: other, held_by: 5%}
rails:
  on_us: {capacity: {parallel: 7}}
  cards: {}
routes:
  agent: {wallet: coin, capacity: {parallel: 2, queue: 5}}
"""


def built(text: str) -> BuiltWorld:
    return build_world(load_text(text).document)


def test_places_are_taken_until_none_is_left() -> None:
    station = Station(parallel=2, bound=0)
    assert [station.take() for _ in range(3)] == [True, True, False]
    assert station.busy == 2


def test_a_freed_place_goes_to_the_first_in_the_queue_at_once() -> None:
    station = Station(parallel=1, bound=2)
    woken: list[str] = []
    assert station.take()
    first = station.line_up(lambda: woken.append("first"))
    second = station.line_up(lambda: woken.append("second"))
    station.free()
    assert woken == ["first"]
    assert (first.is_served, first.is_waiting) == (True, False)
    assert (second.is_served, second.is_waiting) == (False, True)
    assert (station.busy, station.length) == (1, 1)
    assert not station.take()


def test_who_withdrew_is_passed_over() -> None:
    station = Station(parallel=1, bound=3)
    woken: list[str] = []
    station.take()
    gone = station.line_up(lambda: woken.append("gone"))
    station.line_up(lambda: woken.append("next"))
    station.withdraw(gone)
    station.free()
    assert woken == ["next"]
    assert not gone.is_served


def test_who_withdraws_makes_room_in_the_queue() -> None:
    station = Station(parallel=1, bound=1)
    station.take()
    ticket = station.line_up(lambda: None)
    assert station.is_full()
    station.withdraw(ticket)
    assert not station.is_full()


def test_a_place_stays_free_where_nobody_waits() -> None:
    station = Station(parallel=1, bound=1)
    station.take()
    station.withdraw(station.line_up(lambda: None))
    station.free()
    assert (station.busy, station.length) == (0, 0)
    assert station.take()


@pytest.mark.parametrize(
    ("queue", "bound"), [("0", 0), ("3", 3), ("unlimited", UNLIMITED)], ids=str
)
def test_queues_are_as_long_as_they_are_written(queue: str, bound: int) -> None:
    world = built(
        f"{{extends: blank, wallets: {{pay: {{capacity: {{parallel: 4, queue: {queue}}}}}}}}}"
    ).world
    (station,) = stations_of(world.stations)
    assert (station.parallel, station.bound, station.busy) == (4, bound, 0)
    assert station.is_full() == (bound == 0)


@given(
    per_us=st.integers(1, 10**13),
    burst_us=st.integers(0, 3 * SECOND),
    pauses=st.lists(st.integers(0, SECOND), max_size=60),
)
def test_a_bucket_admits_what_an_exact_bucket_admits(
    per_us: int, burst_us: int, pauses: list[int]
) -> None:
    moments = [sum(pauses[:count]) for count in range(1, len(pauses) + 1)]
    buckets = TokenBuckets(LimitTable((per_us,), (max(TOKEN, per_us * burst_us),), (0,)))
    admitted = [buckets.admits(0, 0, 0, moment) for moment in moments]
    assert admitted == admissions(moments, Fraction(per_us, SECOND), burst_us)


def limits(text: str) -> LimitTable:
    return built(f"{{extends: blank, wallets: {{pay: {{rate_limit: {text}}}}}}}").world.limits


def test_a_limit_has_a_burst_of_one_second_unless_written() -> None:
    # 600 tokens a second are 6e8 of 10^-12 a microsecond.
    assert limits("600/s") == LimitTable((600_000_000,), (600 * TOKEN,), (0,))
    assert limits("{rate: 600/s, burst: 500ms}") == LimitTable((600_000_000,), (300 * TOKEN,), (0,))


def test_a_bucket_holds_one_token_at_least() -> None:
    buckets = TokenBuckets(limits("{rate: 10/s, burst: 1ms}"))
    admitted = [buckets.admits(0, 0, 0, moment) for moment in (0, 1, 99_999, 100_000, 100_001)]
    assert admitted == [True, False, False, True, False]


def test_a_full_bucket_lets_a_second_of_requests_through_at_once() -> None:
    buckets = TokenBuckets(limits("600/s"))
    assert [buckets.admits(0, 0, 0, 50) for _ in range(601)] == [True] * 600 + [False]
    # The next token is there after a 600th of a second, 1,666.7 µs.
    assert [buckets.admits(0, 0, 0, 50 + later) for later in (1_666, 1_667)] == [False, True]


def test_a_refusal_costs_no_token() -> None:
    asked_in_vain, patient = TokenBuckets(limits("1/s")), TokenBuckets(limits("1/s"))
    for buckets in (asked_in_vain, patient):
        assert buckets.admits(0, 0, 0, 0)
    assert not any(asked_in_vain.admits(0, 0, 0, moment) for moment in range(0, SECOND, 1_000))
    assert asked_in_vain.admits(0, 0, 0, SECOND)
    assert patient.admits(0, 0, 0, SECOND)


@pytest.mark.parametrize("other", [(1, 0, 0), (0, 1, 0), (0, 0, 1)])
def test_every_wallet_merchant_and_id_has_its_own_bucket(other: tuple[int, int, int]) -> None:
    buckets = TokenBuckets(LimitTable((1, 1), (TOKEN, TOKEN), (0, 1)))
    assert buckets.admits(0, 0, 0, 7)
    assert not buckets.admits(0, 0, 0, 7)
    assert buckets.admits(*other, 7)


def test_a_device_front_shares_the_bucket_of_the_wallet_behind_it() -> None:
    town = built(TOWN.replace("queue: unlimited}}", "queue: unlimited}, rate_limit: 1/h}"))
    buckets = TokenBuckets(town.world.limits)
    pay, band, coin = (town.labels.wallets[name] for name in ("pay", "band", "coin"))
    # A bucket of one second holds one token at least.
    assert buckets.admits(band, 0, 0, 0)
    assert not buckets.admits(pay, 0, 0, 0)
    assert buckets.admits(coin, 0, 0, 0)


def test_a_wallet_without_a_limit_admits_everybody() -> None:
    buckets = TokenBuckets(built("{extends: blank}").world.limits)
    assert all(buckets.admits(0, 0, 0, 0) for _ in range(10_000))
