from __future__ import annotations

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.contributions import attribution, sensitivity

PARTS = [
    {"name": "links", "mean": 0.06, "low": 0.05, "high": 0.07},
    {"name": "wallets", "mean": 0.02, "low": 0.01, "high": 0.03},
]
SWING = {"name": "x", "low_text": "1%", "high_text": "2%", "at_low": 0.1, "at_high": 0.2}


def test_parts_of_an_uplift_are_told_with_their_sum() -> None:
    found = {"metric": "m", "from": "a", "to": "b", "unit": "share", "parts": PARTS}
    section = attribution(Material({"attribution": found}))
    assert section is not None
    rows = section.figures[0].grid.rows
    assert [[cell.text for cell in row] for row in rows] == [
        ["links", "+6.0", "+5.0", "+7.0"],
        ["wallets", "+2.0", "+1.0", "+3.0"],
        ["together", "+8.0", "–", "–"],
    ]


def test_swings_are_told_with_both_ends() -> None:
    found = {"metric": "m", "unit": "¥", "centre": 0.15, "swings": [SWING]}
    section = sensitivity(Material({"sensitivity": found}))
    assert section is not None
    (row,) = section.figures[0].grid.rows
    assert [cell.text for cell in row] == ["x", "1%", "0.1", "2%", "0.2"]
    assert row[2].at == "/sensitivity/swings/0/at_low"


def test_what_no_study_brought_is_absent() -> None:
    assert attribution(Material({})) is None
    assert sensitivity(Material({})) is None
