from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.reports.doors.doors import Door, Layer
from sandbox.reports.doors.matrix_report import (
    SIGNS,
    DoorQuestion,
    matrix_json,
    matrix_report,
    short_names,
    sign,
)
from sandbox.reports.page_blocks import Table
from sandbox.reports.text.layout import render
from sandbox.scenario.loading import Loaded
from sandbox.scenario.tables.build import build_world
from sandbox.units import parse_time
from sandbox.vocabulary import Acceptance, LinkState

Load = Callable[..., Loaded]


@pytest.fixture
def asked(loaded: Load) -> Callable[..., DoorQuestion]:
    """Ask for the doors of a question on a day; no regime stands for the walk."""

    def ask(name: str, date: str, regime: str | None = None) -> DoorQuestion:
        document = loaded(name).document
        built = build_world(document, regime, whole_time=True)
        return DoorQuestion(built, document, parse_time(date))

    return ask


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (Layer("open", None, 1.0, "everyone", ()), "O"),
        (Layer("open", None, 0.5, "shoppers", ()), "50%"),
        (Layer("open", None, 0.0001, "shoppers", ()), "1%"),
        (Layer("open", None, 0.9999, "shoppers", ()), "99%"),
        (Layer("folded", None, 1.0, "everyone", ("for tier_1",)), "F*"),
        (Layer("open", None, 0.1, "stores", ("for tier_1",)), "10*"),
    ],
)
def test_a_sign_is_as_short_as_a_short_name(layer: Layer, text: str) -> None:
    assert sign(Door((), (layer,))) == text
    assert len(text) <= 3


def test_every_state_has_a_sign() -> None:
    states = {state.name.lower() for kind in (LinkState, Acceptance) for state in kind}
    assert states | {"closed", "barred", "no route"} == set(SIGNS)


def test_short_names_are_beginnings_that_differ() -> None:
    known = ["taobao", "tmall", "jd", "jd_pay", "meituan", "meituan_pay", "mi_pay"]
    short = short_names(known)
    assert len(set(short.values())) == len(known)
    assert all(name.startswith(text) for name, text in short.items())
    assert (short["taobao"], short["mi_pay"]) == ("tao", "mi")


def test_along_a_walk_the_regime_of_the_day_counts(asked: Callable[..., DoorQuestion]) -> None:
    days = ("2023-12-20", "2024-01-01", "2030-01-01", "2000-01-01")
    assert [asked("walk", day).regime for day in days] == ["walls", "doors", "doors", "walls"]


def test_two_days_differ_in_the_lines_of_what_opened(asked: Callable[..., DoorQuestion]) -> None:
    days = ("2023-12-20", "2024-02-01")
    before, after = (render(matrix_report(asked("walk", day))).splitlines() for day in days)
    same = [line for line in before if line in after]
    assert "own_app   O" in same
    assert "blue_chat C" in before
    assert "blue_chat O" in after


def test_the_page_fits_eighty_columns(asked: Callable[..., DoorQuestion]) -> None:
    text = render(matrix_report(asked("compare_two", "2024-01-20", "doors")))
    assert max(map(len, text.splitlines())) <= 80


def test_each_deciding_rule_is_named_once_for_each_thing_it_does(
    asked: Callable[..., DoorQuestion],
) -> None:
    text = render(matrix_report(asked("compare_two", "2024-01-20", "doors")))
    assert text.count("  chat_opens open (doors, from 2024-01-01): ") == 1
    assert text.count("  mall_takes_blue_pay listed for 40 % of stores") == 1


def test_json_gives_every_cell_of_the_tables(asked: Callable[..., DoorQuestion]) -> None:
    question = asked("compare_two", "2024-01-20", "doors")
    document = matrix_json("compare_two", question)
    assert (document["regime"], document["at"]) == ("doors", "2024-01-20")
    shown = 0
    for block in matrix_report(question):
        if isinstance(block, Table):
            shown += sum(bool(cell) for row in block.rows for cell in row[1:])
    assert shown == sum(len(document[key]) for key in ("links", "wallets", "codes"))
    (cell,) = [
        cell
        for cell in document["wallets"]
        if (cell["merchant"], cell["wallet"], cell["container"])
        == ("red_mall", "blue_pay", "browser")
    ]
    assert (cell["state"], cell["rule"], cell["regime"], cell["of"]) == (
        "listed",
        "mall_takes_blue_pay",
        "doors",
        "stores",
    )
    assert cell["reach"] == pytest.approx(0.4)
    assert [below["state"] for below in cell["otherwise"]] == ["off"]
