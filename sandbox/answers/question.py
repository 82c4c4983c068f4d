"""A question: what is asked of which regimes, and how it decides. What came of it is the answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.answers.asked import AskedMetrics
    from sandbox.answers.inference import Inference
    from sandbox.scenario.schema.scenario_document import Document


class Kind(StrEnum):
    """Which command asks."""

    RUN = "run"
    STUDY = "study"
    COMPARISON = "comparison"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes
    ----------
    kind
        Which command asks.
    name, scenario
        Of the study and of its base scenario; equal in a run.
    text
        First comment of the file.
    document
        The scenario, for what its parties and regimes are called.
    regimes
        Names, the baseline first; a walk is called `walk`.
    seed, engine
        Of all draws; name of the engine.
    asked_metrics
        Metrics, the headline first.
    rule
        How it decides.
    assumptions
        Number of assumed values of the world.
    is_smoke
        Whether the small edition of the scenario is asked.
    warnings
        What a reader should know before the numbers: sentences without a full stop.
    """

    kind: Kind
    name: str
    scenario: str
    text: str
    document: Document
    regimes: tuple[str, ...]
    seed: int
    engine: str
    asked_metrics: AskedMetrics
    rule: Inference
    assumptions: int
    is_smoke: bool = False
    warnings: tuple[str, ...] = ()
