from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.page_blocks import Heading
from sandbox.reports.story.story_report import CheckoutKey, explain_report
from sandbox.reports.text.layout import render
from sandbox.scenario.loading import Loaded
from sandbox.studies.traces.stories import explain

Load = Callable[..., Loaded]


def story(loaded: Loaded, checkout: int, locale: str = "en_US") -> str:
    asked = CheckoutKey(checkout, replication=0, seed=1, locale=locale)
    return render(explain_report(explain(loaded, checkout), loaded.document, asked))


def test_the_persona_is_marked_as_invented(loaded: Load) -> None:
    assert "(name and city are invented)" in " ".join(story(loaded("compare_two"), 0).split())


def test_the_locale_changes_nothing_but_the_name(loaded: Load) -> None:
    found = loaded("compare_two")
    english, chinese = (
        story(found, 29, locale).split("Holds ")[1] for locale in ("en_US", "zh_CN")
    )
    assert english == chinese


def test_each_regime_has_its_part_and_then_the_difference(loaded: Load) -> None:
    found = loaded("compare_two")
    page = explain_report(explain(found, 84), found.document, CheckoutKey(84, 0, 1, "en_US"))
    titles = [block.text for block in page if isinstance(block, Heading)]
    assert titles[1:] == ["Under walls", "Under doors"]
    text = " ".join(render(page).split())
    assert "paid with Blue Pay instead of switch refused under walls" in text
    assert "because the menu now offers Blue Pay" in text


def test_the_same_story_twice_is_called_so(loaded: Load) -> None:
    text = " ".join(story(loaded("compare_two"), 0).split())
    assert "What doors changes: nothing: doors tells the same story as walls." in text


def test_one_regime_has_nothing_to_compare(loaded: Load) -> None:
    assert "changes:" not in story(loaded("one_regime"), 0)


def test_an_arrival_that_traffic_rules_thin_out_is_told(loaded: Load) -> None:
    thinned = (
        "traffic.ceiling=200%",
        "rules=[{name: fewer, set: {traffic: 0%}}]",
    )
    text = " ".join(story(loaded("compare_two", thinned), 3).split())
    assert "This arrival does not exist under these traffic rules." in text
