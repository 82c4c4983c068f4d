"""What replications counted, regime by regime: for tests that look behind an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.studies import what_if
from sandbox.studies.options import Options

if TYPE_CHECKING:
    from sandbox.answers.answer import Answer
    from sandbox.metrics.regime_result import RegimeResult
    from sandbox.scenario.loading import Loaded


def counted(loaded: Loaded, **choices: object) -> list[RegimeResult]:
    """Return each regime of a scenario with whole tallies, the baseline first.

    Parameters
    ----------
    choices
        Fields of `Options`.
    """
    usual: dict[str, object] = {"jobs": 1, "has_assumption_range": False}
    options = Options(**{**usual, **choices})  # type: ignore[arg-type]  # fields by name
    return results_of(what_if.run(loaded, options))


def results_of(answer: Answer) -> list[RegimeResult]:
    """Return each regime of the first point, one tally for each of up to 64 replications."""
    return [case.batch_result for case in answer.points[0].cases]
