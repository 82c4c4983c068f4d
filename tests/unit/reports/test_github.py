from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.answers.answer import Answer
from sandbox.answers.gates import Consequence, GateOutcome, GateStatus
from sandbox.errors import UsageError
from sandbox.reports.github import annotation_lines, append_summary, step_summary

Ran = Callable[..., Answer]
GATES = (
    GateOutcome("a(x) >= 5pp", GateStatus.PASS, "+8.0 pp", "peak.study.yaml", 7, 11),
    GateOutcome("b[from=20:00, until=20:15](x) < 90%", GateStatus.FAIL, "95.0 %", "a,b.yaml", 8, 3),
    GateOutcome("c_d(x) > 1", GateStatus.UNDECIDED, "1 (0 to 2)\nwanted > 1", point="fee=0.2%"),
)


def test_failures_and_warnings_stand_beside_their_lines() -> None:
    assert annotation_lines(GATES) == (
        (
            "::error file=a%2Cb.yaml,line=8,col=3,"
            "title=b[from=20%3A00%2C until=20%3A15](x) < 90%25::fail: 95.0 %25"
        ),
        "::warning title=c_d(x) > 1 [fee=0.2%25]::undecided: 1 (0 to 2)%0Awanted > 1",
    )


def test_an_undecided_gate_is_what_the_study_makes_of_it() -> None:
    def commands(undecided: Consequence) -> list[str]:
        return [line.split(" ")[0] for line in annotation_lines(GATES[2:], undecided)]

    assert commands(Consequence.PASS) == []
    assert commands(Consequence.WARN) == ["::warning"]
    assert commands(Consequence.FAIL) == ["::error"]


def test_the_summary_says_the_answer_and_then_its_gates_failing_ones_first(ran: Ran) -> None:
    answer = replace(ran("compare_two"), gates=GATES)
    heading, said, counts, *rows = step_summary(answer).split("\n\n")
    assert heading == "### compare\\_two"
    assert said.startswith("**Better:** doors raises checkout success from ")
    assert counts == "Expectations: 1 holds, 1 fails, 1 undecided, which only warns here."
    assert "".join(rows) == (
        "| | expectation | answer |\n"
        "|---|---|---|\n"
        "| fail | b\\[from=20:00, until=20:15\\](x) &lt; 90% | 95.0 % |\n"
        "| undecided | c\\_d(x) &gt; 1 \\[fee=0.2%\\] | 1 (0 to 2) wanted &gt; 1 |\n"
        "| pass | a(x) &gt;= 5pp | +8.0 pp |\n"
    )


def test_undecided_ones_that_fail_are_counted_as_undecided(ran: Ran) -> None:
    answer = replace(ran("compare_two"), gates=GATES[2:], undecided=Consequence.FAIL)
    assert "Expectation: 1 undecided, which fails here." in step_summary(answer)


def test_an_answer_without_gates_has_no_table(ran: Ran) -> None:
    told = step_summary(ran("one_regime"))
    assert told.startswith("### one\\_regime\n\nUnder walls, checkout success is ")
    assert "|" not in told


def test_a_bar_in_a_text_does_not_split_its_cell(ran: Ran) -> None:
    gate = GateOutcome("a|b", GateStatus.PASS, "c")
    told = step_summary(replace(ran("one_regime"), gates=(gate,)))
    assert told.splitlines()[-1] == "| pass | a\\|b | c |"


def test_summaries_of_several_studies_follow_each_other(tmp_path: Path) -> None:
    file = tmp_path / "summary.md"
    variables = {"GITHUB_STEP_SUMMARY": str(file)}
    assert append_summary("### ¥ one\n", variables)
    assert append_summary("### two\n", variables)
    assert file.read_text(encoding="utf-8") == "### ¥ one\n### two\n"


@pytest.mark.parametrize("variables", [{}, {"GITHUB_STEP_SUMMARY": ""}])
def test_elsewhere_nothing_is_written(variables: dict[str, str]) -> None:
    assert not append_summary("text", variables)


def test_a_summary_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        append_summary("text", {"GITHUB_STEP_SUMMARY": str(tmp_path)})
    assert str(caught.value) == f"cannot write {tmp_path}: is a directory"
    assert caught.value.hint == "it is GITHUB_STEP_SUMMARY"
