from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from sandbox.answers.answer import Answer
from sandbox.reports.findings.english import FACTS
from sandbox.reports.findings.facts import expectations_line, facts
from sandbox.reports.findings.how import HowMade
from sandbox.reports.findings.view import View

Made = Callable[..., Answer]
HOW = HowMade("a b.yaml", "sandbox run 'a b.yaml' --seed 1")


def told(answer: Answer, how: HowMade = HOW, **changes: object) -> dict[str, str]:
    """Return the facts by their labels, of a document with changes."""
    return dict(facts(View({**answer.document, **changes}), how))


def with_contrast(answer: Answer, **changes: object) -> dict[str, Any]:
    """Return the points of a document whose first contrast is changed."""
    points: list[dict[str, Any]] = deepcopy(list(answer.document["points"]))
    points[0]["contrasts"][0] |= changes
    return {"points": points}


def test_warnings_come_first(ran: Made) -> None:
    first, *_ = facts(View(ran("compare_two").document), HOW)
    assert first[0] == "warning"
    assert first[1].startswith("rule stall_code_in_towns of doors begins at 2024-01-15")


def test_regimes_are_named_with_their_titles(ran: Made) -> None:
    found = told(ran("compare_two"))
    assert found["A"] == "walls: Nothing opens that need not (baseline)"
    assert found["B"] == "doors: The mall opens to blue"
    assert told(ran("identical"))["B"] == "same"
    assert "A" not in told(ran("one_regime"))


def test_additional_sales_are_new_or_moved(ran: Made) -> None:
    answer = ran("compare_two")
    sales = answer.document["points"][0]["contrasts"][0]["sales"]
    assert sales["additional"] == sales["new"] + sales["moved"]
    assert told(answer)["sales"] == (
        f"{sales['additional']:,} more are paid: {sales['new']:,} new, {sales['moved']:,} moved "
        "here from elsewhere"
    )


@pytest.mark.parametrize(
    ("sales", "text"),
    [
        ((-9, -4, -5), "9 fewer are paid: 5 lost to all, 4 moved elsewhere"),
        ((2, 3, -1), "+2 are paid: moved +3, new -1"),
    ],
)
def test_other_sales_are_told_as_such(ran: Made, sales: tuple[int, int, int], text: str) -> None:
    change = dict(zip(("additional", "moved", "new"), sales, strict=True))
    assert told(ran("compare_two"), **with_contrast(ran("compare_two"), sales=change))["sales"] == (
        text
    )


def test_where_nobody_buys_elsewhere_success_says_it_all(ran: Made) -> None:
    assert "sales" not in told(ran("compare_two", ("choice.goes_elsewhere=0%",)))
    assert "sales" not in told(ran("service"))


def test_a_gain_at_the_menu_comes_with_its_assumption(ran: Made) -> None:
    assert told(ran("compare_two"))["assumed"] == FACTS["menu"]
    assert "assumed" not in told(ran("identical"))
    assert "assumed" not in told(ran("compare_two", ("compare=[doors, walls]",)))


def test_who_was_rescued_and_who_newly_lost_adds_up(ran: Made) -> None:
    answer = ran("compare_two")
    moves = {
        "changed": 300,
        "checkouts": 1_000,
        "rescued": {"link_blocked": 200, "no_common_wallet": 50},
        "newly_lost": {"cancelled": 50},
    }
    found = told(answer, **with_contrast(answer, moves=moves))
    assert found["rescued"] == (
        "25.0 % of checkouts, lost in A and paid in B: link blocked 20.0 % and no common wallet "
        "5.0 %"
    )
    assert found["newly lost"] == "5.0 % of checkouts, paid in A and lost in B: cancelled 5.0 %"
    one_way = told(answer, **with_contrast(answer, moves={**moves, "newly_lost": {}}))
    assert one_way["newly lost"] == "no checkout is paid in A and lost in B"


def test_what_rounds_to_nothing_is_told_by_its_number(ran: Made) -> None:
    answer = ran("compare_two")
    moves = {
        "changed": 3,
        "checkouts": 100_000,
        "rescued": {"link_blocked": 2},
        "newly_lost": {"cancelled": 1},
    }
    found = told(answer, **with_contrast(answer, moves=moves))
    assert found["rescued"] == ("2 of 100,000 checkouts, lost in A and paid in B: link blocked 2")


def test_nothing_that_moved_is_one_line(ran: Made) -> None:
    found = told(ran("identical"))
    assert found["moved"] == "no checkout ends otherwise in B than in A"
    assert "rescued" not in found
    assert told(ran("service"))["moved"] == "100.0 % of arrivals end otherwise in B than in A"


def test_a_comparison_that_matches_no_checkouts_is_silent_about_them(ran: Made) -> None:
    answer = ran("compare_two")
    found = told(answer, **with_contrast(answer, moves=None))
    assert not {"rescued", "newly lost", "moved"} & set(found)


def test_the_size_names_regimes_replications_and_what_ended_it(studied: Made) -> None:
    size = told(studied("several_regimes"))["size"]
    assert size.startswith("4 regimes × 25 replications = 100,000 checkouts; same shoppers, same")
    assert size.endswith("; the wanted precision is reached")
    assert told(studied("budget"))["size"].endswith("; the budget of checkouts is spent")
    assert told(studied("one_regime"))["size"] == "3 replications = 3,000 checkouts"


def test_a_small_edition_says_so(ran: Made) -> None:
    assert told(ran("one_regime"), smoke=True)["size"].endswith("; a small edition of the scenario")


def test_one_rule_tells_every_interval(ran: Made, studied: Made) -> None:
    assert told(ran("one_regime"))["interval"].startswith("95 %; simulation error only")
    assert told(ran("compare_two"))["interval"].startswith(
        "95 % for all 5 verdicts together, half of the error for the first; simulation"
    )
    assert told(studied("two_regimes"))["interval"].startswith(
        "95 % for all 5 verdicts together; simulation"
    )
    assert told(studied("swept"))["interval"].startswith("95 % for all 12 verdicts together;")
    assert told(studied("several_regimes"))["interval"].startswith(
        "95 %, however often one looks, for all 12 verdicts together; in doubt for "
        "net_income.red_mall, which is skewed"
    )
    assert told(ran("one_replication"))["interval"].startswith("none from one replication")


def test_assumptions_are_counted_with_what_lists_them(ran: Made, studied: Made) -> None:
    assert told(ran("compare_two"))["interval"].endswith(
        "; this world rests on 2 assumptions (`sandbox world a b.yaml` lists them)"
    )
    # How a study names its scenario is no part of the document.
    assert told(studied("budget"))["interval"].endswith("; this world rests on 2 assumptions")
    named = HowMade("x.study.yaml", world="compare_two.yaml")
    assert "`sandbox world compare_two.yaml`" in told(studied("budget"), named)["interval"]


def test_a_range_takes_the_assumptions_over(ran: Made) -> None:
    answer = ran("compare_two")
    over = {"low": 0.1, "high": 0.2, "driver": "x"}
    found = told(answer, **with_contrast(answer, assumption_range=over))
    assert "assumption" not in found["interval"]
    assert "2 assumptions (`sandbox world a b.yaml` lists them)" in found["range"]


def test_a_scale_is_told(ran: Made) -> None:
    assert told(ran("one_replication"))["scale"] == "one simulated checkout stands for 2,000"
    assert "scale" not in told(ran("compare_two"))


def test_the_warm_up_is_told(ran: Made) -> None:
    answer = ran("one_regime")
    assert "warm-up" not in told(answer)
    settled = {"until_us": 600_000_000, "settled": True, "reason": ""}
    cut = {"until_us": 600_000_000, "share": 1 / 6, "settled": True, "metrics": {"x": settled}}
    text = "the first 10 min are left out at most, 16.7 % of the period (MSER-5)"
    assert told(answer, warm_up=cut)["warm-up"] == text
    by_hand = {**cut, "metrics": {"x": {**settled, "settled": None}}}
    assert told(answer, warm_up=by_hand)["warm-up"] == text.replace("MSER-5", "by hand")
    none = {**cut, "until_us": 0}
    assert told(answer, warm_up=none)["warm-up"].startswith("none is left out: the series are")
    assert "yet not every series" in told(answer, warm_up={**none, "settled": False})["warm-up"]


def test_metrics_whose_warm_up_is_in_doubt_are_named(ran: Made) -> None:
    doubts = {
        "x": {"until_us": 0, "settled": None, "reason": "it has a window of its own"},
        "y": {"until_us": 60_000_000, "settled": False, "reason": ""},
    }
    cut = {"until_us": 60_000_000, "share": 1 / 60, "settled": False, "metrics": doubts}
    pairs = facts(View({**ran("one_regime").document, "warm_up": cut}), HowMade("x"))
    texts = [text for _, text in pairs]
    assert "x cannot be cut: it has a window of its own" in texts
    assert "y is not shown to have settled: take a longer period" in texts


def test_the_command_can_be_typed_again(ran: Made) -> None:
    answer = ran("compare_two")
    again = told(answer)["again"]
    assert again.startswith("sandbox run 'a b.yaml' --seed 1 (version ")
    assert answer.document["checksum"][:16] in again
    assert told(answer, HowMade("x"))["again"].startswith("version ")


def test_what_the_clock_ended_promises_no_checksum(ran: Made) -> None:
    again = told(ran("compare_two"), reproducible=False)["again"]
    assert again.endswith("; the clock ended it, so another run may end elsewhere")


def test_open_services_stand_beside_purchases(studied: Made, ran: Made) -> None:
    told_open = told(studied("two_regimes"))["services"]
    assert told_open == "of arrivals without payment, 0.0 % (A) and 100.0 % (B) open"
    assert "services" not in told(ran("service"))


def test_a_sweep_says_where_it_looks(studied: Made) -> None:
    found = told(studied("swept"))
    assert found["by time"].endswith(", at fee=0%")
    assert "paid in B at fee=20%:" in found["rescued"]


def test_expectations_that_hold_are_one_fact() -> None:
    assert expectations_line(["a", "a"]) == ("expected", "the expectation holds")
    assert expectations_line(["a", "b", "a"]) == ("expected", "all 2 expectations hold")
