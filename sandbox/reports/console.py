"""The report of a run for a reader at a terminal: the answer first, then causes, then tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.measures.summary import stages_json
from sandbox.reports import answer, losses
from sandbox.reports.breakdowns import successes
from sandbox.reports.earnings import earnings
from sandbox.reports.load import load
from sandbox.reports.page import Column, Heading, Table, names
from sandbox.reports.phrases import NOTHING, count, percent, points
from sandbox.reports.wallets import wallets

if TYPE_CHECKING:
    from sandbox.measures.results import RegimeResult, RunResult
    from sandbox.reports.page import Block
    from sandbox.scenario.schema.document import Document


def run_report(run: RunResult, document: Document, target: str) -> list[Block]:
    """Return the report of a run.

    Parameters
    ----------
    run
        The run.
    document
        The scenario, for the titles of its regimes.
    target
        How the user named the scenario, for the commands that the report suggests.
    """
    page: list[Block] = [Heading(_question(run.question))] if run.question else []
    page.extend(answer.answer(run))
    facts = [
        *answer.regimes_key(run, document),
        *losses.sales(run),
        *answer.also_opened(run),
        *answer.basis(run, target),
    ]
    page.append(Table([names(""), names("", flows=True)], facts))
    page.extend(stages(result) for result in run.regimes if len(result.built.stages) > 1)
    page.append(losses.endings(run))
    own = _own_parties(document)
    tables = (wallets(run, own), successes(run, own), load(run), earnings(run))
    page.extend(table for table in tables if table is not None)
    return page


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
