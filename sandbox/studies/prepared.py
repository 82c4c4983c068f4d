"""A study as Python code holds it: loaded and checked, ready to run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.machine import blamed_on
from sandbox.markup import small_table
from sandbox.studies import what_if
from sandbox.studies.plan import Plan, plan_lines, plan_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.scenario.study_loading import LoadedStudy
    from sandbox.studies.study_results import StudyResult
    from sandbox.studies.what_if import StudyOptions


@dataclass(frozen=True, slots=True)
class PreparedStudy:
    """A study that passed all checks.

    Attributes
    ----------
    loaded
        Its document, its base scenario and where things stand.
    """

    loaded: LoadedStudy

    @property
    def plan(self) -> Plan:
        """What it is going to run."""
        return plan_of(self.loaded)

    @blamed_on()
    def run(self, options: StudyOptions | None = None, **choices: Any) -> StudyResult:  # noqa: ANN401 -- fields of StudyOptions
        """Run it.

        Parameters
        ----------
        options, choices
            `StudyOptions`, or its fields by name: `store` (a folder that keeps replications),
            `resume` (use what is there), `engine`, `executor`, `has_assumption_range`,
            `progress`.
        """
        if choices.get("store") is not None:
            choices["store"] = Path(choices["store"])
        return what_if.run(self.loaded, options or what_if.StudyOptions(**choices))

    def _repr_html_(self) -> str:
        return small_table(self.loaded.name, ["plan"], [[line] for line in plan_lines(self.plan)])


def prepare(target: str | Path, overrides: Sequence[str] = ()) -> PreparedStudy:
    """Load a study.

    Raises
    ------
    UsageError
        When there is no such file.
    ScenarioError
        With every mistake of the study and of its base.
    """
    return PreparedStudy(what_if.load(target, overrides))
