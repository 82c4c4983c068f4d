from __future__ import annotations

from sandbox.reports.page import Block, Heading, Paragraph, Tone
from sandbox.reports.study_gates import gates
from sandbox.studies.gates import Consequence, GateOutcome, GateStatus

HIGH, LOW = "paid(doors) >= 5", "paid(doors) <= 9"


def outcome(text: str, status: GateStatus, point: str = "") -> GateOutcome:
    return GateOutcome(text, status, "7 (6 to 8); wanted >= 5", point=point)


def lines(*outcomes: GateOutcome, undecided: Consequence = Consequence.WARN) -> list[str]:
    """Return heading and paragraphs as text."""
    return [_line(block) for block in gates(outcomes, undecided)]


def _line(block: Block) -> str:
    assert isinstance(block, Heading | Paragraph)
    lead = f"{block.lead}|" if isinstance(block, Paragraph) and block.lead else ""
    return f"{lead}{block.text}"


def test_a_study_without_expectations_says_nothing_of_them() -> None:
    assert lines() == []


def test_what_holds_is_told_without_what_was_wanted() -> None:
    passed = outcome(HIGH, GateStatus.PASS)
    assert lines(passed) == ["Expectation: it holds", f"pass|{HIGH}: 7 (6 to 8)"]
    assert lines(passed, outcome(LOW, GateStatus.PASS))[0] == "Expectations: all hold"


def test_what_fails_is_told_with_what_was_wanted() -> None:
    found = lines(outcome(HIGH, GateStatus.PASS), outcome(LOW, GateStatus.FAIL))
    assert found[0] == "Expectations: 1 holds, 1 fails"
    assert found[2] == f"fail|{LOW}: 7 (6 to 8); wanted >= 5"


def test_what_is_undecided_says_what_that_does_here() -> None:
    open_ = outcome(HIGH, GateStatus.UNDECIDED)
    for consequence, word in (
        (Consequence.WARN, "only warns"),
        (Consequence.FAIL, "fails"),
        (Consequence.PASS, "passes"),
    ):
        heading = lines(open_, undecided=consequence)[0]
        assert heading == f"Expectation: 1 undecided, which {word} here"


def test_points_are_told_together_where_all_hold() -> None:
    found = lines(*(outcome(HIGH, GateStatus.PASS, f"fee={k}%") for k in range(3)))
    assert found == ["Expectations: all hold", f"pass at all 3 points|{HIGH}"]


def test_points_that_do_not_hold_are_told_apart_up_to_five() -> None:
    points = [outcome(HIGH, GateStatus.FAIL, f"fee={k}%") for k in range(7)]
    found = lines(outcome(HIGH, GateStatus.PASS, "fee=9%"), *points)
    assert found[1] == f"pass at 1 point|{HIGH}"
    assert found[2] == f"fail|{HIGH} [fee=0%]: 7 (6 to 8); wanted >= 5"
    assert found[-1] == "and 2 more points without a pass, which --json lists"
    assert len(found) == 8


def test_a_word_and_not_only_a_colour_says_what_came_of_it() -> None:
    (_, paragraph) = gates([outcome(HIGH, GateStatus.FAIL)], Consequence.WARN)
    assert isinstance(paragraph, Paragraph)
    assert (paragraph.lead, paragraph.tone) == ("fail", Tone.BAD)
