"""The part of the horizon that steady-state metrics leave out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class MetricCut:
    """The part of the horizon that one metric leaves out.

    Attributes
    ----------
    metric
        As the study asks for it.
    until_us
        Where its counting begins, µs of the horizon.
    is_settled
        Whether pilots show that the rest has no trend; None where nobody looked.
    reason
        Why it cannot be cut; empty where it is.
    """

    metric: str
    until_us: int
    is_settled: bool | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WarmUpCut:
    """The part of the horizon that steady-state metrics leave out.

    Attributes
    ----------
    until_us
        Longest cut of any metric, µs of the horizon.
    share
        Of the horizon.
    is_settled
        Whether every metric is shown to have settled; what was cut by hand is taken to have.
    metrics
        What each metric leaves out, in the order of the study.
    """

    until_us: int
    share: float
    is_settled: bool
    metrics: tuple[MetricCut, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the cut as plain data."""
        return {
            "until_us": self.until_us,
            "share": self.share,
            "settled": self.is_settled,
            "metrics": {
                each.metric: {
                    "until_us": each.until_us,
                    "settled": each.is_settled,
                    "reason": each.reason,
                }
                for each in self.metrics
            },
        }
