from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.comparison.answer import comparison_answer, sentence
from sandbox.reports.html.comparison.material import ComparisonMaterial

Compared = Callable[..., ComparisonMaterial]


def test_the_answer_is_a_sentence_with_its_interval_and_its_basis(comparison: Compared) -> None:
    walls, doors = comparison().pairs
    same = sentence(walls)
    assert same.startswith("Every count is the same under `walls`: checkout success is ")
    assert same.endswith(" %, 3 replications paired.")
    said = sentence(doors)
    assert said.startswith("Checkout success under `doors` is ")
    assert " % in A and " in said
    assert "(95 % interval -" in said
    assert said.endswith(", 3 replications paired.")


def test_the_head_shows_both_numbers_and_how_they_were_compared(comparison: Compared) -> None:
    head = comparison_answer(comparison())
    assert "<h1>Does the mall sell more with its doors open?</h1>" in head
    assert head.index("Identical") < head.index("Worse") < head.index("<dl")
    assert head.count('class="tile-number"') == 3
    assert "3 replications paired: same shoppers, same luck, so that equal luck cancels" in head
    assert "<dd>second</dd>" in head


def test_independent_runs_say_why(comparison: Compared) -> None:
    made = comparison(seed=2)
    assert sentence(made.pairs[1]).endswith(", from independent samples.")
    head = comparison_answer(made)
    assert "The runs are taken to be independent, because their seeds are 1 and 2." in head


def test_regimes_of_two_names_warnings_and_left_out_replications_are_told(
    comparison: Compared,
) -> None:
    document = dict(comparison().document)
    document["differences"] = [{**document["differences"][1], "b": "gates"}]
    document["warnings"] = ["A <has> no manifest"]
    document["b"] = {**document["b"], "replications": 9}
    head = comparison_answer(ComparisonMaterial(document))
    assert "under <code>doors</code> in A and <code>gates</code> in B" in head
    assert "A &lt;has&gt; no manifest" in head
    assert "A has 3 and B 9; the others are left out." in head


def test_one_replication_has_no_interval(comparison: Compared) -> None:
    document = dict(comparison().document)
    pair = dict(document["differences"][1])
    pair["success_rate"] = {**pair["success_rate"], "low": None, "high": None}
    pair["verdict"] = "one replication only"
    made = ComparisonMaterial({**document, "differences": [pair]})
    assert "interval" not in sentence(made.pairs[0])
    assert "no interval" in comparison_answer(made)
