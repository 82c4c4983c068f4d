"""A stored run or study, read again: its document, and what is told beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.errors import UsageError
from sandbox.reports.html.figures import Section
from sandbox.reports.html.material import Material, check
from sandbox.reports.html.page import page_html, sections_of
from sandbox.reports.html.study.material import StudyMaterial, is_study_document
from sandbox.reports.html.study.page import study_page_html, study_sections

RESULT, CONTEXT = "result.json", "report.json"


@dataclass(frozen=True, slots=True)
class StoredPage:
    """What was stored, ready to be shown.

    Attributes
    ----------
    sections
        The parts of the page, with its charts.
    render
        Returns the page.
    """

    sections: list[Section]
    render: Callable[[], str]


def stored_page(source: Path) -> StoredPage:
    """Return the page of a stored run or study.

    Parameters
    ----------
    source
        A folder that `sandbox run --out` wrote, or a file with the document of a run or a study.
        What is told beside it is taken from the file next to it, if that belongs to the same.

    Raises
    ------
    UsageError
        If there is no such file, or it is neither.
    """
    file = source / RESULT if source.is_dir() else source
    document = _read(file)
    if is_study_document(document):
        study = StudyMaterial(document, _beside(file, [str(document["checksum"])]))
        return StoredPage(study_sections(study), lambda: study_page_html(study))
    run = Material(check(document, str(file)))
    run = Material(document, _beside(file, checksums(run)))
    return StoredPage(sections_of(run), lambda: page_html(run))


def _beside(file: Path, known: Sequence[str]) -> Mapping[str, Any]:
    """Return the context next to a document; empty where there is none, or another one's."""
    beside = file.parent / CONTEXT
    context = _read(beside) if beside.is_file() and beside != file else {}
    is_its_own = isinstance(context, Mapping) and context.get("checksums") == list(known)
    return context if is_its_own else {}


def checksums(material: Material) -> list[str]:
    """Return the checksums of a run, regime by regime."""
    return [str(regime.found["checksum"]) for regime in material.regimes]


def _read(file: Path) -> Any:  # noqa: ANN401 -- any JSON
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"cannot read {file}: {reason}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file} is not JSON", hint=str(error)) from error
