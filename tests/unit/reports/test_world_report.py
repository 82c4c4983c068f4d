from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.page_blocks import Table
from sandbox.reports.text.layout import render
from sandbox.reports.world_report import PARTIES, world_json, world_report
from sandbox.scenario.loading import Loaded
from sandbox.scenario.provenance import collect

Load = Callable[..., Loaded]


def text_of(loaded: Loaded, *, assumptions_only: bool = False) -> str:
    return render(
        world_report(loaded, collect(loaded.places.tree), assumptions_only=assumptions_only)
    )


def test_every_number_has_a_row(loaded: Load) -> None:
    found = loaded("compare_two")
    page = world_report(found, collect(found.places.tree), assumptions_only=False)
    tables = [block for block in page if isinstance(block, Table)]
    assert sum(len(table.rows) for table in tables[1:-1]) == len(collect(found.places.tree))


def test_facts_and_assumptions_say_what_they_are(loaded: Load) -> None:
    text = text_of(loaded("compare_two"))
    assert "assumed, 1% to 3%: a guess" in text
    assert "price_list, 2023-12-01 (S)" in text
    assert "price_list  example.org/prices, 2023-12-01" in text
    assert "S stated." in text
    assert "no source" in text


def test_assumptions_alone(loaded: Load) -> None:
    text = text_of(loaded("compare_two"), assumptions_only=True)
    assert "merchants.red_mall" in text
    assert "price_list" not in text
    assert "parties" not in text


def test_json_names_parties_and_numbers(loaded: Load) -> None:
    found = loaded("compare_two")
    document = world_json(found, collect(found.places.tree))
    assert list(document["parties"]) == list(PARTIES)
    (take,) = [n for n in document["numbers"] if n["path"] == "merchants.red_mall.take"]
    assert (take["value"], take["low"], take["high"], take["is_assumption"]) == (
        "2%",
        "1%",
        "3%",
        True,
    )
