"""A sample of explained checkouts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sandbox.markup import Markup, tag
from sandbox.reports.html.figures import Section, fold, paragraph, with_code

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material

NOTE = (
    "The same shopper with the same luck lives through each regime. Names and cities are invented; "
    "checkouts that end otherwise under another regime come first, so this is no random sample."
)


def stories(material: Material) -> Section | None:
    """Return the stories of a few checkouts, the first one open."""
    found = material.context.get("stories", [])
    told = [_story(story, is_open=not k) for k, story in enumerate(found)]
    note = [paragraph(NOTE, "note")]
    return Section("stories", "Checkouts, told", note, rest=told) if told else None


def _story(story: Mapping[str, Any], *, is_open: bool) -> Markup:
    ends = list(dict.fromkeys(story["ends"]))
    title = f"Checkout {story['checkout']:,}: {' → '.join(ends)}"
    return fold(title, *_blocks(story["blocks"]), is_open=is_open)


def _blocks(blocks: Sequence[Mapping[str, Any]]) -> Iterator[Markup]:
    heading = ""
    for block in blocks:
        if "heading" in block:
            heading = str(block["heading"])
            yield tag("h3", heading)
        elif "rows" in block:
            yield tag("ol", *_steps(block["rows"]), class_="story", aria_label=heading)
        else:
            lead = [tag("strong", block["lead"]), " "] if block["lead"] else []
            yield tag("p", *lead, with_code(block["text"]))


def _steps(rows: Sequence[Sequence[str]]) -> Iterator[Markup]:
    for clock, offset, sentence in rows:
        time = [tag("span", offset or clock, class_="clock", title=clock)] if clock else []
        yield tag("li", *time, tag("span", with_code(sentence)))
