"""Mutants follow the grammar, and a seed gives the same one everywhere."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from sandbox import units
from sandbox.scenario.loading import load_text
from tests.fuzz.edges import edges_of
from tests.fuzz.grammar import Form, Kind, Spot, spots
from tests.fuzz.mutation import Case, mutant
from tests.fuzz.seeds import scenario_seeds
from tests.fuzz.shrinking import shrunk
from tests.fuzz.trees import Path as TreePath
from tests.fuzz.trees import Tree, read, walk

PARSERS = {
    Kind.SHARE: units.parse_share,
    Kind.WEIGHT: units.parse_weight,
    Kind.RATE: units.parse_rate,
    Kind.DURATION: units.parse_duration,
    Kind.AMOUNT: units.parse_amount,
    Kind.MONEY: units.parse_money,
    Kind.MOMENT: units.parse_time,
}
RICH = Path(__file__).parents[1] / "properties" / "rich_world.yaml"


def found() -> dict[TreePath, Spot]:
    return {spot.path: spot for spot in spots(read(RICH.read_text(encoding="utf-8")))}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("traffic", "rate"), Kind.RATE),
        (("scale",), Kind.WEIGHT),
        (("merchants", "taobao", "take"), Kind.SHARE),
        (("merchants", "taobao", "basket", "mean"), Kind.AMOUNT),
        (("merchants", "taobao", "volume_so_far"), Kind.MONEY),
        (("wallets", "alipay", "latency"), Kind.SECTION),
        (("wallets", "alipay", "latency", "median"), Kind.DURATION),
        (("period", "from"), Kind.MOMENT),
        (("traffic", "peaks", 0, "top"), Kind.WEIGHT),
        (("regimes", "open", "rules", 0, "set", "link", "state"), Kind.WORD),
    ],
)
def test_the_schema_says_what_stands_where(path: TreePath, kind: Kind) -> None:
    assert found()[path].forms[0].kind is kind


def test_every_place_of_a_valid_world_has_a_form() -> None:
    # Annotations and the keys that rules may be a table of are no part of the schema.
    strange = [path for path, spot in found().items() if not spot.forms]
    assert not [path for path in strange if path[-1] not in ("value", "source", "extends")]


@pytest.mark.parametrize("kind", PARSERS)
def test_edges_are_on_the_sides_that_they_claim(kind: Kind) -> None:
    within, beyond = edges_of(Form(kind))
    for text in within:
        assert isinstance(text, str)
        PARSERS[kind](_resolved(text))
    refused = 0
    for text in beyond:
        assert isinstance(text, str)
        try:
            PARSERS[kind](_resolved(text))
        except ValueError:
            refused += 1
    assert refused >= len(beyond) / 2


def _resolved(text: str) -> object:
    number = text.lstrip("-").replace("e-", "").replace("e", "").replace(".", "")
    return Fraction(text) if number.isdecimal() and len(text) < 12 else text


def test_whole_numbers_are_tried_at_their_bounds() -> None:
    within, beyond = edges_of(Form(Kind.WHOLE, 1, 255))
    assert {"1", "2", "254", "255"} <= set(within)
    assert {"0", "256", "-1"} <= set(beyond)


def test_a_seed_gives_the_same_mutant_again() -> None:
    texts = [mutant(seed).text for seed in range(20)]
    assert [mutant(seed).text for seed in range(20)] == texts
    assert len(set(texts)) == len(texts)


def test_seeds_are_valid() -> None:
    for seed in scenario_seeds()[:40]:
        if "gardens" not in seed.tree.get("extends", ""):  # type: ignore[union-attr]  # a mapping
            assert load_text(Case(seed.tree).text).document


def test_a_finding_is_made_small() -> None:
    tree: Tree = {"a": {"b": ["1", "2", "3"], "c": "x"}, "d": {"e": "f" * 100}}

    def shows(case: Case) -> bool:
        return any(part == "2" for _, part in walk(case.tree)) and "--seed" in case.arguments

    arguments = ("--set", "x=y", "--seed", "3")
    assert shrunk(Case(tree, arguments), shows) == Case({"a": {"b": ["2"]}}, ("--seed", "3"))
