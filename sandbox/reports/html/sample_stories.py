"""A few checkouts, told: one for each way in which a regime changes an ending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.chance.streams import stream_key
from sandbox.model.records.event_log import EventKind
from sandbox.reports.findings.phrases import words
from sandbox.reports.page_blocks import Heading, Paragraph, Table
from sandbox.reports.story.story_report import CheckoutKey, explain_report
from sandbox.studies.traces.stories import is_touched, tell
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandbox.answers.answer import Answer
    from sandbox.answers.results import Case
    from sandbox.reports.page_blocks import Block
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.studies.traces.stories import CheckoutStory

STORIES = 5
TRIES = 40  # checkouts looked at, where each can be simulated alone
WORK = 12_000  # checkouts simulated, where one needs all the others


def sample_stories(answer: Answer, document: Document) -> list[dict[str, Any]]:
    """Return stories of the first replication, as plain data.

    Checkouts that end otherwise under another regime come first, each kind of change once.
    """
    cases = answer.points[0].cases
    worlds = [case.built for case in cases]
    seed = int(answer.document["seed"])
    key = stream_key(seed, 0)
    found: dict[tuple[int, ...], tuple[int, list[CheckoutStory]]] = {}
    for checkout in range(_tries(cases, answer.points[0].replications)):
        told = tell(worlds, key, checkout)
        ends = tuple(_end(one) for one in told)
        if min(ends) >= 0 and ends not in found:
            found[ends] = checkout, told
    most_telling = sorted(found, key=lambda ends: (len(set(ends)) == 1, found[ends][0]))
    return [_plain(*found[ends], ends, seed, document) for ends in most_telling[:STORIES]]


def _tries(cases: Sequence[Case], replications: int) -> int:
    built = [case.built for case in cases]
    if not any(map(is_touched, built)):
        return TRIES
    size = max(int(case.total["by_stage"].sum()) for case in cases) // max(replications, 1)
    return min(TRIES, WORK // max(size * len(built), 1))


def _end(checkout_story: CheckoutStory) -> int:
    """Return how a checkout ended; -1 where it does not exist."""
    ended = [e.facts["outcome"] for e in checkout_story.story.events if e.kind is EventKind.ENDED]
    return ended[-1] if ended else -1


def _plain(
    checkout: int,
    stories: Sequence[CheckoutStory],
    ends: Sequence[int],
    seed: int,
    document: Document,
) -> dict[str, Any]:
    page = explain_report(stories, document, CheckoutKey(checkout, 0, seed))
    kinds = [words(Outcome(end).name) for end in ends]
    return {
        "checkout": checkout,
        "ends": kinds,
        "blocks": list(_blocks(page)),
    }


def _blocks(page: Sequence[Block]) -> Iterator[dict[str, Any]]:
    for block in page[1:]:
        match block:
            case Heading():
                yield {"heading": block.text}
            case Paragraph():
                yield {"lead": block.lead, "text": block.text}
            case Table():
                yield {"rows": [list(row) for row in block.rows]}
