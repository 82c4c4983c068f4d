from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sandbox.chance.streams import stream_key
from sandbox.engines.agreement import Told, story_by, told_by
from sandbox.engines.compiled import compiled_engine, room
from sandbox.engines.compiled.compiled_engine import CompiledEngine
from sandbox.engines.fates import NOT_THERE, Fates
from sandbox.engines.protocol import Observers
from sandbox.engines.reference.simpy_engine import ReferenceEngine
from sandbox.engines.story import Story
from sandbox.engines.trace import Part, Trace
from sandbox.model.records.event_log import EventKind
from sandbox.model.tables.world import World
from sandbox.scenario.loading import load_text
from sandbox.scenario.tables.build import build_world
from tests.agreement import event_worlds, feature_worlds

KEY = stream_key(20_240_927, 0)
CALM = "extends: china_2024\ntraffic: {checkouts: 5000}\n"


@cache
def event_world(name: str) -> World:
    return build_world(event_worlds.WORLDS[name].document).world


@cache
def calm() -> World:
    return build_world(load_text(CALM).document).world


def remarkable(told: Told) -> set[int]:
    """Return checkouts with much to tell: the most attempts, the longest wait, the last, others."""
    columns = ("attempts", "wait_us", "end_us", "refunded_fen", "paid_after")
    return {int(told.column("checkout")[told.column(name).argmax()]) for name in columns} | {0, 17}


@pytest.mark.parametrize("name", event_worlds.SOME)
def test_the_longest_story_is_the_one_that_the_reference_engine_tells(name: str) -> None:
    told = told_by(CompiledEngine(), event_world(name), KEY)
    assert_told_alike(event_world(name), int(told.column("attempts").argmax()))


@pytest.mark.slow
@pytest.mark.parametrize("name", event_worlds.WORLDS)
def test_stories_are_those_that_the_reference_engine_tells(name: str) -> None:
    for number in remarkable(told_by(CompiledEngine(), event_world(name), KEY)):
        assert_told_alike(event_world(name), number)


def assert_told_alike(world: World, number: int) -> None:
    expected = story_by(ReferenceEngine(), world, KEY, number).events
    assert expected
    assert story_by(CompiledEngine(), world, KEY, number).events == expected


def test_the_stories_told_here_hold_every_kind_of_event() -> None:
    seen: set[EventKind] = set()
    for name in event_worlds.WORLDS:
        world = event_world(name)
        for number in remarkable(told_by(CompiledEngine(), world, KEY)):
            seen |= {event.kind for event in story_by(CompiledEngine(), world, KEY, number).events}
    assert seen == set(EventKind)


@pytest.mark.parametrize("name", feature_worlds.WORLDS)
def test_a_story_that_is_told_alone_is_the_same(name: str) -> None:
    world = build_world(feature_worlds.document_of(feature_worlds.WORLDS[name])).world
    settings = world.settings
    if settings.has_tiers or settings.has_pressure or settings.has_memory:
        return
    for number in (0, 7, 300):
        among_all = story_by(CompiledEngine(), world, KEY, number).events
        for simulator in (CompiledEngine(), ReferenceEngine()):
            story = Story(number, alone=True)
            simulator.simulate(world, KEY, Observers(story=story))
            assert story.events == among_all


def test_nothing_is_told_of_a_checkout_that_never_comes() -> None:
    assert story_by(CompiledEngine(), calm(), KEY, 5_000).events == []


@pytest.mark.parametrize("name", ["wallet_with_a_short_queue_at_random", "learners_under_load"])
def test_fates_are_the_outcomes_of_the_trace(name: str) -> None:
    fates, trace = Fates(), Trace()
    CompiledEngine().simulate(event_world(name), KEY, Observers(trace=trace, fates=fates))
    columns = trace.columns()
    expected = np.full(max(columns["checkout"]) + 1, NOT_THERE)
    expected[columns["checkout"]] = columns["outcome"]
    assert fates.outcomes().tolist() == expected.tolist()


def test_progress_tells_of_arrivals_after_every_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled_engine, "SLICE", 1_000)
    seen: list[int] = []
    CompiledEngine().simulate(calm(), KEY, Observers(progress=seen.append))
    assert seen == [1_000, 2_000, 3_000, 4_000, 5_000, 5_000]


@pytest.mark.parametrize("name", ["learners_under_load", "wallet_with_a_short_queue_at_random"])
def test_the_size_of_a_slice_decides_nothing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    whole = told_by(CompiledEngine(), event_world(name), KEY)
    monkeypatch.setattr(compiled_engine, "SLICE", 7)
    sliced = told_by(CompiledEngine(), event_world(name), KEY)
    assert_same(whole, sliced)


def test_a_trace_comes_in_parts_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "TRACE_ROWS", 512)
    sizes: list[int] = []

    def take(part: Part) -> None:
        sizes.append(len(part["checkout"]))

    CompiledEngine().simulate(calm(), KEY, Observers(trace=Trace(sink=take)))
    assert sum(sizes) == 5_000
    assert max(sizes) <= 512


def assert_same(first: Told, second: Told) -> None:
    np.testing.assert_array_equal(first.rows, second.rows)
    for name, cells in first.record.items():
        np.testing.assert_array_equal(cells, second.record[name], err_msg=name)


def test_threads_that_share_an_engine_do_not_disturb_each_other() -> None:
    names = ("learners_under_load", "wallet_with_a_short_queue_at_random")
    units = [(event_world(name), stream_key(5, k)) for k in range(6) for name in names]
    shared = CompiledEngine()
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda unit: told_by(shared, *unit), units))
    for unit, told in zip(units, together, strict=True):
        assert_same(told_by(CompiledEngine(), *unit), told)


class EnoughError(Exception):
    """Whoever looked on has seen enough."""


def test_an_interrupted_replication_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled_engine, "SLICE", 50)
    world, simulator = event_world("learners_under_load"), CompiledEngine()

    def stop(arrivals: int) -> None:
        if arrivals >= 200:
            raise EnoughError

    with pytest.raises(EnoughError):
        simulator.simulate(world, KEY, Observers(progress=stop))
    assert_same(told_by(simulator, world, KEY), told_by(CompiledEngine(), world, KEY))


def test_a_world_is_told_apart_from_one_that_lay_at_the_same_address() -> None:
    simulator, counts = CompiledEngine(), list[int]()
    for checkouts in (100, 200, 300):
        text = f"extends: blank\ntraffic: {{checkouts: {checkouts}}}\n"
        record = simulator.simulate(build_world(load_text(text).document).world, KEY)
        counts.append(sum(record.by_bucket))
    assert counts == [100, 200, 300]


def test_a_world_is_made_ready_once_while_it_is_among_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compiled_engine, "WORLDS_KEPT", 2)
    simulator = CompiledEngine()
    text = "extends: blank\ntraffic: {checkouts: 100}\n"
    first, second, third = (build_world(load_text(text).document).world for _ in range(3))
    known = simulator.prepared(first)
    assert simulator.prepared(second) is not known
    assert simulator.prepared(first) is known
    simulator.prepared(third)
    again = simulator.prepared(first)
    assert again is not known
    assert again.directory is not known.directory
    assert simulator.prepared(third) is simulator.prepared(third)


# Of the child itself, in kB: what a child inherits from its parent would count otherwise.
PEAK = """
import sys
from pathlib import Path
from sandbox.chance.streams import stream_key
from sandbox.engines.compiled.compiled_engine import CompiledEngine
from sandbox.scenario.loading import load
from sandbox.scenario.tables.build import build_world

world = build_world(load(sys.argv[1], ("scale=5",)).document, "walled_garden").world
record = CompiledEngine().simulate(world, stream_key(1, 0))
[peak] = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines()
          if line.startswith("VmHWM")]
print(sum(record.by_bucket), peak)
"""
PEAK_KB_MAX = 400_000
ROOT = Path(__file__).parents[4]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="Linux tells its peak there")
def test_ten_million_checkouts_stay_below_four_hundred_megabytes() -> None:
    scenario = str(ROOT / "scenarios" / "double_11.yaml")
    words = [sys.executable, "-P", "-c", PEAK, scenario]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    answer = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    counted, peak = map(int, answer.stdout.split())
    assert counted >= 10**7
    assert peak < PEAK_KB_MAX
