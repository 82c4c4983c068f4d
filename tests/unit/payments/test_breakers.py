from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sandbox.payments import breakers
from sandbox.payments.breakers import CLOSED, HALF_OPEN, OPEN, BreakerState, BreakerTable

SECOND = 1_000_000
# Routes: none, three failures in a row, half of the last four (at least two results), both.
TABLE = BreakerTable(
    failures_in_a_row=[0, 3, 0, 3],
    ring_start=[0, 0, 0, 4, 8],
    share_ppm=[0, 0, 500_000, 750_000],
    results_min=[0, 0, 2, 4],
    open_for_us=[SECOND, 30 * SECOND, SECOND, 30 * SECOND],
    probes=[1, 2, 1, 1],
)
NEVER, ROW, SHARE, BOTH = range(4)


def seen(route: int, results: str, now_us: int = 0) -> BreakerState:
    """Return the state after requests one after another: `x` failed, `.` was answered."""
    state = breakers.all_closed(TABLE)
    for result in results:
        ask(state, route, now_us, failed=result == "x")
    return state


def ask(state: BreakerState, route: int, now_us: int, *, failed: bool) -> None:
    assert breakers.may_pass(TABLE, state, route, now_us)
    era = breakers.let_pass(state, route)
    breakers.note(TABLE, state, route, now_us, era, failed)


def test_every_breaker_is_closed_at_the_start() -> None:
    state = breakers.all_closed(TABLE)
    assert tuple(state) == ([CLOSED] * 4, *([0] * 4,) * 6, [0] * 8)
    assert all(breakers.may_pass(TABLE, state, route, 0) for route in range(4))


def test_failures_in_a_row_open_it() -> None:
    assert seen(ROW, "xx").mode[ROW] == CLOSED
    state = seen(ROW, "xxx", now_us=7)
    assert (state.mode[ROW], state.until_us[ROW]) == (OPEN, 30 * SECOND + 7)


def test_an_answer_breaks_the_row() -> None:
    assert seen(ROW, "xx.xx").mode[ROW] == CLOSED
    assert seen(ROW, "xx.xxx").mode[ROW] == OPEN


def test_a_share_of_the_last_results_opens_it() -> None:
    assert seen(SHARE, "...x").mode[SHARE] == CLOSED
    assert seen(SHARE, "..x.x").mode[SHARE] == OPEN


def test_a_share_counts_only_with_enough_results() -> None:
    assert seen(SHARE, "x").mode[SHARE] == CLOSED
    assert seen(SHARE, "x.").mode[SHARE] == CLOSED
    assert seen(SHARE, ".x").mode[SHARE] == OPEN


def test_results_that_left_the_window_do_not_count() -> None:
    assert seen(SHARE, "....x").mode[SHARE] == CLOSED
    assert seen(SHARE, "....x...x").mode[SHARE] == CLOSED
    assert seen(SHARE, "....x..x").mode[SHARE] == OPEN


def test_either_rule_is_enough() -> None:
    assert seen(BOTH, "xxx").mode[BOTH] == OPEN
    assert seen(BOTH, "xx.x").mode[BOTH] == OPEN
    assert seen(BOTH, "x..x").mode[BOTH] == CLOSED


def test_without_a_rule_it_never_opens() -> None:
    assert seen(NEVER, "x" * 100).mode[NEVER] == CLOSED


def test_an_open_breaker_lets_nothing_pass_before_its_time_is_over() -> None:
    state = seen(ROW, "xxx")
    assert not breakers.may_pass(TABLE, state, ROW, 30 * SECOND - 1)
    assert breakers.may_pass(TABLE, state, ROW, 30 * SECOND)


def test_asking_changes_nothing() -> None:
    state = seen(ROW, "xxx")
    assert breakers.may_pass(TABLE, state, ROW, 31 * SECOND)
    assert state == seen(ROW, "xxx")


def test_a_half_open_breaker_lets_a_bounded_number_of_probes_pass() -> None:
    state = seen(ROW, "xxx")
    later = 31 * SECOND
    assert [probe(state, later), probe(state, later)] == [2, 2]
    assert state.mode[ROW] == HALF_OPEN
    assert not breakers.may_pass(TABLE, state, ROW, later)


def probe(state: BreakerState, now_us: int) -> int:
    assert breakers.may_pass(TABLE, state, ROW, now_us)
    return breakers.let_pass(state, ROW)


def test_an_answered_probe_closes_it() -> None:
    state = seen(ROW, "xxx")
    ask(state, ROW, 31 * SECOND, failed=False)
    assert state.mode[ROW] == CLOSED


def mode_after_closing(route: int, before: str, after: str) -> int:
    """Return the mode after results that opened it, an answered probe, and further results."""
    state = seen(route, before)
    assert state.mode[route] == OPEN
    for result in "." + after:
        ask(state, route, 31 * SECOND, failed=result == "x")
    return state.mode[route]


def test_what_opened_it_is_not_held_against_it_afterwards() -> None:
    assert mode_after_closing(ROW, "xxx", "xx") == CLOSED
    assert mode_after_closing(ROW, "xxx", "xxx") == OPEN
    assert mode_after_closing(BOTH, "xxx", "...x") == CLOSED
    assert mode_after_closing(SHARE, "..x.x", ".x") == OPEN


def test_every_time_it_is_half_open_it_lets_as_many_probes_pass() -> None:
    state = seen(ROW, "xxx")
    for result in ".xxx":
        ask(state, ROW, 31 * SECOND, failed=result == "x")
    assert [probe(state, 62 * SECOND), probe(state, 62 * SECOND)] == [5, 5]


def test_a_failed_probe_opens_it_again_for_the_full_time() -> None:
    state = seen(ROW, "xxx")
    ask(state, ROW, 31 * SECOND, failed=True)
    assert (state.mode[ROW], state.until_us[ROW]) == (OPEN, 61 * SECOND)


def test_a_probe_that_did_not_reach_the_route_makes_room_for_another() -> None:
    state = seen(ROW, "xxx")
    later = 31 * SECOND
    first, _ = probe(state, later), probe(state, later)
    breakers.withdraw(state, ROW, first)
    assert breakers.may_pass(TABLE, state, ROW, later)
    probe(state, later)
    assert not breakers.may_pass(TABLE, state, ROW, later)


def test_withdrawing_counts_neither_for_a_closed_breaker_nor_in_a_later_era() -> None:
    state = breakers.all_closed(TABLE)
    era = breakers.let_pass(state, ROW)
    breakers.withdraw(state, ROW, era)
    assert state == breakers.all_closed(TABLE)
    for _ in range(3):
        ask(state, ROW, 0, failed=True)
    probe(state, 31 * SECOND)
    breakers.withdraw(state, ROW, era)
    assert state.probing[ROW] == 1


def test_what_was_sent_before_it_opened_says_nothing_afterwards() -> None:
    state = breakers.all_closed(TABLE)
    old = breakers.let_pass(state, ROW)
    for _ in range(3):
        ask(state, ROW, 0, failed=True)
    opened = BreakerState(*map(list, state))
    breakers.note(TABLE, state, ROW, SECOND, old, is_failure=False)
    assert state == opened
    probe(state, 31 * SECOND)
    breakers.note(TABLE, state, ROW, 31 * SECOND, old, is_failure=False)
    assert state.mode[ROW] == HALF_OPEN


def test_a_slower_probe_does_not_open_what_another_has_closed() -> None:
    state = seen(ROW, "xxx")
    slow, quick = probe(state, 31 * SECOND), probe(state, 31 * SECOND)
    breakers.note(TABLE, state, ROW, 32 * SECOND, quick, is_failure=False)
    breakers.note(TABLE, state, ROW, 33 * SECOND, slow, is_failure=True)
    assert (state.mode[ROW], state.in_a_row[ROW]) == (CLOSED, 0)


def is_naively_open(results: list[bool]) -> bool:
    """Tell whether the last of these results (failed or not) opens the breaker `BOTH`."""
    row = results[-3:] == [True] * 3
    last = results[-4:]
    return bool(results) and results[-1] and (row or (len(last) == 4 and sum(last) >= 3))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 20 * SECOND)), max_size=60))
def test_it_opens_and_closes_as_a_plain_list_of_results_says(
    requests: list[tuple[bool, int]],
) -> None:
    state = breakers.all_closed(TABLE)
    now, until = 0, -1
    probing = False
    results: list[bool] = []
    for failed, pause in requests:
        now += pause
        passes = until < 0 or now >= until
        assert breakers.may_pass(TABLE, state, BOTH, now) == passes
        if not passes:
            continue
        probing, until = until >= 0, -1
        era = breakers.let_pass(state, BOTH)
        breakers.note(TABLE, state, BOTH, now, era, failed)
        results = [] if probing else [*results, failed]
        if (probing and failed) or is_naively_open(results):
            results, until = [], now + 30 * SECOND
