from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.reports.html.comparison.material import ComparisonMaterial, is_comparison_document

Compared = Callable[..., ComparisonMaterial]


def test_a_pair_looks_like_a_run_of_two_regimes(comparison: Compared) -> None:
    walls, doors = comparison().pairs
    assert (walls.name, walls.is_changed, doors.name, doors.is_changed) == (
        "walls",
        False,
        "doors",
        True,
    )
    assert [regime.name for regime in doors.regimes] == ["A", "B"]
    assert doors.at(f"{doors.regimes[1].at}/checkouts") == doors.regimes[1].found["checkouts"]
    flow = doors.at(doors.flow_at(0))
    assert flow == doors.differences[0]["flow"]
    assert flow["checkouts"] == 300


def test_regimes_of_two_names_are_both_named(comparison: Compared) -> None:
    document = dict(comparison().document)
    document["differences"] = [{**document["differences"][0], "b": "gates"}]
    (pair,) = ComparisonMaterial(document).pairs
    assert pair.name == "walls and gates"


def test_the_question_is_that_of_both_or_none(comparison: Compared) -> None:
    made = comparison()
    assert made.question == "Does the mall sell more with its doors open?"
    document = {**made.document, "b": {**made.document["b"], "question": "Why?", "scenario": "x"}}
    assert ComparisonMaterial(document).question == "What changes from A to B: compare two and x"


def test_a_document_is_told_apart_from_others(comparison: Compared) -> None:
    assert is_comparison_document(comparison().document)


@pytest.mark.parametrize(
    "change",
    [
        {"differences": []},
        {"differences": [1]},
        {"differences": [{}]},
        {"a": 1},
        {"warnings": None, "differences": None},
    ],
)
def test_what_lacks_a_part_is_no_comparison(
    comparison: Compared, change: dict[str, object]
) -> None:
    document = {**comparison().document, **change}
    assert not is_comparison_document(document)
    assert not is_comparison_document([])


@pytest.mark.parametrize("sides", [1, [], [{}, {}], [1, 2]])
def test_a_pair_without_both_sides_is_none(comparison: Compared, sides: object) -> None:
    document = dict(comparison().document)
    document["differences"] = [{**document["differences"][0], "runs": sides}]
    assert not is_comparison_document(document)
