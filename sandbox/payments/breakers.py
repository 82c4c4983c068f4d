"""Circuit breakers: a route that keeps failing is left alone for a while, then probed.

                  too many failures                 the time is over
     closed ───────────────────────────▶ open ───────────────────────────▶ half-open
        ▲                                  ▲                                 │     │
        │                                  └──────── a probe failed ─────────┘     │
        └───────────────────────── a probe was answered ───────────────────────────┘

Every change begins a new era, and a result counts only in the era in which its request was let
through: what was sent before the breaker opened neither closes it nor takes the place of a probe.
Only technical failures count as failures; a decline is an answer, so the route works.
"""

from collections.abc import MutableSequence, Sequence
from typing import Final, NamedTuple

from sandbox.units import PPM

CLOSED: Final = 0
OPEN: Final = 1
HALF_OPEN: Final = 2


class BreakerTable(NamedTuple):
    """When the breaker of each route opens, and how it closes again.

    A route without `failures_in_a_row` and without a window is never left alone.

    Attributes
    ----------
    failures_in_a_row
        So many open it; 0 for no such rule.
    ring_start
        Place of the first remembered result; one more entry than routes. The breaker goes by the
        last results, as many as there are places; without places there is no rule on their share.
    share_ppm
        Share of failures among them that opens it, in 1..1,000,000; unused without places.
    results_min
        Results needed before the share counts, from 1 to the number of places; unused without.
    open_for_us
        How long it stays open, in microseconds.
    probes
        Most requests under way at once while it is half-open, at least 1.
    """

    failures_in_a_row: Sequence[int]
    ring_start: Sequence[int]
    share_ppm: Sequence[int]
    results_min: Sequence[int]
    open_for_us: Sequence[int]
    probes: Sequence[int]


class BreakerState(NamedTuple):
    """Where the breaker of each route stands; all zero at the start of a replication.

    Attributes
    ----------
    mode
        `CLOSED`, `OPEN` or `HALF_OPEN`.
    era
        Changes so far.
    until_us
        End of the time for which it is open, exclusive.
    in_a_row
        Failures since the last answer.
    results, failures
        Results of this era, and the failures among those that are remembered.
    probing
        Probes under way.
    ring
        Results remembered, 1 for a failure, the newest in the place of the oldest.
    """

    mode: MutableSequence[int]
    era: MutableSequence[int]
    until_us: MutableSequence[int]
    in_a_row: MutableSequence[int]
    results: MutableSequence[int]
    failures: MutableSequence[int]
    probing: MutableSequence[int]
    ring: MutableSequence[int]


def all_closed(breakers: BreakerTable) -> BreakerState:
    """Return the state at the start of a replication, as lists."""
    count = len(breakers.probes)
    return BreakerState(
        [CLOSED] * count,
        [0] * count,
        [0] * count,
        [0] * count,
        [0] * count,
        [0] * count,
        [0] * count,
        [0] * breakers.ring_start[count],
    )


def may_pass(breakers: BreakerTable, state: BreakerState, route: int, now_us: int) -> bool:
    """Tell whether a request may be sent; an open breaker is half-open from `until_us` on."""
    mode = state.mode[route]
    if mode == OPEN:
        return now_us >= state.until_us[route]
    if mode == HALF_OPEN:
        return state.probing[route] < breakers.probes[route]
    return True


def let_pass(state: BreakerState, route: int) -> int:
    """Count a request for which `may_pass` holds now; return its era for `note` or `withdraw`."""
    if state.mode[route] == OPEN:
        _change(state, route, HALF_OPEN)
    if state.mode[route] == HALF_OPEN:
        state.probing[route] += 1
    return state.era[route]


def withdraw(state: BreakerState, route: int, era: int) -> None:
    """Take back a request that ended without reaching the route: its place is free again."""
    if era == state.era[route] and state.mode[route] == HALF_OPEN:
        state.probing[route] -= 1


def note(
    breakers: BreakerTable,
    state: BreakerState,
    route: int,
    now_us: int,
    era: int,
    is_failure: bool,
) -> None:
    """Take in the result of a request, unless the breaker has changed since it was let through.

    Parameters
    ----------
    era
        From `let_pass`.
    is_failure
        Whether it is_failure technically.
    """
    if era != state.era[route]:
        return
    if state.mode[route] == HALF_OPEN:
        if is_failure:
            _open(breakers, state, route, now_us)
        else:
            _change(state, route, CLOSED)
        return
    state.in_a_row[route] = state.in_a_row[route] + 1 if is_failure else 0
    _remember(breakers, state, route, 1 if is_failure else 0)
    if is_failure and _is_too_much(breakers, state, route):
        _open(breakers, state, route, now_us)


def _is_too_much(breakers: BreakerTable, state: BreakerState, route: int) -> bool:
    bound = breakers.failures_in_a_row[route]
    if bound > 0 and state.in_a_row[route] >= bound:
        return True
    places = breakers.ring_start[route + 1] - breakers.ring_start[route]
    counted = min(state.results[route], places)
    if places == 0 or counted < breakers.results_min[route]:
        return False
    return state.failures[route] * PPM >= breakers.share_ppm[route] * counted


def _remember(breakers: BreakerTable, state: BreakerState, route: int, failure: int) -> None:
    first = breakers.ring_start[route]
    places = breakers.ring_start[route + 1] - first
    if places > 0:
        place = first + state.results[route] % places
        if state.results[route] >= places:
            state.failures[route] -= state.ring[place]
        state.ring[place] = failure
        state.failures[route] += failure
    state.results[route] += 1


def _open(breakers: BreakerTable, state: BreakerState, route: int, now_us: int) -> None:
    _change(state, route, OPEN)
    state.until_us[route] = now_us + breakers.open_for_us[route]


def _change(state: BreakerState, route: int, mode: int) -> None:
    state.mode[route] = mode
    state.era[route] += 1
    state.in_a_row[route] = 0
    state.results[route] = 0
    state.failures[route] = 0
    state.probing[route] = 0
