from __future__ import annotations

import sys
from collections import defaultdict
from functools import cache
from unittest.mock import patch

import pytest

from sandbox.chance.streams import stream_key
from sandbox.engines.reference.simpy_engine import ReferenceEngine
from sandbox.model.records import event_log
from sandbox.model.records.event_log import FACTS, KINDS, ROW_CELLS, EventKind, EventLog, log_event
from sandbox.scenario.tables.build import build_world
from tests.agreement import event_worlds

CHECKOUT = 7
NOTHING = (0,)  # what is logged of an event without facts: the compiler knows no empty tuple
# Together they tell events of every kind.
TALKATIVE = (
    "wallet_with_a_short_queue_at_random",
    "lost_answers_found_by_queries",
    "paying_again_over_a_learner",
    "thinned_arrivals",
    "impatient_while_waiting",
)


def log_with_room(rows: int) -> EventLog:
    return EventLog(CHECKOUT, [0], [0] * (rows * ROW_CELLS))


@cache
def logged() -> dict[EventKind, set[tuple[int, ...]]]:
    """Return the facts of every event of every checkout of some worlds, as they are logged."""
    seen: dict[EventKind, set[tuple[int, ...]]] = defaultdict(set)

    def note(_: EventLog, number: int, time_us: int, kind: int, facts: tuple[int, ...]) -> None:
        assert number >= 0
        assert time_us >= 0
        seen[KINDS[kind]].add(facts)

    for name in TALKATIVE:
        world = build_world(event_worlds.WORLDS[name].document).world
        for module in tellers():
            patch.object(module, "log_event", note).start()
        try:
            ReferenceEngine().simulate(world, stream_key(20_240_927, 0))
        finally:
            patch.stopall()
    return dict(seen)


def tellers() -> list[object]:
    """Return the modules of the model that log events."""
    return [
        module
        for name, module in sys.modules.items()
        if name.startswith("sandbox.model.") and hasattr(module, "log_event")
    ]


def test_some_worlds_tell_events_of_every_kind() -> None:
    assert set(logged()) == set(EventKind)


@pytest.mark.parametrize("kind", EventKind, ids=lambda kind: kind.name.lower())
def test_an_event_has_as_many_facts_as_it_has_names_for_them(kind: EventKind) -> None:
    counts = {len(facts) for facts in logged()[kind]}
    if FACTS[kind]:
        assert counts == {len(FACTS[kind])}
    else:
        assert logged()[kind] == {NOTHING}


def test_every_kind_has_names_for_its_facts_and_a_row_has_room_for_them() -> None:
    assert list(FACTS) == list(EventKind) == list(KINDS)
    assert max(len(names) for names in FACTS.values()) <= ROW_CELLS - 2
    assert all(len(set(names)) == len(names) for names in FACTS.values())


def test_a_kind_is_logged_by_its_place_among_the_kinds() -> None:
    assert [getattr(event_log, kind.name) for kind in EventKind] == list(range(len(KINDS)))


def test_a_row_holds_kind_time_and_facts_and_zeros_behind_them() -> None:
    log = log_with_room(2)
    log_event(log, CHECKOUT, 11, event_log.MENU, (5, 4))
    log_event(log, CHECKOUT, 12, event_log.CHOICE, (2,))
    assert log.rows == [2]
    first, second = log.cells[:ROW_CELLS], log.cells[ROW_CELLS:]
    assert first == [event_log.MENU, 11, 5, 4, *[0] * (ROW_CELLS - 4)]
    assert second == [event_log.CHOICE, 12, 2, *[0] * (ROW_CELLS - 3)]


def test_a_full_log_stops_without_a_word() -> None:
    log = log_with_room(2)
    for time_us in range(5):
        log_event(log, CHECKOUT, time_us, event_log.CHOICE, (9,))
    assert log.rows == [2]
    assert len(log.cells) == 2 * ROW_CELLS
    assert [log.cells[row * ROW_CELLS + 1] for row in range(2)] == [0, 1]


def test_a_log_without_room_for_a_whole_row_holds_none() -> None:
    log = EventLog(CHECKOUT, [0], [0] * (ROW_CELLS - 1))
    log_event(log, CHECKOUT, 3, event_log.CHOICE, (9,))
    assert log.rows == [0]
    assert set(log.cells) == {0}


def test_only_the_checkout_whose_log_it_is_enters_it() -> None:
    log = log_with_room(2)
    log_event(log, CHECKOUT + 1, 3, event_log.CHOICE, (9,))
    assert log == log_with_room(2)
