from __future__ import annotations

import heapq
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sandbox.engines.compiled import calendar, state
from sandbox.engines.compiled.state import Events
from sandbox.vocabulary import EventRank

ROOM = 400

# Few moments, ranks and checkouts, so that the order of entry often decides.
DELAYS = st.integers(0, 6)
RANKS = st.sampled_from([int(rank) for rank in EventRank])
ENTRIES = st.tuples(DELAYS, RANKS, st.sampled_from([0, 1, 2, 2**44 - 1]))


def empty() -> Any:
    return SimpleNamespace(
        clock=[0] * state.CLOCK_CELLS,
        events=Events(*([0] * ROOM for _ in Events._fields)),
        inside=[0] * 8,
    )


@given(st.lists(st.one_of(ENTRIES, st.just("take")), max_size=ROOM))
def test_events_leave_by_time_rank_checkout_and_entry(steps: list[Any]) -> None:
    run, heap, now = empty(), list[tuple[int, int, int, int]](), 0
    for entry, step in enumerate(steps):
        if step != "take":
            delay, rank, number = step
            heapq.heappush(heap, (now + delay, rank, number, entry))
            calendar.push(run, delay, calendar.order_of(rank, number), entry)
        elif heap:
            now, _, _, happens = heapq.heappop(heap)
            assert calendar.pop(run) == happens
            assert run.clock[state.NOW] == now
    while heap:
        assert calendar.pop(run) == heapq.heappop(heap)[3]
    assert run.clock[state.EVENTS] == 0


@given(
    st.integers(0, calendar.KIND_MASK),
    st.integers(0, calendar.ROW_MASK),
    st.integers(0, calendar.GENERATION_MASK),
)
def test_what_happens_is_one_word_that_tells_all_three(kind: int, row: int, use: int) -> None:
    what = calendar.what(kind, row, use)
    assert 0 <= what < 2**63
    assert what & calendar.KIND_MASK == kind
    assert (what >> calendar.KIND_BITS) & calendar.ROW_MASK == row
    assert what >> calendar.GENERATION_SHIFT == use


def test_a_rank_stands_above_every_number_of_a_checkout() -> None:
    ranks = sorted(int(rank) for rank in EventRank)
    for below, above in pairwise(ranks):
        assert calendar.order_of(below, 2**44 - 1) < calendar.order_of(above, 0) < 2**63


@given(st.lists(st.booleans(), max_size=60))
def test_what_an_event_sets_free_happens_first_in_first_out(steps: list[bool]) -> None:
    run, waiting = empty(), list[int]()
    for number, enters in enumerate(steps):
        if enters and len(waiting) < len(run.inside):
            calendar.inside(run, number)
            waiting.append(number)
        else:
            assert calendar.next_inside(run) == (waiting.pop(0) if waiting else -1)
