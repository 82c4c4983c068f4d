from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.answers.answer import Answer
from sandbox.reports.findings.view import View
from sandbox.reports.page_blocks import Paragraph, Table
from sandbox.reports.text.analyses import ROWS_SHOWN, analyses, search_sentences

Made = Callable[..., Answer]


def around(mean: float | None, width: float = 0.01) -> dict[str, float | None]:
    """Return an estimate."""
    if mean is None:
        return {"mean": None, "low": None, "high": None}
    return {"mean": mean, "low": mean - width, "high": mean + width}


def view(answer: Answer, **parts: object) -> View:
    return View({**answer.document, **parts})


def said(answer: Answer, **parts: object) -> list[str]:
    return [f"{block.lead} {block.text}" for block in search_sentences(view(answer, **parts))]


def test_a_crossing_is_told_with_its_interval_and_condition(ran: Made) -> None:
    crossing = {
        "vary": "wallets.x.fee",
        "until": "paid(a) - paid(b) = 0",
        "at": "0.6%",
        "low": "0.5%",
        "high": "0.7%",
        "text": "",
    }
    assert said(ran("compare_two"), found={"break_even": crossing}) == [
        (
            "break_even: wallets.x.fee = 0.6% (95 % interval 0.5% to 0.7%); there "
            "paid(a) - paid(b) = 0."
        )
    ]
    nowhere = {**crossing, "at": None, "text": "not between 0% and 1%"}
    assert said(ran("compare_two"), found={"n": nowhere}) == ["n: not between 0% and 1%."]


@pytest.mark.parametrize(
    ("rules", "cost", "text"),
    [
        (None, None, "no set of these rules does it."),
        ([], 0.0, "nothing is needed at a cost of 0."),
        (["a"], 1.0, "the cheapest rule that does it is a at a cost of 1."),
        (["a", "b"], 2.5, "the cheapest set of rules that does it is a and b at a cost of 2.5."),
    ],
)
def test_the_cheapest_rules_are_told(
    ran: Made, rules: list[str] | None, cost: float | None, text: str
) -> None:
    what = {"rules": rules, "cost": cost, "text": ""}
    assert said(ran("compare_two"), found={"cheapest": what}) == [f"cheapest: {text}"]


def split_of(**parts: float) -> dict[str, Any]:
    return {
        "metric": "success_rate",
        "unit": "share",
        "parts": {name: around(mean) for name, mean in parts.items()},
        "uplift": around(sum(parts.values())),
    }


def test_parts_are_told_by_their_size(ran: Made) -> None:
    split = split_of(a=0.01, b=-0.05, c=0.03, d=0.02)
    (text,) = said(ran("compare_two"), attribution=split)
    assert text == (
        "Attribution: of the +1.0 points in checkout success, b brings -5.0, c brings +3.0, "
        "d brings +2.0 and 1 other part the rest."
    )
    (table,) = analyses(view(ran("compare_two"), attribution=split))
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == ["b", "c", "d", "a", "together"]
    assert table.rows[0][1:] == ["-5.0", "-6.0 to -4.0", "-500.0 %"]


def test_nothing_that_was_split_is_said(ran: Made) -> None:
    assert said(ran("compare_two"), attribution=split_of()) == ["Attribution: nothing was split."]


def tornado(count: int, against: str | None) -> dict[str, Any]:
    swings = [
        {"assumption": f"a.b{k}", "at_low": around(0.1), "at_high": around(0.2)}
        for k in range(count)
    ]
    return {
        "metric": "success_rate",
        "against": against,
        "low": 0.1,
        "high": 0.2,
        "driver": "a.b0",
        "swings": swings,
    }


def test_a_tornado_names_its_driver_and_folds_the_rest(ran: Made) -> None:
    moved = tornado(ROWS_SHOWN + 2, "walls")
    assert said(ran("compare_two"), sensitivity=moved) == [
        (
            "Sensitivity: a.b0 matters most; over the ranges of what was varied, the change in "
            "checkout success is +10.0 to +20.0 points."
        )
    ]
    table, rest = analyses(view(ran("compare_two"), sensitivity=moved))
    assert isinstance(table, Table)
    assert table.rows[0] == ["a.b0", "+10.0 ±1.0", "+20.0 ±1.0"]
    assert len(table.rows) == ROWS_SHOWN
    assert isinstance(rest, Paragraph)
    assert rest.text.startswith("and 2 more assumptions")


def test_values_of_one_regime_have_no_sign(ran: Made) -> None:
    moved = tornado(1, None)
    (text,) = said(ran("one_regime"), sensitivity=moved)
    assert text.endswith("checkout success is 10.0 to 20.0 %.")
    (table,) = analyses(view(ran("one_regime"), sensitivity=moved))
    assert isinstance(table, Table)
    assert table.rows[0][1] == "10.0 % ±1.0"


@pytest.mark.parametrize(
    ("kind", "keys", "headings"),
    [
        ("effects", ("mu", "mu_star", "sigma"), ["mean effect", "mean size", "spread"]),
        ("indices", ("first", "total"), ["alone", "with others"]),
    ],
)
def test_other_methods_have_columns_of_their_own(
    ran: Made, kind: str, keys: tuple[str, ...], headings: list[str]
) -> None:
    row = {"assumption": "a.very.long.path.of.an.assumption.that.nobody.reads"}
    moved = {
        "metric": "success_rate",
        kind: [{**row, **{key: around(0.25) for key in keys[:-1]}, keys[-1]: around(None)}],
    }
    (table,) = analyses(view(ran("compare_two"), sensitivity=moved))
    assert isinstance(table, Table)
    assert [column.heading for column in table.columns[1:]] == headings
    assert table.rows[0][0] == "…that.nobody.reads"
    assert table.rows[0][-1] == "–"


def test_a_world_without_a_driver_says_so(ran: Made) -> None:
    assert said(ran("compare_two"), sensitivity={"metric": "success_rate", "swings": []}) == [
        "Sensitivity: no assumption of this world moves the answer."
    ]
