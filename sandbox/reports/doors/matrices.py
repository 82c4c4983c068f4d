"""Matrices of doors for a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.markup import join_parts, small_table, tag
from sandbox.reports.doors.matrix_report import DoorQuestion, matrix_json, matrix_report
from sandbox.reports.page_blocks import Heading, Paragraph, Table
from sandbox.scenario.tables.build import build_world
from sandbox.studies.runs import regimes_of
from sandbox.units import parse_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.markup import Markup
    from sandbox.reports.page_blocks import Block
    from sandbox.scenario.loading import Loaded


@dataclass(frozen=True, slots=True)
class Matrices:
    """Which doors are open at a moment under each regime.

    Attributes
    ----------
    scenario
        Name of the scenario.
    questions
        One per regime.
    """

    scenario: str
    questions: tuple[DoorQuestion, ...]

    def as_json(self) -> list[dict[str, Any]]:
        """Return every door as plain data, regime by regime."""
        return [matrix_json(self.scenario, asked) for asked in self.questions]

    def _repr_html_(self) -> str:
        blocks = (block for asked in self.questions for block in matrix_report(asked))
        return join_parts(_blocks(list(blocks)))


def matrices(loaded: Loaded, at: str | None = None, regimes: Sequence[str] = ()) -> Matrices:
    """Return the doors of a scenario.

    Parameters
    ----------
    at
        Day or moment, Beijing time; the start of the scenario's period unless given.
    regimes
        Names; none for the scenario's own choice.

    Raises
    ------
    UsageError
        For an unknown regime.
    """
    document = loaded.document
    moment = document.period.from_ if at is None else parse_time(at)
    asked = [
        DoorQuestion(build_world(document, regime, whole_time=True), document, moment)
        for regime in regimes_of(document, regimes)
    ]
    return Matrices(loaded.name, tuple(asked))


def _blocks(blocks: Sequence[Block]) -> Iterator[Markup]:
    title = ""
    for block in blocks:
        match block:
            case Heading():
                title = block.text
                yield tag("h3", title)
            case Paragraph():
                lead = [tag("strong", block.lead), " "] if block.lead else []
                yield tag("p", *lead, block.text)
            case Table():
                heads = [column.heading for column in block.columns]
                # Several tables stand under one title: each caption says which one it is.
                caption = f"{title}: {heads[0]}" if heads[0] else title
                yield small_table(caption, heads, block.rows)
