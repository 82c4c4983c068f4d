"""A study as Python code holds it: loaded and checked, ready to run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.machine import blamed_on
from sandbox.markup import small_table
from sandbox.studies import what_if
from sandbox.studies.options import Options
from sandbox.studies.plan import Plan, plan_lines, plan_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.answers.answer import Answer
    from sandbox.scenario.study.study_loading import LoadedStudy


@dataclass(frozen=True, slots=True)
class PreparedStudy:
    """A study that passed all checks.

    Attributes
    ----------
    loaded
        Its document, its base scenario and where things stand.
    display
        How a notebook shows its answer.
    """

    loaded: LoadedStudy
    display: Callable[[Mapping[str, Any]], str] | None = None

    @property
    def plan(self) -> Plan:
        """What it is going to run."""
        return plan_of(self.loaded)

    @blamed_on()
    def run(self, options: Options | None = None, **choices: Any) -> Answer:  # noqa: ANN401 -- fields of Options
        """Run it.

        Parameters
        ----------
        options, choices
            `Options`, or its fields by name: `store` (a folder that keeps replications),
            `resume` (use what is there), `engine`, `executor`, `has_assumption_range`,
            `progress`.
        """
        if choices.get("store") is not None:
            choices["store"] = Path(choices["store"])
        answer = what_if.study(self.loaded, options or Options(**choices))
        return replace(answer, display=self.display)

    def _repr_html_(self) -> str:
        return small_table(self.loaded.name, ["plan"], [[line] for line in plan_lines(self.plan)])


def prepare(
    target: str | Path,
    overrides: Sequence[str] = (),
    display: Callable[[Mapping[str, Any]], str] | None = None,
) -> PreparedStudy:
    """Load a study.

    Parameters
    ----------
    target, overrides
        As for `what_if.load`.
    display
        How a notebook shows its answer.

    Raises
    ------
    UsageError
        When there is no such file.
    ScenarioError
        With every mistake of the study and of its base.
    """
    return PreparedStudy(what_if.load(target, overrides), display)
