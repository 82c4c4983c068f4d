"""What a page is made of: the document of an answer, and what is told beside it.

Both are plain JSON, so that a stored answer can be rendered again. The document is what `--json`
prints, see `answers.document`: regimes at /points/K/cases/N, their differences to the baseline at
/points/K/contrasts/N. Of a comparison each point is a pair of regimes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.answers.question import Kind
from sandbox.reports.findings.cases import is_protected, protected_parties, rate_key, share_digits
from sandbox.reports.findings.gauges import party_name
from sandbox.reports.findings.phrases import NOTHING, words
from sandbox.reports.findings.sentences import pair_name
from sandbox.reports.findings.view import View, letter
from sandbox.reports.html.scales import Scale
from sandbox.reports.html.tables import Cell


@dataclass(frozen=True, slots=True)
class RegimeAtPoint:
    """One regime at a point.

    Attributes
    ----------
    number
        Place among the regimes, from 0.
    at
        Pointer (RFC 6901) to its part of the document.
    case
        That part.
    name
        What readers call it: its title where it has one of its own, else its key.
    """

    number: int
    at: str
    case: Mapping[str, Any]
    name: str

    @property
    def key(self) -> str:
        """Name of the regime in the scenario."""
        return str(self.case["regime"])

    @property
    def letter(self) -> str:
        """Short name; the baseline is A."""
        return letter(self.number)

    @property
    def label(self) -> str:
        """Letter and name; the letter alone where it is the name."""
        return self.name if self.name == self.letter else f"{self.letter} {self.name}"


@dataclass(frozen=True, slots=True)
class Material:
    """The document of an answer with its context, seen at one of its points.

    Attributes
    ----------
    document
        What `--json` prints.
    context
        What `context_json` returns; empty where it is unknown, then those parts are absent.
    number
        Place of the point, from 0; only the first one is told in full, of a comparison all are.
    """

    document: Mapping[str, Any]
    context: Mapping[str, Any] = field(default_factory=dict)
    number: int = 0

    @property
    def view(self) -> View:
        """The document as sentences read it."""
        return View(self.document)

    @property
    def here(self) -> View:
        """The document with this point alone."""
        names = [{"name": case["regime"], "title": ""} for case in self.point["cases"]]
        return View({**self.document, "points": [self.point], "regimes": names})

    @property
    def point(self) -> Mapping[str, Any]:
        """What the document says of the point."""
        return self.view.points[self.number]

    @property
    def points(self) -> list[Material]:
        """The same at each point."""
        return [replace(self, number=number) for number in range(len(self.document["points"]))]

    @property
    def root(self) -> str:
        """Pointer to this point."""
        return f"/points/{self.number}"

    @property
    def regimes(self) -> list[RegimeAtPoint]:
        """The regimes, the baseline first."""
        cases = self.point["cases"]
        names = [self.regime_name(str(case["regime"])) for case in cases]
        return [
            RegimeAtPoint(k, f"{self.root}/cases/{k}", case, name)
            for k, (case, name) in enumerate(zip(cases, names, strict=True))
        ]

    @property
    def contrasts(self) -> Sequence[Mapping[str, Any]]:
        """What changes from the baseline to each other regime."""
        found: Sequence[Mapping[str, Any]] = self.point["contrasts"]
        return found

    @property
    def is_comparison(self) -> bool:
        """Whether two stored answers are compared."""
        return bool(self.document["kind"] == Kind.COMPARISON)

    @property
    def is_sweep(self) -> bool:
        """Whether several points are told beside each other."""
        return len(self.document["points"]) > 1 and not self.is_comparison

    @property
    def place(self) -> str:
        """Name of this point: of a comparison the regimes that are matched."""
        if self.is_comparison:
            return pair_name(self.point)
        told = (f"{path}={value}" for path, value in self.point["settings"].items())
        return ", ".join(told) or "as it is"

    @property
    def key(self) -> str:
        """What the letters above columns stand for, as the end of a caption."""
        names = [regime.label for regime in self.regimes if regime.name != regime.letter]
        return f" ({', '.join(names)})" if len(names) > 1 else ""

    @property
    def rate(self) -> str:
        """Key of the rate that tells success."""
        return rate_key(self.here)

    @property
    def digits(self) -> int:
        """Digits behind the point of every share."""
        return share_digits(self.here if self.is_comparison else self.view)

    def regime_name(self, key: str) -> str:
        """Return what readers call a regime: its title, where no other one has the same."""
        titles = [str(regime["title"]) for regime in self.document["regimes"]]
        title = self.view.title(key)
        if title == key:
            # Stages of a walk are regimes of the scenario, not of the answer.
            told: str = self.context.get("titles", {}).get(key, "")
            return told or key
        return title if titles.count(title) == 1 else key

    def party(self, key: str) -> str:
        """Return what people call a party, or an account of it such as `taobao.stores`."""
        name, _, part = key.partition(".")
        shown = party_name(name, self.view.parties) if name in self.view.parties else words(name)
        return f"{shown} {words(part)}" if part else shown

    def is_protected(self, key: str) -> bool:
        """Tell whether a party is asked about, or the scenario's own: it is never folded away."""
        return is_protected(key, protected_parties(self.view))

    def scale(self, metric: str) -> Scale:
        """Return how an asked metric is shown, in the same way throughout the page."""
        return Scale(self.view.gauge(metric))

    def moves(self, number: int) -> tuple[Mapping[str, Any] | None, str]:
        """Return where the checkouts of a contrast went, with the pointer to it.

        Of a comparison they are known of one replication, the first that differs.
        """
        found = self.contrasts[number].get("moves")
        if found is not None:
            return found, f"{self.root}/contrasts/{number}/moves"
        where = self.point.get("divergence") or {}
        return where.get("moves"), f"{self.root}/divergence/moves"

    def at(self, pointer: str) -> Any:  # noqa: ANN401 -- whatever stands there
        """Return what a pointer leads to; None where the path ends early."""
        node: Any = self.document
        for part in pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            node = node[int(key)] if isinstance(node, list) else node.get(key)
            if node is None:
                return None
        return node

    def cell(self, pointer: str, show: Callable[[Any], str]) -> Cell:
        """Return a cell of a table that knows where in the document its number stands."""
        value = self.at(pointer)
        return Cell(NOTHING) if value is None else Cell(show(value), value, pointer)


def pointer(*parts: str) -> str:
    """Return a pointer below another one, keys escaped; the first part is a pointer itself."""
    first, *keys = parts
    return "/".join([first, *(key.replace("~", "~0").replace("/", "~1") for key in keys)])
