"""Gates as JUnit XML, which build servers show as tests."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sandbox.answers.gates import Consequence, GateOutcome
from sandbox.characters import visible_lines

if TYPE_CHECKING:
    from collections.abc import Sequence


def junit_xml(
    study: str, gates: Sequence[GateOutcome], undecided: Consequence = Consequence.WARN
) -> str:
    """Return a document with one test case for each gate.

    Parameters
    ----------
    study
        Name of the study, which groups its cases.
    gates
        In the order of the study.
    undecided
        What undecided expectations do: where they only warn, their cases are skipped ones; where
        they fail, failures of the type `undecided`, not `fail`.
    """
    ends = [gate.consequence(undecided) for gate in gates]
    suite = ET.Element(
        "testsuite",
        name=_clean(study),
        tests=str(len(gates)),
        failures=str(ends.count(Consequence.FAIL)),
        errors="0",
        skipped=str(ends.count(Consequence.WARN)),
    )
    times = [gate.seconds for gate in gates if gate.seconds is not None]
    if times:
        suite.set("time", f"{sum(times):.3f}")
    for gate, end in zip(gates, ends, strict=True):
        suite.append(_case(study, gate, end))
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _case(study: str, gate: GateOutcome, end: Consequence) -> ET.Element:
    case = ET.Element("testcase", classname=_clean(study), name=_clean(gate.title))
    if gate.file:
        case.set("file", _clean(gate.file))
    if gate.line:
        case.set("line", str(gate.line))
    if gate.seconds is not None:
        case.set("time", f"{gate.seconds:.3f}")
    message = _clean(f"{gate.status}: {gate.detail}")
    if end is Consequence.FAIL:
        failure = ET.SubElement(case, "failure", message=message, type=gate.status.value)
        failure.text = _clean(f"{gate.title}\n{gate.detail}")
    elif end is Consequence.WARN:
        ET.SubElement(case, "skipped", message=message)
    else:
        ET.SubElement(case, "system-out").text = message
    return case


def _clean(text: str) -> str:
    return visible_lines(text)
