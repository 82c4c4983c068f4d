"""The report of a study at a terminal: the answer first, then tables, then what they stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.reports.analyses import analyses, findings
from sandbox.reports.console import LINES_MAX
from sandbox.reports.page import Heading, Table, names
from sandbox.reports.phrases import count
from sandbox.reports.study_answer import answer
from sandbox.reports.study_facts import Asked, facts
from sandbox.reports.study_gates import gates
from sandbox.reports.study_tables import tables
from sandbox.reports.text import line_count
from sandbox.studies.gates import GateStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.reports.page import Block
    from sandbox.studies.study_results import StudyResult

__all__ = ["Asked", "study_report"]


def study_report(result: StudyResult, asked: Asked) -> list[Block]:
    """Return the report of a study.

    Parameters
    ----------
    asked
        How the user asked for it, for the commands that the report suggests.
    """
    page: list[Block] = [Heading(result.plan.question)] if result.plan.question else []
    # What a study looks for is its answer; the comparison is then what the answer rests on.
    page += findings(result)
    page += answer(result)
    told = list(gates(result.gates, result.undecided))
    holds = all(gate.status is GateStatus.PASS for gate in result.gates)
    # What does not hold is the first thing that its owner wants to know.
    page += [] if holds else told
    page += [*tables(result), *analyses(result)]
    told = told if holds else []
    if line_count([*page, *told, _facts(facts(result, asked))]) > LINES_MAX and told:
        # That all of them hold is what a reader wants to know.
        number = len({gate.text for gate in result.gates})
        text = f"all {count(number, 'expectation')} hold" if number > 1 else "the expectation holds"
        return [*page, _facts([("expected", text), *facts(result, asked)])]
    return [*page, *told, _facts(facts(result, asked))]


def _facts(pairs: Iterable[tuple[str, str]]) -> Table:
    return Table([names(""), names("", flows=True)], list(pairs))
