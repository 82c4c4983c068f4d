from __future__ import annotations

import heapq
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sandbox.engines.compiled import event_heap, state
from sandbox.engines.compiled.slots import Rows, columns_of
from sandbox.engines.compiled.state import HeapNode
from sandbox.vocabulary import EventRank

ROOM = 400

# Few moments, ranks and checkouts, so that the order of entry often decides.
DELAYS = st.integers(0, 6)
RANKS = st.sampled_from([int(rank) for rank in EventRank])
ENTRIES = st.tuples(DELAYS, RANKS, st.sampled_from([0, 1, 2, 2**44 - 1]))


def empty() -> Any:
    return SimpleNamespace(
        clock=[0] * state.CLOCK_CELLS,
        events=Rows(HeapNode, [[0] * len(columns_of(HeapNode)) for _ in range(ROOM)]),
        inside=[0] * 8,
    )


@given(st.lists(st.one_of(ENTRIES, st.just("take")), max_size=ROOM))
def test_events_leave_by_time_rank_checkout_and_entry(steps: list[Any]) -> None:
    run, heap, now = empty(), list[tuple[int, int, int, int]](), 0
    for entry, step in enumerate(steps):
        if step != "take":
            delay, rank, number = step
            heapq.heappush(heap, (now + delay, rank, number, entry))
            event_heap.push(run, delay, event_heap.order_of(rank, number), entry)
        elif heap:
            now, _, _, happens = heapq.heappop(heap)
            assert event_heap.pop(run) == happens
            assert run.clock[state.NOW] == now
    while heap:
        assert event_heap.pop(run) == heapq.heappop(heap)[3]
    assert run.clock[state.EVENTS] == 0


@given(
    st.integers(0, event_heap.KIND_MASK),
    st.integers(0, event_heap.ROW_MASK),
    st.integers(0, event_heap.GENERATION_MASK),
)
def test_what_happens_is_one_word_that_tells_all_three(kind: int, row: int, use: int) -> None:
    what = event_heap.what(kind, row, use)
    assert 0 <= what < 2**63
    assert what & event_heap.KIND_MASK == kind
    assert (what >> event_heap.KIND_BITS) & event_heap.ROW_MASK == row
    assert what >> event_heap.GENERATION_SHIFT == use


def test_a_rank_stands_above_every_number_of_a_checkout() -> None:
    ranks = sorted(int(rank) for rank in EventRank)
    for below, above in pairwise(ranks):
        assert event_heap.order_of(below, 2**44 - 1) < event_heap.order_of(above, 0) < 2**63


@given(st.lists(st.booleans(), max_size=60))
def test_what_an_event_sets_free_happens_first_in_first_out(steps: list[bool]) -> None:
    run, waiting = empty(), list[int]()
    for number, enters in enumerate(steps):
        if enters and len(waiting) < len(run.inside):
            event_heap.inside(run, number)
            waiting.append(number)
        else:
            assert event_heap.next_inside(run) == (waiting.pop(0) if waiting else -1)
