from __future__ import annotations

import pytest

from sandbox.chance.streams import stream_key
from sandbox.engines.agreement import story_by
from sandbox.engines.catalogue import engine_named
from sandbox.engines.reference.simpy_engine import ReferenceEngine
from sandbox.errors import UsageError
from sandbox.model.records.event_log import EventKind
from sandbox.scenario.loading import Loaded, load_text
from sandbox.studies.traces import stories
from sandbox.studies.traces.stories import explain

TWO = "extends: china_2024\ntraffic: {checkouts: 400}\ncompare: [walled_garden, full_interop]\n"
CROWD = """
extends: blank
traffic: {checkouts: 300, arrivals: {every: 100ms}}
wallets: {pay: {latency: {exponential: 2s}, capacity: {parallel: 3, queue: unlimited}}}
"""


def loaded(text: str) -> Loaded:
    return load_text(text)


def test_a_story_is_told_under_every_regime_of_the_scenario() -> None:
    told = explain(loaded(TWO), 11)
    assert [one.built.regime for one in told] == ["walled_garden", "full_interop"]
    for one in told:
        assert one.story.events[0].kind is EventKind.ARRIVED
        assert one.story.events[-1].kind is EventKind.ENDED
    [only] = explain(loaded(TWO), 11, regimes=["full_interop"])
    assert only.story.events == told[1].story.events


def test_another_seed_or_replication_is_another_story() -> None:
    first, second, third = (
        explain(loaded(TWO), 11, *rest)[0].story.events
        for rest in ((0, (), 1), (1, (), 1), (0, (), 2))
    )
    assert first != second != third != first
    assert explain(loaded(TWO), 11, 0, (), 1)[0].story.events == first


@pytest.mark.parametrize("text", [TWO, CROWD])
def test_a_story_is_the_one_that_happens_among_all_the_others(text: str) -> None:
    [one, *_] = explain(loaded(text), 211, replication=2, seed=5)
    among_all = story_by(ReferenceEngine(), one.built.world, stream_key(5, 2), 211)
    assert one.story.events == among_all.events


def test_a_long_story_with_others_in_it_is_told_by_the_compiled_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def note(name: str) -> object:
        asked.append(name)
        return engine_named(name)

    monkeypatch.setattr(stories, "engine_named", note)
    [short] = explain(loaded(CROWD), 211)
    monkeypatch.setattr(stories, "WORTH_COMPILING", 100)
    [long] = explain(loaded(CROWD), 211)
    explain(loaded(TWO), 11)  # told alone, however many there are
    assert asked == ["reference", "compiled", "reference", "reference"]
    assert short.story.events == long.story.events
    assert EventKind.WAITED in {event.kind for event in long.story.events}


@pytest.mark.parametrize("text", [TWO, CROWD])
def test_a_checkout_that_never_comes_is_a_mistake_of_the_user(text: str) -> None:
    count = loaded(text).document.traffic.checkouts
    assert count is not None
    with pytest.raises(UsageError) as caught:
        explain(loaded(text), count, replication=3)
    assert str(caught.value) == f"there is no checkout {count} in replication 3"
    assert caught.value.hint == f"checkouts are numbered from 0 to {count - 1}"
