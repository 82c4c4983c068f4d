from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.moves_section import moves

Made = Callable[[str], Material]

KNOWN = {
    "from_to": {
        "paid": {"paid": 900, "cancelled": 4},
        "switch_refused": {"paid": 50, "switch_refused": 46},
        "not there": {"paid": 1},
    },
    "rescued": {"switch_refused": 50},
    "newly_lost": {"cancelled": 4},
}


def with_moves(made: Material, moves_: Mapping[str, Any]) -> Material:
    """Return the material of a comparison of two regimes in which these moves are known."""
    (point,) = made.document["points"]
    (contrast,) = point["contrasts"]
    changed = {**point, "contrasts": [{**contrast, "moves": {"checkouts": 1001, **moves_}}]}
    return Material({**made.document, "points": [changed]})


def test_moves_of_a_run_are_shown(material: Made) -> None:
    made = material("compare_two")
    section = moves(made)
    assert section is not None
    told = section.figures[0].grid.rows
    assert sum(int(row[2].value or 0) for row in told) == made.regimes[0].case["checkouts"]
    assert moves(material("one_regime")) is None


def test_endings_come_in_their_order(material: Made) -> None:
    section = moves(with_moves(material("compare_two"), KNOWN))
    assert section is not None
    flow, rescued, newly_lost = section.figures
    assert [[cell.text for cell in row] for row in flow.grid.rows] == [
        ["paid", "paid", "900"],
        ["paid", "cancelled", "4"],
        ["switch refused", "paid", "50"],
        ["switch refused", "switch refused", "46"],
        ["not there", "paid", "1"],
    ]
    assert [row[0].text for row in rescued.grid.rows] == ["switch refused"]
    (row,) = newly_lost.grid.rows
    assert (row[1].value, row[1].at) == (4, "/points/0/contrasts/0/moves/newly_lost/cancelled")


def test_rare_endings_share_a_band_and_no_checkout_is_dropped(material: Made) -> None:
    section = moves(with_moves(material("compare_two"), KNOWN))
    assert section is not None
    rows = section.figures[0].spec["layer"][0]["data"]["values"]
    bands = {(row["from"], row["to"]): int(row["text"]) for row in rows}
    assert bands == {
        ("paid", "paid"): 900,
        ("paid", "all else"): 4,
        ("switch refused", "paid"): 50,
        ("switch refused", "switch refused"): 46,
        ("all else", "paid"): 1,
    }


def test_where_nobody_is_rescued_or_newly_lost_only_the_flow_is_shown(material: Made) -> None:
    same = {"from_to": {"paid": {"paid": 3}}, "rescued": {}, "newly_lost": {}}
    section = moves(with_moves(material("compare_two"), same))
    assert section is not None
    assert [figure.name for figure in section.figures] == ["moves-1"]
