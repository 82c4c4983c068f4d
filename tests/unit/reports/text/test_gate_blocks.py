from __future__ import annotations

from sandbox.answers.gates import GateStatus
from sandbox.reports.findings.view import View
from sandbox.reports.page_blocks import Block, Heading, Paragraph, Tone
from sandbox.reports.text.gate_blocks import gates

HIGH, LOW = "paid(doors) >= 5", "paid(doors) <= 9"
Gate = dict[str, object]


def gate(text: str, status: GateStatus, point: str = "") -> Gate:
    detail = "7 (6 to 8); wanted >= 5"
    return {"expect": text, "status": status.value, "detail": detail, "point": point, "line": 1}


def blocks(*found: Gate, undecided: str = "warn") -> list[Block]:
    return list(gates(View({"expect": found, "undecided": undecided})))


def lines(*found: Gate, undecided: str = "warn") -> list[str]:
    """Return heading and paragraphs as text."""
    return [_line(block) for block in blocks(*found, undecided=undecided)]


def _line(block: Block) -> str:
    assert isinstance(block, Heading | Paragraph)
    lead = f"{block.lead}|" if isinstance(block, Paragraph) and block.lead else ""
    return f"{lead}{block.text}"


def test_a_question_without_expectations_says_nothing_of_them() -> None:
    assert lines() == []
    assert list(gates(View({}))) == []


def test_what_fails_is_told_before_what_holds() -> None:
    found = lines(
        gate(HIGH, GateStatus.PASS), gate("x", GateStatus.UNDECIDED), gate(LOW, GateStatus.FAIL)
    )
    assert found[0] == "Expectations: 1 holds, 1 fails, 1 undecided, which only warns here"
    assert [line.partition("|")[0] for line in found[1:]] == ["fail", "undecided", "pass"]
    assert found[1] == f"fail|{LOW}: 7 (6 to 8); wanted >= 5"


def test_points_are_told_together_where_all_hold() -> None:
    found = lines(*(gate(HIGH, GateStatus.PASS, f"fee={k}%") for k in range(3)))
    assert found == ["Expectations: all hold", f"pass at all 3 points|{HIGH}"]


def test_points_that_do_not_hold_are_told_apart_up_to_five() -> None:
    points = [gate(HIGH, GateStatus.FAIL, f"fee={k}%") for k in range(7)]
    found = lines(gate(HIGH, GateStatus.PASS, "fee=9%"), *points)
    assert found[1] == f"fail|{HIGH} [fee=0%]: 7 (6 to 8); wanted >= 5"
    assert found[-2] == "and 2 more points without a pass, which --json lists"
    assert found[-1] == f"pass at 1 point|{HIGH}"
    assert len(found) == 8


def test_a_word_and_not_only_a_colour_says_what_came_of_it() -> None:
    (_, paragraph) = blocks(gate(HIGH, GateStatus.FAIL))
    assert isinstance(paragraph, Paragraph)
    assert (paragraph.lead, paragraph.tone) == ("fail", Tone.BAD)
