from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.errors import UsageError
from sandbox.reports.html.material import Material, check, pointer
from sandbox.reports.html.tables import Cell

Made = Callable[[str], Material]


def test_one_regime_is_the_document_itself(material: Made) -> None:
    made = material("one_regime")
    (only,) = made.regimes
    assert (only.at, only.letter, only.found) == ("", "A", made.document)


def test_several_regimes_have_letters_and_places(material: Made) -> None:
    made = material("compare_three")
    assert [(r.letter, r.at, r.name) for r in made.regimes] == [
        ("A", "/runs/0", "walls"),
        ("B", "/runs/1", "doors"),
        ("C", "/runs/2", "shut"),
    ]


def test_a_cell_carries_the_number_of_the_document(material: Made) -> None:
    made = material("compare_two")
    cell = made.cell("/runs/1/success_rate/mean", "{:.2f}".format)
    value = made.document["runs"][1]["success_rate"]["mean"]
    assert cell == Cell(f"{value:.2f}", value, "/runs/1/success_rate/mean")
    assert made.cell("/runs/1/open_rate/nothing", str) == Cell("–")


def test_keys_with_slashes_are_escaped() -> None:
    made = Material({"by": {"a/b~c": {"n": 3}}})
    at = pointer("/by", "a/b~c", "n")
    assert at == "/by/a~1b~0c/n"
    assert made.at(at) == 3


def test_the_rate_is_openness_where_nobody_pays(material: Made) -> None:
    assert material("service").rate == "open_rate"
    assert material("compare_two").rate == "success_rate"


@pytest.mark.parametrize("document", [None, 3, [], {}, {"runs": []}, {"runs": [{}]}, {"runs": 1}])
def test_what_is_no_run_is_refused(document: object) -> None:
    with pytest.raises(UsageError, match="x is not the result of a run"):
        check(document, "x")
