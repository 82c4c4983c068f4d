"""The report of a run for a reader at a terminal: the answer first, then causes, then tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.measures.saturation import saturation_facts
from sandbox.measures.summary import stages_json
from sandbox.reports import answer, losses
from sandbox.reports.breakdowns import successes
from sandbox.reports.by_time import by_time, course
from sandbox.reports.earnings import earnings
from sandbox.reports.load import load
from sandbox.reports.page import Column, Heading, Paragraph, Table, names
from sandbox.reports.phrases import NOTHING, count, percent, points
from sandbox.reports.text import line_count
from sandbox.reports.wallets import wallets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.measures.results import RegimeResult, RunResult
    from sandbox.reports.page import Block
    from sandbox.scenario.schema.document import Document

LINES_MAX = 40  # of a page 80 columns wide: one screen
LEFT_OUT = "(what is left out here is in --json and --html)"


@dataclass(frozen=True, slots=True)
class Detail:
    """How many rows tables have at most; the others are taken together, or left out.

    Attributes
    ----------
    causes
        Of loss.
    wallets
        With shares of their own; 0 for no such table.
    members
        Of each axis along which success differs; 0 for no such table.
    parties
        That earn fees, that bear them, and that sell; 0 for no such table.
    """

    causes: int
    wallets: int
    members: int
    parties: int


# From everything worth reading down to what a screen cannot do without.
DETAILS = (
    Detail(causes=losses.EVERY, wallets=99, members=4, parties=3),
    Detail(causes=6, wallets=4, members=2, parties=2),
    Detail(causes=5, wallets=3, members=1, parties=2),
    Detail(causes=5, wallets=2, members=1, parties=1),
    Detail(causes=5, wallets=2, members=0, parties=1),
    Detail(causes=3, wallets=2, members=0, parties=1),
    Detail(causes=3, wallets=0, members=0, parties=1),
    Detail(causes=3, wallets=0, members=0, parties=0),
)


def run_report(run: RunResult, document: Document, target: str) -> list[Block]:
    """Return the report of a run, with as much detail as a screen has room for.

    Parameters
    ----------
    run
        The run.
    document
        The scenario, for the titles of its regimes.
    target
        How the user named the scenario, for the commands that the report suggests.
    """
    head = _head(run, document, target)
    own = _own_parties(document)
    whole, *shorter = DETAILS
    page = [*head, *_tables(run, own, whole)]
    for detail in shorter:
        if line_count(page) <= LINES_MAX:
            break
        page = [*head, *_tables(run, own, detail), Paragraph(LEFT_OUT, indent=2)]
    return page


def _head(run: RunResult, document: Document, target: str) -> list[Block]:
    """Return the answer, what it stands on, and the stages of a walk."""
    page: list[Block] = [Heading(_question(run.question))] if run.question else []
    page.extend(answer.answer(run))
    facts = [
        *answer.regimes_key(run, document),
        *losses.sales(run),
        *answer.also_opened(run),
        *_by_time(run),
        *answer.basis(run, target),
        *saturation_facts(result.total for result in run.regimes),
    ]
    page.append(Table([names(""), names("", flows=True)], facts))
    page.extend(stages(result) for result in run.regimes if len(result.built.stages) > 1)
    return page


def _tables(run: RunResult, own: set[str], detail: Detail) -> list[Table]:
    tables = [losses.endings(run, detail.causes)]
    found = [
        wallets(run, own, detail.wallets) if detail.wallets else None,
        successes(run, own, detail.members) if detail.members else None,
        load(run),
        earnings(run, detail.parties) if detail.parties else None,
    ]
    return tables + [table for table in found if table is not None]


def _by_time(run: RunResult) -> Iterator[tuple[str, str]]:
    tables = [
        (result.counts("by_bucket"), result.counts("services_by_bucket")) for result in run.regimes
    ]
    marks = answer.letters(run)
    return by_time({mark: course(*each) for mark, each in zip(marks, tables, strict=True)})


def _own_parties(document: Document) -> set[str]:
    """Return the parties without an id: those that packaged worlds do not have."""
    sections = (document.merchants, document.wallets, document.surfaces)
    return {name for section in sections for name, party in section.items() if party.id is None}


def _question(comment: str) -> str:
    """Return a scenario's first comment up to its question mark."""
    question, mark, _ = comment.partition("?")
    return question + mark


def stages(result: RegimeResult) -> Table:
    """Return the stages of a walk, each against the one before it."""
    rows = []
    before: float | None = None
    for stage in stages_json(result):
        mean, low, high = (stage["success_rate"][key] for key in ("mean", "low", "high"))
        half = NOTHING if low is None else f"±{50 * (high - low):.1f}"
        change = NOTHING if before is None or mean is None else points(mean - before)
        rows.append(
            [stage["from"], stage["regime"], count(stage["checkouts"]), percent(mean), half, change]
        )
        before = mean if mean is not None else before
    columns = [
        names("from"),
        names("regime"),
        Column("checkouts", room=60),
        Column("success"),
        Column("", room=60),
        Column("change"),
    ]
    return Table(columns, rows)
