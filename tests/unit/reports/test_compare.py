from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from sandbox.answers.moves import SIDE
from sandbox.reports.compare import CHANGES_SHOWN, compare_report
from sandbox.reports.page import Page
from sandbox.reports.text import Look, render
from sandbox.scenario.differences import Change
from sandbox.statistics.estimates import Estimate
from sandbox.studies.comparison import Comparison, Pair
from sandbox.studies.divergence import Divergence
from sandbox.studies.stored_runs import OpenRegime, OpenRun
from sandbox.vocabulary import Outcome


def regime(name: str, paid: int, lost: int) -> OpenRegime:
    rate = {"mean": paid / (paid + lost), "low": None, "high": None, "confidence": 0.95}
    outcomes = {"paid": paid, "no_common_wallet": lost}
    return OpenRegime(
        name, {"success_rate": rate, "open_rate": rate, "outcomes": outcomes, "version": "0.1.0"}
    )


def opened(place: str, one: OpenRegime, **document: object) -> OpenRun:
    facts = {"scenario": "mall", "seed": 7, "replications": 20, "engine": "reference"}
    return OpenRun(place, Path(place), {**facts, **document}, None, {one.name: one}, ())


def pair(**fields: object) -> Pair:
    change = Estimate(0.1, 0.08, 0.12)
    nothing = Estimate(None, None, None)
    made = Pair(
        regime("walls", 70, 30),
        regime("doors", 80, 20),
        20,
        "same shoppers, same luck",
        {"success_rate": change, "open_rate": nothing},
        "better",
        None,
        "",
    )
    return replace(made, **fields)  # type: ignore[arg-type]  # fields by name


def comparison(*pairs: Pair, **fields: object) -> Comparison:
    first, second = pairs[0].first, pairs[0].second
    made = Comparison(opened("one", first), opened("two", second), pairs, (), ())
    return replace(made, **fields)  # type: ignore[arg-type]  # fields by name


def flat(page: Page) -> str:
    return " ".join(render(page, Look(100)).split())


def test_the_report_reads_as_a_whole() -> None:
    flow = np.zeros((SIDE, SIDE), dtype=np.int64)
    flow[Outcome.NO_COMMON_WALLET, Outcome.PAID] = 12
    flow[Outcome.PAID, Outcome.OVERLOADED] = 1
    differs: dict[str, tuple[object, object]] = {
        "outcome": ("no_common_wallet", "paid"),
        "wallet": (None, "blue_pay"),
        "amount_fen": (1234, 1235),
    }
    where = Divergence(3, 1729, "2024-01-01T20:12:53", differs, flow)
    found = comparison(pair(divergence=where), scenario=(Change("rules.new", None, "{name: new}"),))
    assert render(compare_report(found), Look(80)) == EXPECTED


EXPECTED = """\
one (A) and two (B)
Better: checkout success is 70.0 % in A and 80.0 % in B (walls in A, doors in
B): +10.0 points, 95 % interval +8.0 to +12.0. 20 replications paired: same
shoppers, same luck.

   scenario  seed  replications  engine     version
A  mall         7            20  reference  0.1.0
B  mall         7            20  reference  0.1.0

1 difference in the scenario
           A  B
rules.new  –  {name: new}

outcomes               A       B  change
paid              70.0 %  80.0 %   +10.0
no common wallet  30.0 %  20.0 %   -10.0

First difference: checkout 1,729 of replication 3, which arrives at
2024-01-01T20:12:53 (walls in A, doors in B).

            A                 B
outcome     no common wallet  paid
wallet      –                 blue_pay
amount fen  1,234             1,235

In replication 3, 12 checkouts paid in B were lost in A (12 no common wallet); 1
checkout lost in B was paid in A (1 overloaded).
"""


def test_independent_runs_are_told_plainly() -> None:
    page = compare_report(comparison(pair(replications=0, because="their seeds are 1 and 2")))
    assert "The runs are taken to be independent, because their seeds are 1 and 2." in flat(page)


def test_one_replication_has_no_interval() -> None:
    changes = {"success_rate": Estimate(0.1, None, None), "open_rate": Estimate(None, None, None)}
    text = flat(compare_report(comparison(pair(changes=changes, verdict="one replication only"))))
    assert "One replication only: checkout success is 70.0 % in A and 80.0 % in B" in text
    assert "+10.0 points. 20 replications" in text


def test_services_are_compared_by_their_open_rate() -> None:
    changes = {"success_rate": Estimate(None, None, None), "open_rate": Estimate(0.1, 0.0, 0.2)}
    page = compare_report(comparison(pair(changes=changes, verdict="too close to call")))
    assert "Too close to call: the open rate is 70.0 % in A" in flat(page)


def test_equal_runs_are_short() -> None:
    same = regime("walls", 70, 30)
    page = compare_report(comparison(pair(first=same, second=same, verdict="identical")))
    text = flat(page)
    assert "Identical: every count is the same (walls); checkout success is 70.0 %." in text
    assert "The scenarios are the same." in text
    assert "outcomes" not in text
    assert "First difference" not in text


def test_runs_of_other_lengths_say_what_is_left_out() -> None:
    one, other = pair().first, pair().second
    runs = {"first": opened("one", one), "second": opened("two", other, replications=30)}
    text = flat(compare_report(comparison(pair(), **runs)))
    assert "A has 20 and B 30; the others are left out." in text


def test_long_lists_are_cut_and_say_so() -> None:
    changes = tuple(Change(f"rules.r{k}", "a", "b") for k in range(CHANGES_SHOWN + 3))
    text = flat(compare_report(comparison(pair(), scenario=changes)))
    assert "23 differences in the scenario" in text
    assert "and 3 more, which --json lists" in text
    assert f"rules.r{CHANGES_SHOWN - 1}" in text
    assert f"rules.r{CHANGES_SHOWN} " not in text


def test_what_cannot_be_said_is_said() -> None:
    reason = "their checkouts arrive at other times"
    text = flat(compare_report(comparison(pair(no_divergence=reason), scenario=None)))
    assert "What differs in the scenarios is not known: one of them is not stored." in text
    assert f"First difference: not looked for, because {reason}." in text


def test_a_difference_that_loses_nobody_says_so() -> None:
    flow = np.zeros((SIDE, SIDE), dtype=np.int64)
    where = Divergence(0, 1, "2024-01-01", {"wait_us": (1, 2)}, flow)
    text = flat(compare_report(comparison(pair(divergence=where))))
    assert "no checkout is paid in one and lost in the other" in text


def test_money_that_moved_is_told_per_thousand_checkouts() -> None:
    one, other = regime("walls", 70, 30), regime("walls", 70, 30)
    one.document["net_income"] = {"red_mall": 12_345, "stall": 50, "bank": 100}
    other.document["net_income"] = {"red_mall": 2_345, "stall": 50, "wallet": -700}
    text = flat(compare_report(comparison(pair(first=one, second=other))))
    assert "net income, ¥ per 1,000 checkouts A B red_mall 1,234 234 bank" in text
    assert "wallet 0 -70" in text
    assert "stall" not in text
