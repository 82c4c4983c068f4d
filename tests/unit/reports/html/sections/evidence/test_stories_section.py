from __future__ import annotations

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.evidence.stories_section import stories

STORY = {
    "checkout": 1_234,
    "ends": ["switch refused", "paid", "paid"],
    "blocks": [
        {"lead": "", "text": "Ada <b>"},
        {"heading": "Under walls"},
        {"rows": [["20:00:01", "+0.0 s", "The link is open."], ["", "", "Lost."]]},
        {"lead": "What doors changes:", "text": "much."},
    ],
}


def test_a_story_is_a_list_of_steps_with_their_times() -> None:
    section = stories(Material({}, {"stories": [STORY, STORY]}))
    assert section is not None
    first, second = section.rest
    assert first.startswith(
        "<details open><summary>Checkout 1,234: switch refused → paid</summary>"
    )
    assert second.startswith("<details><summary>")
    assert '<ol class="story" aria-label="Under walls">' in first
    assert '<span class="clock" title="20:00:01">+0.0 s</span>' in first
    assert "<li><span>Lost.</span></li>" in first
    assert "Ada &lt;b&gt;" in first
    assert "<strong>What doors changes:</strong> much." in first


def test_without_stories_there_is_no_part() -> None:
    assert stories(Material({})) is None
