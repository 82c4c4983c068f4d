from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.evidence.scenario_section import OPEN_MAX, scenario

Compared = Callable[..., Material]


def told(made: Material) -> str:
    """Return everything that the part tells."""
    section = scenario(made)
    assert section is not None
    return "".join(section.rest)


def test_what_differs_is_yaml_and_a_table(comparison: Compared) -> None:
    found = told(comparison())
    path = "wallets.blue_pay.declines.insufficient_funds"
    assert f"<del>- {path}: 1%\n</del><ins>+ {path}: 40%\n</ins>" in found
    assert "1 value of the resolved scenarios, A against B" in found
    assert "<details open>" in found
    assert '<td class="words">40%</td>' in found


def test_what_only_one_has_is_one_line_and_text(comparison: Compared) -> None:
    change = {"path": "rules.new", "before": None, "after": "<b>"}
    document = {**comparison().document, "scenario_difference": [change]}
    found = told(Material(document))
    assert "<ins>+ rules.new: &lt;b&gt;\n</ins>" in found
    assert "<del>" not in found


def test_many_changes_are_folded_away(comparison: Compared) -> None:
    change = {"path": "x", "before": "1", "after": "2"}
    document = {**comparison().document, "scenario_difference": [change] * (OPEN_MAX + 1)}
    assert "<details open>" not in told(Material(document))


def test_the_same_and_the_unknown_are_said(comparison: Compared) -> None:
    for changes, text in (([], "are the same"), (None, "is not known, because one of them")):
        document = {**comparison().document, "scenario_difference": changes}
        assert text in told(Material(document))
