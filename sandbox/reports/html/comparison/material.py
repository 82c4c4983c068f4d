"""What a page of a comparison is made of: its document, and what is told beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.reports.html.material import Material, Regime, pointer
from sandbox.reports.phrases import words

NEEDED = ("a", "b", "warnings", "scenario_difference", "differences")
OF_A_PAIR = ("a", "b", "verdict", "paired", "because", "runs", "metrics", "first_divergence")
OF_A_SIDE = ("regime", "replications", "checkouts", "success_rate", "outcomes")
SIDES = ("a", "b")
IDENTICAL = "identical"


@dataclass(frozen=True, slots=True)
class PairMaterial(Material):
    """A regime of A and its counterpart in B, as if they were two regimes of one run."""

    @property
    def found(self) -> Mapping[str, Any]:
        """What the document says of the pair."""
        part: Mapping[str, Any] = self.at(self.root)
        return part

    @property
    def regimes(self) -> list[Regime]:
        """Both sides; they are called A and B, because their regimes may be called alike."""
        return [
            Regime(k, f"{self.root}/runs/{k}", {"fees": {}, **side, "regime": "AB"[k]})
            for k, side in enumerate(self.found["runs"])
        ]

    @property
    def differences(self) -> Sequence[Mapping[str, Any]]:
        """What changes from A to B, with the flow of the replication in which they part."""
        where = self.found["first_divergence"] or {}
        return [{"regime": "B", **self.found, "flow": where.get("flow")}]

    @property
    def name(self) -> str:
        """Name of the regime, or both names."""
        one, other = (str(self.found[side]) for side in SIDES)
        return one if one == other else f"{one} and {other}"

    @property
    def is_changed(self) -> bool:
        """Whether anything differs."""
        return bool(self.found["verdict"] != IDENTICAL)

    def flow_at(self, number: int) -> str:
        """Return the pointer to the flow."""
        assert number == 0  # noqa: S101 -- there is one difference
        return f"{self.root}/first_divergence/flow"

    def metric_at(self, metric: str) -> str:
        """Return the pointer to a metric of both sides."""
        return pointer(f"{self.root}/metrics", metric)


@dataclass(frozen=True, slots=True)
class ComparisonMaterial:
    """The document of a comparison with its context.

    Attributes
    ----------
    document
        What `sandbox compare --json` prints.
    context
        `places`, how the user named A and B, and `command`; empty where they are unknown.
    """

    document: Mapping[str, Any]
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def whole(self) -> Material:
        """The document without a pair."""
        return Material(self.document, self.context)

    @property
    def pairs(self) -> list[PairMaterial]:
        """Every pair of regimes."""
        count = len(self.document["differences"])
        return [
            PairMaterial(self.document, self.context, f"/differences/{k}") for k in range(count)
        ]

    @property
    def question(self) -> str:
        """The question of both runs, or what they are called."""
        runs = [self.document[side] for side in SIDES]
        asked = [str(run.get("question") or "").partition("?") for run in runs]
        if asked[0] == asked[1] and asked[0][1]:
            return asked[0][0] + asked[0][1]
        names = list(dict.fromkeys(words(str(run.get("scenario"))) for run in runs))
        return f"What changes from A to B: {' and '.join(names)}"


def is_comparison_document(document: object) -> bool:
    """Tell whether a document is that of a comparison, with everything that a page needs."""
    if not isinstance(document, dict) or not all(key in document for key in NEEDED):
        return False
    runs, pairs = [document[side] for side in SIDES], document["differences"]
    is_list = isinstance(pairs, list) and bool(pairs)
    return all(isinstance(run, dict) for run in runs) and is_list and all(map(_is_pair, pairs))


def _is_pair(pair: object) -> bool:
    if not isinstance(pair, dict) or not all(key in pair for key in OF_A_PAIR):
        return False
    sides = pair["runs"]
    return (
        isinstance(sides, list)
        and len(sides) == len(SIDES)
        and all(isinstance(side, dict) and all(key in side for key in OF_A_SIDE) for side in sides)
    )
