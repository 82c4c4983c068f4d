"""Gates as GitHub shows them: an annotation beside the line, and a table under the step.

Forms: "Workflow commands" and "Adding a job summary" of the GitHub Actions documentation, 2025.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.answers.gates import Consequence, GateOutcome
from sandbox.characters import visible_lines
from sandbox.errors import MachineError
from sandbox.machine import check_regular, reason_of
from sandbox.reports.findings.english import HEADS
from sandbox.reports.findings.expectation_words import URGENCY, summary
from sandbox.reports.findings.sentences import answer as answer_sentences
from sandbox.reports.findings.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sandbox.answers.answer import Answer

SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"
_COMMANDS = {Consequence.FAIL: "error", Consequence.WARN: "warning"}
_MARKDOWN = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        **{mark: f"\\{mark}" for mark in "\\|*_[]`"},
        "\n": " ",
        "\r": " ",
    },
)


def annotation_lines(
    gates: Sequence[GateOutcome], undecided: Consequence = Consequence.WARN
) -> tuple[str, ...]:
    """Return a workflow command for each gate that fails or warns, one a line of the log."""
    found = []
    for gate in gates:
        command = _COMMANDS.get(gate.consequence(undecided))
        if command is not None:
            message = _data(f"{gate.status}: {gate.detail}")
            found.append(f"::{command} {_properties(gate)}::{message}")
    return tuple(found)


def step_summary(answer: Answer) -> str:
    """Return an answer in Markdown: its first sentence, then its gates in a table."""
    document, gates = answer.document, answer.gates
    view = View(document)
    lines = [f"### {str(document['name']).translate(_MARKDOWN)}", "", *_answer_lines(view)]
    if gates:
        lines += ["", f"{summary(gates, answer.undecided)}.".translate(_MARKDOWN), ""]
        lines += [f"| | {HEADS['expectation']} | {HEADS['answer']} |", "|---|---|---|"]
    for gate in sorted(gates, key=lambda gate: URGENCY.index(gate.status)):
        cells = (gate.status.value, gate.title, gate.detail)
        lines.append(f"| {' | '.join(cell.translate(_MARKDOWN) for cell in cells)} |")
    return "\n".join(lines) + "\n"


def _answer_lines(view: View) -> Iterator[str]:
    for sentence in answer_sentences(view)[:1]:
        lead = f"**{sentence.lead.translate(_MARKDOWN)}:** " if sentence.lead else ""
        yield f"{lead}{sentence.text.translate(_MARKDOWN)}"


def append_summary(text: str, environment: Mapping[str, str]) -> bool:
    """Append a text to the summary of the step; return False where there is no such file.

    Parameters
    ----------
    environment
        Variables, of which `GITHUB_STEP_SUMMARY` names the file.

    Raises
    ------
    MachineError
        If the file cannot be written.
    """
    name = environment.get(SUMMARY_VARIABLE, "")
    if not name:
        return False
    check_regular(Path(name))
    try:
        with Path(name).open("a", encoding="utf-8") as stream:
            stream.write(visible_lines(text))
    except OSError as error:
        message = f"cannot write {name}: {reason_of(error)}"
        raise MachineError(message, f"it is {SUMMARY_VARIABLE}") from error
    return True


def _properties(gate: GateOutcome) -> str:
    place = {
        "file": gate.file,
        "line": str(gate.line or ""),
        "col": str(gate.column or ""),
        "title": gate.title,
    }
    return ",".join(f"{key}={_property(value)}" for key, value in place.items() if value)


def _data(text: str) -> str:
    return visible_lines(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
