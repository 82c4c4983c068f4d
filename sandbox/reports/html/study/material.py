"""What a page of a study is made of: its document, and what is told beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.reports.html.material import Material
from sandbox.reports.html.scales import Scale, scale_of
from sandbox.reports.phrases import words

NEEDED = ("study", "scenario", "question", "seed", "version", "metrics", "points", "checksum")
OF_A_POINT = ("settings", "replications", "runs", "differences")
OF_A_RUN = ("regime", "checkouts", "metrics", "outcomes")


@dataclass(frozen=True, slots=True)
class StudyMaterial:
    """The document of a study with its context.

    Attributes
    ----------
    document
        What `sandbox study --json` prints.
    context
        What `study_context_json` returns; empty where it is unknown.
    """

    document: Mapping[str, Any]
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def whole(self) -> Material:
        """The document without a point, for what belongs to the whole study."""
        return Material(self.document, self.context)

    @property
    def detail(self) -> Material | None:
        """The first replications of the first point, told as a run; None where nobody kept them."""
        known = "detail" in self.document
        return Material(self.document, self.context, "/detail") if known else None

    @property
    def points(self) -> list[Material]:
        """Every setting of what varies, each with its regimes."""
        count = len(self.document["points"])
        return [Material(self.document, self.context, f"/points/{k}") for k in range(count)]

    @property
    def is_sweep(self) -> bool:
        """Whether the study varies anything."""
        return len(self.document["points"]) > 1

    @property
    def regimes(self) -> list[str]:
        """Names, the baseline first."""
        return [str(run["regime"]) for run in self.document["points"][0]["runs"]]

    @property
    def metrics(self) -> list[str]:
        """Texts of what is measured, the headline first."""
        return list(self.document["metrics"])

    @property
    def headline(self) -> str:
        """The metric that answers the question."""
        return self.metrics[0]

    @property
    def question(self) -> str:
        """The question of the study, or what it is called."""
        asked, mark, _ = str(self.document["question"]).partition("?")
        return asked + mark or words(str(self.document["study"])).capitalize()

    def settings(self, number: int) -> Mapping[str, str]:
        """Return what varies at a point: path → value as text."""
        found: Mapping[str, str] = self.document["points"][number]["settings"]
        return found

    @property
    def paths(self) -> list[str]:
        """What varies."""
        return list(self.settings(0))

    def place(self, number: int) -> str:
        """Return the name of a point, the value alone where one path varies."""
        settings = self.settings(number)
        return next(iter(settings.values())) if len(settings) == 1 else self.setting(number)

    def setting(self, number: int) -> str:
        """Return the name of a point, for example `fee=0.2%`."""
        told = (f"{path}={value}" for path, value in self.settings(number).items())
        return ", ".join(told) or "as it is"

    def scale(self, metric: str) -> Scale:
        """Return how a metric is shown, in the same way throughout the page."""
        unit = str(self.document["metrics"][metric]["unit"])
        return scale_of(unit, self._estimates(metric))

    def _estimates(self, metric: str) -> Iterator[Mapping[str, Any]]:
        for point in self.document["points"]:
            parts: Sequence[Mapping[str, Any]] = point["differences"]
            yield from (part["metrics"][metric]["band"] for part in parts)
            if not parts:
                yield from (run["metrics"][metric] for run in point["runs"])


def is_study_document(document: object) -> bool:
    """Tell whether a document is that of a study, with everything that a page needs."""
    if not isinstance(document, dict) or not all(key in document for key in NEEDED):
        return False
    points = document["points"]
    return isinstance(points, list) and bool(points) and all(map(_is_point, points))


def _is_point(point: object) -> bool:
    if not isinstance(point, dict) or not all(key in point for key in OF_A_POINT):
        return False
    runs = point["runs"]
    is_list = isinstance(runs, list) and bool(runs)
    return is_list and all(
        isinstance(run, dict) and all(key in run for key in OF_A_RUN) for run in runs
    )
