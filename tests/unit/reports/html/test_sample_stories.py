from __future__ import annotations

from collections.abc import Callable

from sandbox.answers.answer import Answer
from sandbox.reports.html.sample_stories import STORIES, sample_stories
from sandbox.scenario.loading import Loaded

Load = Callable[..., Loaded]
Answered = Callable[[str], Answer]


def test_checkouts_that_end_otherwise_come_first_and_each_change_once(
    loaded: Load, answered: Answered
) -> None:
    found = sample_stories(answered("compare_two"), loaded("compare_two").document)
    ends = [tuple(story["ends"]) for story in found]
    assert len(ends) == len(set(ends)) <= STORIES
    changes = [len(set(pair)) == 1 for pair in ends]
    assert changes == sorted(changes)
    assert not changes[0]


def test_a_story_is_told_as_explain_tells_it(loaded: Load, answered: Answered) -> None:
    first = sample_stories(answered("compare_two"), loaded("compare_two").document)[0]
    headings = [block["heading"] for block in first["blocks"] if "heading" in block]
    assert headings == ["Under walls", "Under doors"]
    assert "(name and city are invented)" in first["blocks"][0]["text"]
    assert first["blocks"][-1]["lead"] == "What doors changes:"


def test_a_busy_world_is_sampled_too(loaded: Load, answered: Answered) -> None:
    assert sample_stories(answered("queue"), loaded("queue").document)
