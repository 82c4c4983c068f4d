"""A stored run, study or comparison, read again: its document, and what is told beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.characters import visible_values
from sandbox.errors import UsageError
from sandbox.machine import check_regular
from sandbox.reports.html.comparison.material import ComparisonMaterial, is_comparison_document
from sandbox.reports.html.comparison.page import comparison_page_html, comparison_sections
from sandbox.reports.html.figures import Section
from sandbox.reports.html.material import Material, check
from sandbox.reports.html.page import page_html, sections_of
from sandbox.reports.html.study.material import StudyMaterial, is_study_document
from sandbox.reports.html.study.page import study_page_html, study_sections

RESULT, STUDY, CONTEXT = "result.json", "study.json", "report.json"
REPORTS = "reports"  # in a store of replications: what each study found last


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
    """Return the page of a stored run, study or comparison.

    Parameters
    ----------
    source
        A folder that `sandbox run` or `sandbox study` wrote with `--out`, a store of replications
        in which one study was run, or a file with the document of a run, a study or a comparison.
        What is told beside it is taken from the file next to it, if that belongs to the same.

    Raises
    ------
    UsageError
        If there is no such file, or it is none of these, or several studies were run in the store.
    """
    file = _document_in(source) if source.is_dir() else source
    document = _read(file)
    if is_study_document(document):
        study = StudyMaterial(document, _beside(file, [str(document["checksum"])]))
        return StoredPage(study_sections(study), lambda: study_page_html(study))
    if is_comparison_document(document):
        both = ComparisonMaterial(document)
        return StoredPage(comparison_sections(both), lambda: comparison_page_html(both))
    run = Material(check(document, str(file)))
    run = Material(document, _beside(file, checksums(run)))
    return StoredPage(sections_of(run), lambda: page_html(run))


def place_in(store: Path, study: str) -> Path:
    """Return the folder in a store of replications for what a study found last."""
    return store / REPORTS / study


def _document_in(folder: Path) -> Path:
    """Return the document that a folder holds.

    Raises
    ------
    UsageError
        If it is a store in which several studies were run.
    """
    kept = sorted(folder.glob(f"{REPORTS}/*/{STUDY}"))
    if len(kept) > 1:
        names = ", ".join(str(file.parent) for file in kept)
        raise UsageError(f"{folder} holds {len(kept)} studies", hint=f"choose one of {names}")
    files = [folder / RESULT, folder / STUDY, *kept]
    return next((file for file in files if file.is_file()), files[0])


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
    check_regular(file)
    try:
        return visible_values(json.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"cannot read {file}: {reason}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file} is not JSON", hint=str(error)) from error
