from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sandbox.reports.html.comparison.material import ComparisonMaterial
from sandbox.reports.html.comparison.pairs import pair_losses, pair_money, pair_moves

Compared = Callable[..., ComparisonMaterial]
DEARER = ("cashier.cancelled=30%",)


def test_the_only_pair_that_differs_keeps_the_names_of_a_run(comparison: Compared) -> None:
    made = comparison()
    sections = pair_losses(made), pair_money(made), pair_moves(made)
    assert [s.name for s in sections if s is not None] == ["losses", "money", "moves"]
    assert sections[0] is not None
    assert [figure.name for figure in sections[0].figures] == ["losses"]


def test_several_pairs_have_figures_of_their_own(comparison: Compared) -> None:
    section = pair_losses(comparison(*DEARER))
    assert section is not None
    one, other = section.figures
    assert (one.name, other.name) == ("losses-1", "losses-2")
    assert other.title == "Why checkouts are lost · doors"
    assert other.grid.caption == "Every ending of a checkout (doors)"


def test_the_flow_says_which_replication_was_matched(comparison: Compared) -> None:
    section = pair_moves(comparison())
    assert section is not None
    assert "Under doors: 300 checkouts of replication 0, the first that differs" in section.lead[0]
    assert section.figures[0].title == "From A to B"


def test_without_a_flow_there_is_no_such_part(comparison: Compared) -> None:
    assert pair_moves(comparison(seed=2)) is None


def test_equal_runs_lose_nobody_otherwise(comparison: Compared) -> None:
    made = comparison()
    same = replace(
        made, document={**made.document, "differences": made.document["differences"][:1]}
    )
    assert (pair_losses(same), pair_money(same), pair_moves(same)) == (None, None, None)
