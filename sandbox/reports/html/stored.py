"""A stored answer, read again: its document, and what is told beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.characters import visible_values
from sandbox.errors import UsageError
from sandbox.machine import check_regular
from sandbox.reports.html.material import Material
from sandbox.studies.store.manifests import RESULT
from sandbox.studies.store.stored_runs import check_schema

CONTEXT = "report.json"
REPORTS = "reports"  # in a store of replications: what each study found last


def stored_material(source: Path) -> Material:
    """Return what the page of a stored answer is made of.

    Parameters
    ----------
    source
        A folder that `--out` wrote, a store of replications in which one study was run, or a file
        with what `--json` printed. What is told beside it is taken from the file next to it, if
        that belongs to the same answer.

    Raises
    ------
    UsageError
        If there is no such file, it is no answer, or one of version 0.1.0, or several studies
        were run in the store.
    """
    file = _document_in(source) if source.is_dir() else source
    document = _read(file)
    if not isinstance(document, dict):
        document = {}
    check_schema(document, str(file))
    return Material(document, _beside(file, str(document["checksum"])))


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
    kept = sorted(folder.glob(f"{REPORTS}/*/{RESULT}"))
    if len(kept) > 1:
        names = ", ".join(str(file.parent) for file in kept)
        raise UsageError(f"{folder} holds {len(kept)} studies", hint=f"choose one of {names}")
    files = [folder / RESULT, *kept]
    return next((file for file in files if file.is_file()), files[0])


def _beside(file: Path, checksum: str) -> Mapping[str, Any]:
    """Return the context next to a document; empty where there is none, or another one's."""
    beside = file.parent / CONTEXT
    context = _read(beside) if beside.is_file() and beside != file else {}
    is_its_own = isinstance(context, Mapping) and context.get("checksums") == [checksum]
    return context if is_its_own else {}


def _read(file: Path) -> Any:  # noqa: ANN401 -- any JSON
    check_regular(file)
    try:
        return visible_values(json.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"cannot read {file}: {reason}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file} is not JSON", hint=str(error)) from error
