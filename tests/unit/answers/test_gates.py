from __future__ import annotations

import pytest

from sandbox.answers.gates import Consequence, GateOutcome, GateStatus


@pytest.mark.parametrize("undecided", Consequence)
def test_the_study_chooses_only_what_undecided_expectations_do(undecided: Consequence) -> None:
    ends = {status: GateOutcome("a", status, "b").consequence(undecided) for status in GateStatus}
    assert ends == {
        GateStatus.PASS: Consequence.PASS,
        GateStatus.FAIL: Consequence.FAIL,
        GateStatus.UNDECIDED: undecided,
    }


def test_what_is_undecided_warns_unless_the_study_says_otherwise() -> None:
    assert GateOutcome("a", GateStatus.UNDECIDED, "b").consequence() is Consequence.WARN


def test_the_title_tells_points_of_a_sweep_apart() -> None:
    first = GateOutcome("a >= 1", GateStatus.PASS, "b")
    second = GateOutcome("a >= 1", GateStatus.PASS, "b", point="wallets.x.fee=0.2%")
    assert (first.title, second.title) == ("a >= 1", "a >= 1 [wallets.x.fee=0.2%]")
