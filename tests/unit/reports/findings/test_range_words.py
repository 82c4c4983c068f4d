from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from sandbox.answers.answer import Answer
from sandbox.reports.findings.range_words import range_words
from sandbox.reports.findings.view import View

Made = Callable[..., Answer]
NUMBER = "2 assumptions"


def ranged(answer: Answer, *bounds: tuple[float, float], driver: str = "x.y") -> View:
    """Return a document with these ranges: regime by regime, point by point."""
    document: dict[str, Any] = deepcopy(dict(answer.document))
    places = [c for point in document["points"] for c in point["contrasts"] or [point]]
    for place, (low, high) in zip(places, bounds, strict=True):
        place["assumption_range"] = {"low": low, "high": high, "driver": driver}
    return View(document)


def test_a_difference_has_signs_and_its_driver(ran: Made) -> None:
    found = list(range_words(ranged(ran("compare_two"), (0.15, 0.21)), NUMBER))
    assert found == [
        (
            "",
            (
                "+15.0 to +21.0 points over the ranges of 2 assumptions, one at a time; x.y "
                "matters most"
            ),
        ),
    ]


def test_a_value_has_none(ran: Made) -> None:
    ((_, text),) = range_words(ranged(ran("one_regime"), (0.44, 0.52)), NUMBER)
    assert text.startswith("44.0 to 52.0 % over the ranges")


def test_what_no_assumption_moves_is_said(ran: Made) -> None:
    ((_, text),) = range_words(ranged(ran("compare_two"), (0.2, 0.2), driver=""), NUMBER)
    assert text == "+20.0 points: none of 2 assumptions, one at a time, moves it"


def test_several_regimes_have_a_range_each_and_say_once_what_varies(ran: Made) -> None:
    found = dict(range_words(ranged(ran("compare_three"), (0.2, 0.3), (-0.4, -0.3)), NUMBER))
    assert list(found) == ["B", "C"]
    assert NUMBER in found["B"]
    assert found["C"] == "-40.0 to -30.0 points; x.y matters most"


def test_a_range_that_takes_the_verdict_back_says_so(ran: Made) -> None:
    ((_, text),) = range_words(ranged(ran("compare_two"), (-0.01, 0.21)), NUMBER)
    assert text.endswith("; at an end of the range the verdict is another")


def test_of_a_sweep_the_widest_point_speaks(studied: Made) -> None:
    bounds = [(0.18, 0.19), (0.17, 0.2), (0.18, 0.19), (0.18, 0.19)]
    ((_, text),) = range_words(ranged(studied("swept"), *bounds), NUMBER)
    assert text.startswith("+17.0 to +20.0 points")
    assert text.endswith(", at fee=2%")


def test_a_document_without_ranges_says_nothing(ran: Made) -> None:
    assert list(range_words(View(ran("compare_two").document), NUMBER)) == []
