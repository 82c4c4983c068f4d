"""Every check on the relations within a document, in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from sandbox.errors import Diagnostic
from sandbox.scenario.checks.circles import check_circles
from sandbox.scenario.checks.identity import check_identity
from sandbox.scenario.checks.idle_selectors import check_openness
from sandbox.scenario.checks.oddities import find_oddities
from sandbox.scenario.checks.reach import check_reach
from sandbox.scenario.checks.references import check_references
from sandbox.scenario.checks.shares import check_shares
from sandbox.scenario.checks.subject import Finding, Subject
from sandbox.scenario.checks.timing import check_timing
from sandbox.scenario.checks.volume import check_volume
from sandbox.scenario.validation import named_path, touches

CHECKS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    check_references,
    check_identity,
    check_circles,
    check_shares,
    check_timing,
    check_volume,
    check_openness,
    check_reach,
)
FINDINGS_MAX = 200  # of each check: a file of junk is answered at once, not in an hour


def check(subject: Subject) -> list[Diagnostic]:
    """Return every mistake in the relations of a document.

    Findings that concern what is broken, and was cut out for that, are left out.
    """
    found: list[Diagnostic] = []
    for one in CHECKS:
        for finding in islice(one(subject), FINDINGS_MAX):
            concerned = (finding.path, *finding.about)
            named = (named_path(path, subject.places) for path in concerned)
            if not any(touches(path, subject.pruned_paths) for path in named):
                found.append(subject.diagnostic(finding))
    return found


def warn(subject: Subject) -> tuple[Diagnostic, ...]:
    """Return what looks like a slip in a document without mistakes."""
    return tuple(subject.diagnostic(finding) for finding in find_oddities(subject))
