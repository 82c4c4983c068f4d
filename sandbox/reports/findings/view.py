"""The document of an answer as sentences and tables read it: what things are called, and digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.answers.expectations import parse_expectation
from sandbox.answers.verdicts import Verdict
from sandbox.metrics.grammar.names import Metric, parse_metric
from sandbox.metrics.metric_units import Unit
from sandbox.reports.findings.gauges import Gauge, gauge_for, metric_words

Plain = Mapping[str, Any]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class View:
    """The document of an answer.

    Attributes
    ----------
    document
        Of schema 2, see `answers.document`.
    """

    document: Plain

    @property
    def points(self) -> Sequence[Plain]:
        """Every setting of what varies."""
        points: Sequence[Plain] = self.document["points"]
        return points

    @property
    def regimes(self) -> Sequence[str]:
        """Names, the baseline first."""
        return [str(regime["name"]) for regime in self.document["regimes"]]

    @property
    def metrics(self) -> Sequence[str]:
        """Texts of what was asked, in that order."""
        return list(self.document["metrics"])

    @property
    def parties(self) -> Mapping[str, str]:
        """Display names by key."""
        names: Mapping[str, str] = self.document["parties"]
        return names

    def title(self, regime: str) -> str:
        """Return what a regime stands for, its name where nobody says."""
        found = (r["title"] for r in self.document["regimes"] if r["name"] == regime)
        return next((str(title) for title in found if title), regime)

    def metric(self, text: str) -> Metric:
        """Return a metric that was asked."""
        return parse_metric(text)

    def words(self, text: str) -> str:
        """Return a metric as a phrase."""
        return metric_words(parse_metric(text), self.parties)

    def unit(self, text: str) -> Unit:
        """Return the unit of a metric."""
        return Unit(self.document["metrics"][text]["unit"])

    def gauge(self, text: str) -> Gauge:
        """Return how every value and difference of a metric is shown."""
        cases = [c["metrics"][text] for point in self.points for c in point["cases"]]
        changes = [c["metrics"][text]["difference"] for p in self.points for c in p["contrasts"]]
        widths = [half_width(each) for each in changes or cases]
        means = [each["mean"] for each in (*cases, *changes)]
        return gauge_for(self.unit(text), widths, means, self._digits_of_bounds(text))

    def headline(self) -> str:
        """Return what the first sentence is about: the first metric that moved, else the first."""
        for text in self.metrics:
            verdicts = (verdict(c["metrics"][text]) for p in self.points for c in p["contrasts"])
            if any(each.is_moved for each in verdicts):
                return text
        return self.metrics[0]

    def _digits_of_bounds(self, text: str) -> int:
        """Return the digits behind the point of the bounds that expectations set to a metric."""
        digits = 0
        for gate in self.document.get("expect", ()):
            asked = parse_expectation(gate["expect"])
            if str(asked.left.metric) == text and self.unit(text) is Unit.SHARE:
                written = f"{float(asked.bound * 100):.6f}".rstrip("0")
                digits = max(digits, len(written.partition(".")[2]))
        return digits


def verdict(contrast: Plain) -> Verdict:
    """Return what is said of a difference."""
    return Verdict(contrast["verdict"])


def half_width(estimate: Plain) -> float | None:
    """Return half the length of an interval; None where there is none."""
    low, high = estimate["low"], estimate["high"]
    return None if low is None or high is None else (high - low) / 2


def letter(index: int) -> str:
    """Return the short name of a regime; the baseline is A."""
    return LETTERS[index] if index < len(LETTERS) else str(index)


def setting(point: Plain) -> str:
    """Return a setting in short, each path by its last step: `fee=0.2%`."""
    pairs = point["settings"].items()
    return ", ".join(f"{path.rpartition('.')[2]}={value}" for path, value in pairs)
