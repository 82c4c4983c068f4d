"""What a page tells besides the numbers of a study, as plain JSON, made while it is at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.reports.html.context import foundations, horizon, scenes
from sandbox.reports.html.difference import rule_differences
from sandbox.studies.sweeps import document_of

if TYPE_CHECKING:
    from sandbox.studies.study_results import StudyResult


def study_context_json(result: StudyResult, checksum: str, command: str) -> dict[str, Any]:
    """Return the context of a study's page.

    Parameters
    ----------
    checksum
        That of the document, so that a stored context is not taken for that of another study.
    command
        The whole command line that makes the page again; empty where there is none.
    """
    loaded = result.study.base
    regimes = loaded.document.regimes
    first = result.points[0]
    names = [case.regime for case in first.cases]
    document = document_of(result.study, first.point)
    return {
        "checksums": [checksum],
        "period": horizon(document),
        "titles": {name: regimes[name].title if name in regimes else "" for name in names},
        **(scenes(first.in_detail, document) if first.in_detail is not None else {}),
        "rules": rule_differences(loaded, names),
        **foundations(loaded),
        "how": {"target": result.study.name, "command": command},
    }
