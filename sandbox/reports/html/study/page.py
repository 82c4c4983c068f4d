"""A whole page of a study: one file, no request, readable without its script."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.reports.html.figures import paragraph
from sandbox.reports.html.page import whole_page
from sandbox.reports.html.sections.assumptions import assumptions
from sandbox.reports.html.sections.attribution import attribution
from sandbox.reports.html.sections.course import course
from sandbox.reports.html.sections.doors import doors
from sandbox.reports.html.sections.losses import losses
from sandbox.reports.html.sections.money import money
from sandbox.reports.html.sections.moves import moves
from sandbox.reports.html.sections.pressure import pressure
from sandbox.reports.html.sections.rules import rules
from sandbox.reports.html.sections.sensitivity import sensitivity
from sandbox.reports.html.sections.stories import stories
from sandbox.reports.html.sections.wallets import wallets
from sandbox.reports.html.study.answer import study_answer
from sandbox.reports.html.study.context import study_context_json
from sandbox.reports.html.study.found import found
from sandbox.reports.html.study.gates import gates
from sandbox.reports.html.study.material import StudyMaterial
from sandbox.reports.html.study.reproduce import reproduce
from sandbox.reports.html.study.sweep import swept
from sandbox.reports.html.study.verdicts import verdicts
from sandbox.studies.study_document import study_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.reports.html.figures import Section
    from sandbox.studies.study_results import StudyResult

# In the order of the questions that a reader asks.
OF_THE_STUDY = (verdicts, swept, gates, found)
OF_A_POINT = (moves, losses)
OF_ITS_DETAIL = (wallets, course, pressure)
OF_THE_WHOLE = (attribution, sensitivity)


def study_html(result: StudyResult, command: str = "") -> str:
    """Return a study as one HTML file.

    Parameters
    ----------
    command
        The whole command line that makes the page again; empty where there is none.

    Raises
    ------
    MissingExtraError
        Without the libraries that draw charts.
    """
    document = study_json(result)
    context = study_context_json(result, str(document["checksum"]), command)
    return study_page_html(StudyMaterial(document, context))


def study_page_html(material: StudyMaterial) -> str:
    """Return the page of a study from documents alone."""
    return whole_page(material.question, study_answer(material), study_sections(material))


def study_sections(material: StudyMaterial) -> list[Section]:
    """Return the parts for which there is something to show."""
    return list(_sections(material))


def _sections(material: StudyMaterial) -> Iterator[Section]:
    first, detail = material.points[0], material.detail
    parts = [part(material) for part in OF_THE_STUDY]
    parts += [_at_a_point(material, part(first)) for part in OF_A_POINT]
    parts += [_at_a_point(material, part(first)) for part in (doors, money)]
    if detail is not None:
        parts += [_in_detail(material, part(detail)) for part in OF_ITS_DETAIL]
    parts += [part(material.whole) for part in OF_THE_WHOLE]
    parts += [_at_a_point(material, stories(first)), assumptions(material.whole)]
    parts += [rules(first), reproduce(material)]
    yield from (part for part in parts if part is not None)


def _in_detail(material: StudyMaterial, section: Section | None) -> Section | None:
    """Return a part that shows the first replications alone, with a note that says so."""
    most = material.document["points"][0]["replications"]
    told = material.document["detail"]["replications"]
    if section is None or told == most:
        return _at_a_point(material, section)
    note = paragraph(f"Of the first {told:,} of {most:,} replications.", "note")
    return _at_a_point(material, replace(section, lead=[note, *section.lead]))


def _at_a_point(material: StudyMaterial, section: Section | None) -> Section | None:
    """Return a part that shows the first point of several, with a note that says so."""
    if section is None or not material.is_sweep:
        return section
    points = f"the first of {len(material.points):,} points"
    note = paragraph(f"At {material.setting(0)}, {points}.", "note")
    return replace(section, lead=[note, *section.lead])
