from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from sandbox.answers.gates import Consequence, GateOutcome, GateStatus
from sandbox.reports.junit import junit_xml

GATES = (
    GateOutcome("a(x) >= 5pp", GateStatus.PASS, "+8.0 pp", "peak.study.yaml", 7, 11, 0.5),
    GateOutcome("b(x) < ¥1", GateStatus.FAIL, "¥2.00 & more", "peak.study.yaml", 8, 11, 1.25),
    GateOutcome("c(x) > 1", GateStatus.UNDECIDED, "1 (0 to 2)", point="fee=0.2%"),
)


def suite(document: str) -> ET.Element:
    root = ET.fromstring(document)  # noqa: S314 -- our own text
    assert root.tag == "testsuites"
    (found,) = root
    return found


def test_each_gate_is_a_case_and_the_suite_counts_them() -> None:
    found = suite(junit_xml("peak", GATES))
    counts = {key: found.get(key) for key in ("name", "tests", "failures", "skipped", "time")}
    assert counts == {
        "name": "peak",
        "tests": "3",
        "failures": "1",
        "skipped": "1",
        "time": "1.750",
    }
    assert [case.get("name") for case in found] == [
        "a(x) >= 5pp",
        "b(x) < ¥1",
        "c(x) > 1 [fee=0.2%]",
    ]
    assert {case.get("classname") for case in found} == {"peak"}


def test_the_document_reads_as_written() -> None:
    assert junit_xml("peak", GATES[1:2]) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<testsuites>\n"
        '  <testsuite name="peak" tests="1" failures="1" errors="0" skipped="0" time="1.250">\n'
        '    <testcase classname="peak" name="b(x) &lt; ¥1" file="peak.study.yaml" line="8"'
        ' time="1.250">\n'
        '      <failure message="fail: ¥2.00 &amp; more" type="fail">b(x) &lt; ¥1\n'
        "¥2.00 &amp; more</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n"
    )


def test_an_undecided_gate_is_what_the_study_makes_of_it() -> None:
    tags = {
        undecided: [child.tag for child in suite(junit_xml("s", GATES[2:], undecided))[0]]
        for undecided in Consequence
    }
    assert tags == {
        Consequence.PASS: ["system-out"],
        Consequence.WARN: ["skipped"],
        Consequence.FAIL: ["failure"],
    }


def test_an_undecided_gate_that_fails_is_no_failed_one() -> None:
    failures = [case.find("failure") for case in suite(junit_xml("s", GATES[1:], Consequence.FAIL))]
    assert [None if f is None else f.get("type") for f in failures] == ["fail", "undecided"]


def test_without_times_none_is_told() -> None:
    assert "time" not in junit_xml("s", GATES[2:])


@given(st.text(), st.text())
def test_any_text_gives_a_document_that_can_be_read(text: str, detail: str) -> None:
    document = junit_xml(text, [GateOutcome(text, GateStatus.FAIL, detail, file=text, line=1)])
    assert suite(document.encode("utf-8", "strict").decode()).get("tests") == "1"
