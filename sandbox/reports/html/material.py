"""What a page is made of: the document of a run, and what is told beside it.

Both are plain JSON, so a stored run can be rendered again. The document is what `--json` prints.
These keys of it are shown where they are present; studies bring them:

assumption_range   of a difference: {low, high, driver}
flow               of a difference: {from_to: {outcome under the baseline: {outcome here: count}},
                   rescued: {cause: count}, newly_lost: {cause: count}}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import UsageError
from sandbox.reports.html.tables import Cell
from sandbox.reports.phrases import NOTHING

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NEEDED = ("regime", "success_rate", "open_rate", "outcomes", "checkouts", "by", "time", "checksum")


@dataclass(frozen=True, slots=True)
class Regime:
    """One regime of a run.

    Attributes
    ----------
    number
        Place in the run, from 0.
    at
        Pointer (RFC 6901) to its part of the document.
    found
        That part.
    """

    number: int
    at: str
    found: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Name of the regime."""
        return str(self.found["regime"])

    @property
    def letter(self) -> str:
        """Short name; the baseline is A."""
        return LETTERS[self.number] if self.number < len(LETTERS) else str(self.number)


@dataclass(frozen=True, slots=True)
class Material:
    """The document of a run with its context.

    Attributes
    ----------
    document
        What `--json` prints.
    context
        What `context_json` returns; empty where it is unknown, then those parts are absent.
    root
        Pointer to the part of the document that holds the regimes: of a study a point.
    """

    document: Mapping[str, Any]
    context: Mapping[str, Any] = field(default_factory=dict)
    root: str = ""

    @property
    def regimes(self) -> list[Regime]:
        """The regimes, the baseline first."""
        part = self.at(self.root)
        if "runs" not in part:
            return [Regime(0, self.root, part)]
        return [Regime(k, f"{self.root}/runs/{k}", run) for k, run in enumerate(part["runs"])]

    @property
    def differences(self) -> Sequence[Mapping[str, Any]]:
        """What changes from the baseline to each other regime."""
        found: Sequence[Mapping[str, Any]] = self.at(self.root).get("differences", [])
        return found

    @property
    def rate(self) -> str:
        """Key of the rate that answers the question."""
        paid = any(regime.found["success_rate"]["mean"] is not None for regime in self.regimes)
        return "success_rate" if paid else "open_rate"

    @property
    def rate_name(self) -> str:
        """Name of that rate."""
        return "checkout success" if self.rate == "success_rate" else "the open rate"

    def at(self, pointer: str) -> Any:  # noqa: ANN401 -- whatever stands there
        """Return what a pointer leads to; None where the path ends early."""
        node: Any = self.document
        for part in pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            node = node[int(key)] if isinstance(node, list) else node.get(key)
            if node is None:
                return None
        return node

    def flow_at(self, number: int) -> str:
        """Return the pointer to the flow of checkouts of a difference."""
        return f"{self.root}/differences/{number}/flow"

    def cell(self, pointer: str, show: Callable[[Any], str]) -> Cell:
        """Return a cell of a table that knows where in the document its number stands."""
        value = self.at(pointer)
        return Cell(NOTHING) if value is None else Cell(show(value), value, pointer)


def pointer(*parts: str) -> str:
    """Return a pointer below another one, keys escaped; the first part is a pointer itself."""
    first, *keys = parts
    return "/".join([first, *(key.replace("~", "~0").replace("/", "~1") for key in keys)])


def check(document: object, name: str) -> Mapping[str, Any]:
    """Return a document if it is that of a run; studies are told apart before.

    Raises
    ------
    UsageError
        If it is something else.
    """
    hint = "give the folder that `sandbox run --out` wrote, or what --json printed"
    if isinstance(document, dict):
        runs = document.get("runs", [document])
        is_list = isinstance(runs, list) and bool(runs)
        if is_list and all(isinstance(r, dict) and all(k in r for k in NEEDED) for r in runs):
            return document
    raise UsageError(f"{name} is not the result of a run, a study or a comparison", hint)
