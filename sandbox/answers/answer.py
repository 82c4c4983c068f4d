"""The answer to a question: one document, whoever asked and whoever reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.answers.gates import Consequence, GateOutcome

if TYPE_CHECKING:
    from sandbox.answers.question import Question
    from sandbox.answers.results import PointResult


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a run, a study or a comparison.

    Attributes
    ----------
    document
        Everything that was found out, as plain data; see `answers.document`.
    question
        What was asked; None of a document that was read again.
    points
        What the replications gave, point by point; empty likewise.
    gates
        What came of each expectation, point by point.
    undecided
        What an undecided expectation does to the exit code.
    display
        How a notebook shows the document; reports bring it, see `sandbox.run`.
    """

    document: Mapping[str, Any]
    question: Question | None = None
    points: tuple[PointResult, ...] = ()
    gates: tuple[GateOutcome, ...] = ()
    undecided: Consequence = field(default=Consequence.WARN)
    display: Callable[[Mapping[str, Any]], str] | None = field(default=None, compare=False)

    @property
    def has_failed(self) -> bool:
        """Whether a gate fails, undecided ones as the study says."""
        return any(gate.consequence(self.undecided) is Consequence.FAIL for gate in self.gates)

    def as_json(self) -> Mapping[str, Any]:
        """Return the document that `--json` prints."""
        return self.document

    def to_rows(self) -> list[dict[str, Any]]:
        """Return one row for each point, regime and metric, as plain data."""
        from sandbox.answers import table  # noqa: PLC0415 -- a cycle else

        return table.rows(self.document)

    def to_arrow(self) -> Any:  # noqa: ANN401 -- PyArrow is optional and has no types
        """Return the rows as a `pyarrow.Table`.

        Raises
        ------
        MissingExtraError
            Without PyArrow.
        """
        from sandbox.answers import table  # noqa: PLC0415 -- a cycle else

        return table.arrow(self.document)

    def to_dataframe(self) -> Any:  # noqa: ANN401 -- pandas is optional and has no types
        """Return the rows as a `pandas.DataFrame`.

        Raises
        ------
        MissingExtraError
            Without pandas.
        """
        from sandbox.answers import table  # noqa: PLC0415 -- a cycle else

        return table.dataframe(self.document)

    def __repr__(self) -> str:
        asked = self.document.get("question") or self.document["name"]
        size = f"{len(self.document['points']):,} points, {len(self.document['metrics']):,} metrics"
        return f"<Answer to {asked[:200]!r}: {self.document['kind']}, {size}>"

    def _repr_html_(self) -> str:
        return "" if self.display is None else self.display(self.document)
