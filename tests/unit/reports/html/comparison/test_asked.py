from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.comparison.asked import OPEN_MAX, asked
from sandbox.reports.html.comparison.material import ComparisonMaterial

Compared = Callable[..., ComparisonMaterial]


def test_what_differs_is_yaml_and_a_table(comparison: Compared) -> None:
    told = "".join(asked(comparison()).rest)
    path = "wallets.blue_pay.declines.insufficient_funds"
    assert f"<del>- {path}: 1%\n</del><ins>+ {path}: 40%\n</ins>" in told
    assert "1 value of the resolved scenarios, A against B" in told
    assert "<details open>" in told
    assert '<td class="words">40%</td>' in told


def test_what_only_one_has_is_one_line_and_text(comparison: Compared) -> None:
    change = {"path": "rules.new", "before": None, "after": "<b>"}
    document = {**comparison().document, "scenario_difference": [change]}
    told = "".join(asked(ComparisonMaterial(document)).rest)
    assert "<ins>+ rules.new: &lt;b&gt;\n</ins>" in told
    assert "<del>" not in told


def test_many_changes_are_folded_away(comparison: Compared) -> None:
    change = {"path": "x", "before": "1", "after": "2"}
    document = {**comparison().document, "scenario_difference": [change] * (OPEN_MAX + 1)}
    assert "<details open>" not in "".join(asked(ComparisonMaterial(document)).rest)


def test_the_same_and_the_unknown_are_said(comparison: Compared) -> None:
    for changes, text in (([], "are the same"), (None, "is not known, because one of them")):
        document = {**comparison().document, "scenario_difference": changes}
        assert text in asked(ComparisonMaterial(document)).rest[0]
