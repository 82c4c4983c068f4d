"""What a page tells besides the numbers of a study, as plain JSON, made while it is at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.reports.html.context import foundations, horizon
from sandbox.reports.html.difference import rule_differences

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
    names = [case.regime for case in result.points[0].cases]
    return {
        "checksums": [checksum],
        "period": horizon(loaded.document),
        "titles": {name: regimes[name].title if name in regimes else "" for name in names},
        "rules": rule_differences(loaded, names),
        **foundations(loaded),
        "how": {"target": result.study.name, "command": command},
    }
