"""Requests under load, a checkout a second, every time worked out by hand."""

from __future__ import annotations

import pytest

from sandbox.model.records.record import STATION_BUSY_US, STATION_REQUESTS
from sandbox.vocabulary import Counter
from tests.agreement.played import Played, play

SECOND = 1_000_000


def seconds(checkouts: int, more: str) -> Played:
    """Play a world in which a checkout arrives every second."""
    return play(f"""
extends: blank
period: {{from: 2024-01-01, for: {checkouts}s}}
traffic: {{checkouts: {checkouts}, arrivals: {{every: 1s}}}}
{more}
""")


def told(played: Played) -> list[tuple[str, float, float]]:
    """Return outcome, wait and end of each checkout, seconds."""
    waits, ends = played.columns["wait_us"], played.columns["end_us"]
    rows = zip(played.outcomes, waits, ends, strict=True)
    return [(outcome, wait / SECOND, end / SECOND) for outcome, wait, end in rows]


def wallet(places: int, queue: int | str, latency: str) -> str:
    capacity = f"{{parallel: {places}, queue: {queue}}}"
    return f"wallets: {{pay: {{capacity: {capacity}, latency: {latency}}}}}"


def test_without_a_queue_a_full_wallet_refuses() -> None:
    played = seconds(5, wallet(1, 0, "2500ms"))
    assert told(played) == [
        ("paid", 0, 2.5),
        ("overloaded", 0, 1),
        ("overloaded", 0, 2),
        ("paid", 0, 5.5),
        ("overloaded", 0, 4),
    ]
    assert played.counter(Counter.QUEUE_FULL) == 3


def test_a_place_that_is_freed_at_an_arrival_is_there_for_it() -> None:
    played = seconds(4, wallet(1, 0, "2s"))
    assert played.outcomes == ["paid", "overloaded", "paid", "overloaded"]


def test_those_who_wait_are_served_in_the_order_of_their_arrival() -> None:
    played = seconds(4, wallet(1, "unlimited", "2500ms"))
    assert told(played) == [
        ("paid", 0, 2.5),
        ("paid", 1.5, 5),
        ("paid", 3, 7.5),
        ("paid", 4.5, 10),
    ]
    assert played.counter(Counter.WAIT_US) == 9 * SECOND
    assert played.counter(Counter.WAITED) == 3
    assert played.counter(Counter.REQUESTS) == 4


def test_a_queue_holds_as_many_as_it_is_long() -> None:
    # The first is served until 10 s; the second waits, the third finds the queue full.
    played = seconds(3, wallet(1, 1, "10s"))
    assert told(played) == [("paid", 0, 10), ("paid", 9, 20), ("overloaded", 0, 2)]


def test_places_are_busy_within_the_horizon_only() -> None:
    played = seconds(3, wallet(1, "unlimited", "2s"))
    # Served from 0 to 2, 2 to 4 and 4 to 6 seconds, and the horizon is 3 seconds long.
    (station,) = played.table("by_station")
    assert station[STATION_REQUESTS] == 3
    assert station[STATION_BUSY_US] == 3 * SECOND


def test_patience_in_the_queue_ends_only_while_waiting() -> None:
    patience = "patience: {scope: queue, time: 2s}"
    played = seconds(3, f"{wallet(1, 'unlimited', '3500ms')}\n{patience}")
    # The second leaves at 3 s, before the place is free; the third starts at 3.5 s, and its
    # patience is no matter any more while it is served until 7 s.
    assert told(played) == [("paid", 0, 3.5), ("impatient", 2, 3), ("paid", 1.5, 7)]
    assert played.counter(Counter.LEFT_QUEUE) == 1
    assert played.counter(Counter.REVERSALS) == 0


def test_a_place_that_comes_when_patience_ends_comes_in_time() -> None:
    patience = "patience: {scope: queue, time: 1500ms}"
    played = seconds(2, f"{wallet(1, 'unlimited', '2500ms')}\n{patience}")
    assert told(played) == [("paid", 0, 2.5), ("paid", 1.5, 5)]


def test_who_leaves_makes_room_for_the_next() -> None:
    patience = "patience: {scope: queue, time: 1500ms}"
    played = seconds(4, f"{wallet(1, 1, '20s')}\n{patience}")
    assert told(played) == [
        ("paid", 0, 20),
        ("impatient", 1.5, 2.5),
        ("overloaded", 0, 2),
        ("impatient", 1.5, 4.5),
    ]


RETRIED = """
wallets:
  pay:
    capacity: {parallel: 1, queue: unlimited}
    latency: 2s
    declines: {technical_decline: 100%}
retries: {tries_per_route: 2, after: {technical_decline: [retry]}}
"""


def test_patience_in_the_queue_starts_anew_with_each_request() -> None:
    played = seconds(2, f"{RETRIED}patience: {{scope: queue, time: 3s}}")
    # First requests: 0 to 2 s, and after a wait of 1 s, 2 to 4 s. The first checkout tries again
    # at 2 s, waits 2 s more and is served until 6 s; the second waits for it from 4 to 6 s.
    assert told(played) == [("technical_decline", 2, 6), ("technical_decline", 3, 8)]
    assert played.columns["attempts"] == [2, 2]


def test_patience_with_a_checkout_runs_through_all_its_attempts() -> None:
    played = seconds(2, f"{RETRIED}patience: {{scope: checkout, time: 3500ms}}")
    # The first waits for its second try from 2 s on and is gone at 3.5 s; the second is answered
    # at 4 s and served at once again, but gone at 4.5 s.
    assert told(played) == [("impatient", 1.5, 3.5), ("impatient", 1, 4.5)]
    assert played.columns["attempts"] == [2, 2]
    # The last answer, at 6 s, was a decline: there was nothing to reverse.
    assert played.counter(Counter.REVERSALS) == 0
    assert sum(played.record.answer_us) == 3


def test_an_approval_after_the_shopper_left_is_reversed_and_never_paid() -> None:
    patience = "patience: {scope: checkout, time: 2s}"
    played = seconds(3, f"{wallet(2, 'unlimited', '2500ms')}\n{patience}")
    # The first two leave while they are served. They keep their places until 2.5 and 3.5 s, so
    # the third, who has waited since 2 s, starts at 2.5 s and leaves at 4 s.
    assert told(played) == [("impatient", 0, 2), ("impatient", 0, 3), ("impatient", 0.5, 4)]
    assert played.counter(Counter.REVERSALS) == 3
    assert played.counter(Counter.REVERSED_FEN) == 3 * 100_00
    assert played.counter(Counter.LEFT_QUEUE) == 0
    assert sum(played.record.answer_us) == 3
    assert sum(played.record.balances) == 0


def test_an_answer_that_comes_when_patience_ends_comes_in_time() -> None:
    patience = "patience: {scope: checkout, time: 2500ms}"
    played = seconds(1, f"{wallet(1, 0, '2500ms')}\n{patience}")
    assert told(played) == [("paid", 0, 2.5)]
    assert played.counter(Counter.REVERSALS) == 0


def test_who_leaves_a_queue_has_nothing_to_reverse() -> None:
    patience = "patience: {scope: checkout, time: 900ms}"
    played = seconds(2, f"{wallet(1, 'unlimited', '2s')}\n{patience}")
    assert told(played) == [("impatient", 0, 0.9), ("impatient", 0.9, 1.9)]
    assert played.counter(Counter.REVERSALS) == 1
    assert played.counter(Counter.LEFT_QUEUE) == 1


def test_patience_with_a_checkout_includes_the_cashier() -> None:
    more = f"{wallet(1, 0, '1s')}\ncashier: {{takes: {{pin: 2s}}}}\n"
    gone = seconds(1, f"{more}patience: {{scope: checkout, time: 1500ms}}")
    assert told(gone) == [("impatient", 0, 1.5)]
    assert gone.counter(Counter.REQUESTS) == 0
    late = seconds(1, f"{more}patience: {{scope: checkout, time: 2500ms}}")
    assert told(late) == [("impatient", 0, 2.5)]
    assert late.counter(Counter.REVERSALS) == 1
    stays = seconds(1, f"{more}patience: {{scope: checkout, time: 3s}}")
    assert told(stays) == [("paid", 0, 3)]


TWO_ROUTES = """
wallets: {{pay: {{capacity: {{parallel: 1, queue: unlimited}}, latency: 3s}}}}
routes:
  narrow: {{wallet: pay, capacity: {{parallel: 1, queue: {room}}}}}
  wide: {{wallet: pay}}
merchants: {{shop: {{routes: [narrow, wide]}}}}
retries: {{routes_per_wallet: {routes}}}
"""


def test_a_request_holds_its_route_while_it_waits_for_the_wallet() -> None:
    # The first goes by the narrow route; the second is refused there and takes the wide one,
    # where it waits for the wallet. At 3 s the wallet is the second's. The fourth takes the
    # narrow route, free again since 3 s, and holds it while it waits until 6 s.
    played = seconds(6, TWO_ROUTES.format(room=0, routes=2))
    assert [played.built.routes[route] for route in played.columns["route"]] == [
        "narrow", "wide", "wide", "narrow", "wide", "wide",
    ]  # fmt: skip
    assert told(played) == [
        ("paid", 0, 3),
        ("paid", 2, 6),
        ("paid", 4, 9),
        ("paid", 6, 12),
        ("paid", 8, 15),
        ("paid", 10, 18),
    ]


def test_a_request_waits_at_one_place_at_a_time() -> None:
    # The second stands in the queue of the route until 3 s, and then goes straight on.
    played = seconds(2, TWO_ROUTES.format(room=1, routes=1))
    assert told(played) == [("paid", 0, 3), ("paid", 2, 6)]
    requests = played.table("by_station")[:, STATION_REQUESTS]
    assert sorted(requests) == [2, 2]


def test_a_refusal_further_on_frees_what_is_held() -> None:
    played = seconds(
        3,
        """
wallets: {pay: {capacity: {parallel: 1}, latency: 1500ms}}
routes: {way: {wallet: pay, capacity: {parallel: 2}}}
""",
    )
    # The second is refused by the wallet at 1 s; had it kept the route, the third were too.
    assert told(played) == [("paid", 0, 1.5), ("overloaded", 0, 1), ("paid", 0, 3.5)]


def test_an_overloaded_route_hands_over_to_another() -> None:
    played = seconds(
        2,
        """
wallets: {pay: {latency: 5s}}
routes: {narrow: {wallet: pay, capacity: {parallel: 1}}, wide: {wallet: pay}}
merchants: {shop: {routes: [narrow, wide]}}
retries: {routes_per_wallet: 2}
""",
    )
    assert told(played) == [("paid", 0, 5), ("paid", 0, 6)]
    assert played.columns["attempts"] == [1, 2]


DOWN_AT_FIRST = "outages: {cut: {wallets: pay, from: 2024-01-01, for: 2s}}"


def test_a_request_that_an_outage_fails_takes_no_token() -> None:
    limit = "wallets: {pay: {rate_limit: {rate: 1/h, burst: 1h}}}"
    played = seconds(4, f"{limit}\n{DOWN_AT_FIRST}")
    assert played.outcomes == ["wallet_down", "wallet_down", "paid", "overloaded"]
    assert played.counter(Counter.RATE_LIMITED) == 1
    assert played.counter(Counter.QUEUE_FULL) == 0


def test_leaving_comes_before_an_outage_and_an_outage_before_a_limit() -> None:
    limit = "wallets: {pay: {rate_limit: {rate: 1/h, burst: 1h}}}"
    gone = seconds(2, f"{limit}\n{DOWN_AT_FIRST}\npatience: {{time: 0s}}")
    assert told(gone) == [("impatient", 0, 0), ("impatient", 0, 1)]
    assert gone.counter(Counter.RATE_LIMITED) == 0


def test_an_outage_comes_before_a_full_queue() -> None:
    wallet_for_ever = wallet(1, 0, "1h")
    cut = "outages: {cut: {wallets: pay, from: 2024-01-01T00:00:02, for: 1s}}"
    played = seconds(4, f"{wallet_for_ever}\n{cut}")
    assert played.outcomes == ["paid", "overloaded", "wallet_down", "overloaded"]


def test_a_request_that_a_limit_refuses_does_not_reach_the_queue() -> None:
    limited = "rate_limit: {rate: 1/h, burst: 2h}"
    more = f"wallets: {{pay: {{capacity: {{parallel: 1}}, latency: 1h, {limited}}}}}"
    played = seconds(4, more)
    # Two tokens: one for the place, one for the refusal by the full wallet.
    assert played.outcomes == ["paid", "overloaded", "overloaded", "overloaded"]
    assert played.table("by_station")[0, STATION_REQUESTS] == 2
    assert played.counter(Counter.QUEUE_FULL) == 1
    assert played.counter(Counter.RATE_LIMITED) == 2


def test_the_cause_is_that_of_the_last_attempt() -> None:
    retried = "retries: {tries_per_route: 2, backoff: 1500ms, after: {wallet_down: [retry]}}"
    played = seconds(2, f"{wallet(1, 0, '1h')}\n{DOWN_AT_FIRST}\n{retried}")
    # Tries at 0 and 1.5 s meet the outage; of those at 1 and 2.5 s the second gets the place.
    assert told(played) == [("wallet_down", 0, 1.5), ("paid", 0, 3602.5)]


def test_leaving_comes_before_the_next_attempt() -> None:
    retried = "retries: {tries_per_route: 2, backoff: 1500ms, after: {wallet_down: [retry]}}"
    patience = "patience: {scope: checkout, time: 1500ms}"
    played = seconds(1, f"{DOWN_AT_FIRST}\n{retried}\n{patience}")
    assert told(played) == [("impatient", 0, 1.5)]
    assert played.columns["attempts"] == [1]


@pytest.mark.parametrize("scope", ["queue", "checkout"])
def test_what_is_in_flight_at_the_horizon_is_followed_to_its_end(scope: str) -> None:
    patience = f"patience: {{scope: {scope}, time: 1h}}"
    played = seconds(3, f"{wallet(1, 'unlimited', '10min')}\n{patience}")
    assert told(played) == [("paid", 0, 600), ("paid", 599, 1200), ("paid", 1198, 1800)]
