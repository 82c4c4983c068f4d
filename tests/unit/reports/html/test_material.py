from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.material import Material, pointer
from sandbox.reports.html.tables import Cell

Made = Callable[[str], Material]
Studied = Callable[[str], Material]
Compared = Callable[..., Material]


def test_one_regime_is_the_only_case(material: Made) -> None:
    made = material("one_regime")
    (only,) = made.regimes
    assert (only.at, only.letter) == ("/points/0/cases/0", "A")
    assert only.case == made.document["points"][0]["cases"][0]
    assert not made.contrasts


def test_several_regimes_have_letters_and_places(material: Made) -> None:
    made = material("compare_three")
    assert [(r.letter, r.at, r.key) for r in made.regimes] == [
        ("A", "/points/0/cases/0", "walls"),
        ("B", "/points/0/cases/1", "doors"),
        ("C", "/points/0/cases/2", "shut"),
    ]


def test_a_title_stands_in_place_of_a_name_unless_two_share_it(material: Made) -> None:
    made = material("compare_two")
    regimes = [{**regime, "title": "Like that"} for regime in made.document["regimes"]]
    alike = Material({**made.document, "regimes": regimes})
    assert [regime.name for regime in alike.regimes] == ["walls", "doors"]
    regimes[1] = {**regimes[1], "title": "Open doors"}
    apart = Material({**made.document, "regimes": regimes})
    assert [regime.name for regime in apart.regimes] == ["Like that", "Open doors"]


def test_accounts_are_called_after_their_party(material: Made) -> None:
    made = Material({**material("compare_two").document, "parties": {"red_mall": "Red Mall"}})
    assert made.party("red_mall") == "Red Mall"
    assert made.party("red_mall.stores") == "Red Mall stores"
    assert made.party("red_pay") == "red pay"


def test_a_cell_carries_the_number_of_the_document(material: Made) -> None:
    made = material("compare_two")
    at = "/points/0/cases/1/success_rate/mean"
    value = made.document["points"][0]["cases"][1]["success_rate"]["mean"]
    assert made.cell(at, "{:.2f}".format) == Cell(f"{value:.2f}", value, at)
    assert made.cell("/points/0/cases/1/open_rate/nothing", str) == Cell("–")


def test_keys_with_slashes_are_escaped() -> None:
    made = Material({"by": {"a/b~c": {"n": 3}}})
    at = pointer("/by", "a/b~c", "n")
    assert at == "/by/a~1b~0c/n"
    assert made.at(at) == 3


def test_the_rate_is_openness_where_nobody_pays(material: Made) -> None:
    assert material("service").rate == "open_rate"
    assert material("compare_two").rate == "success_rate"


def test_points_have_places(study: Studied, comparison: Compared) -> None:
    swept = study("along")
    assert swept.is_sweep
    assert swept.points[2].place == "segments.village.switch_willingness=90%"
    compared = comparison()
    assert compared.is_comparison
    assert not compared.is_sweep
    assert [pair.place for pair in compared.points] == ["walls", "doors"]


def test_moves_of_a_comparison_are_those_of_the_replication_that_parts(
    comparison: Compared,
) -> None:
    pair = comparison().points[1]
    found, at = pair.moves(0)
    assert at == "/points/1/divergence/moves"
    assert found == pair.at(at)
    assert found is not None
