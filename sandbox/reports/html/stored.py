"""A stored run, read again: its document, and what is told beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.errors import UsageError
from sandbox.reports.html.material import Material, check

RESULT, CONTEXT = "result.json", "report.json"


def read_material(source: Path) -> Material:
    """Return what a page is made of.

    Parameters
    ----------
    source
        A folder that `sandbox run --out` wrote, or a file with a document of a run. What is told
        beside it is taken from the file next to it, if that belongs to the same run.

    Raises
    ------
    UsageError
        If there is no such file, or it is not the document of a run.
    """
    file = source / RESULT if source.is_dir() else source
    material = Material(check(_read(file), str(file)))
    beside = file.parent / CONTEXT
    context = _read(beside) if beside.is_file() and beside != file else {}
    is_its_own = isinstance(context, Mapping) and context.get("checksums") == checksums(material)
    return Material(material.document, context if is_its_own else {})


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
