from __future__ import annotations

import pytest

from sandbox.scenario.layers.source_map import SourceMap
from sandbox.scenario.yaml.source_text import SourceText
from sandbox.scenario.yaml.yaml_tree import compose

TEXT = """seed: 7
rules:
  - {name: first, set: {link: open}}
  - {name: second, from: 2024-09-12}
wallets:
  wechat_pay: {fee: 0.6%}
"""
SOURCE = SourceText("x.yaml", TEXT)
PLACES = SourceMap(compose(SOURCE).tree, SOURCE)


@pytest.mark.parametrize(
    ("path", "spot"),
    [
        (("seed",), (1, 7)),
        (("rules", "1", "from"), (4, 26)),
        (("rules", "second", "from"), (4, 26)),
        (("wallets", "wechat_pay", "fee"), (6, 21)),
    ],
)
def test_values_are_found_by_path(path: tuple[str, ...], spot: tuple[int, int]) -> None:
    place = PLACES.value(path)
    assert (place.line, place.column) == spot


def test_keys_are_found_by_path() -> None:
    place = PLACES.key(("wallets", "wechat_pay"))
    assert (place.line, place.column, place.width) == (6, 3, 10)


def test_what_is_not_written_stands_at_its_nearest_ancestor() -> None:
    path = ("wallets", "wechat_pay", "declines", "risk_declined")
    assert PLACES.key(path) == PLACES.key(("wallets", "wechat_pay"))
    assert PLACES.value(("rules", "7")) == PLACES.value(("rules",))


def test_what_has_no_ancestor_stands_in_the_file() -> None:
    place = PLACES.value(("nowhere", "x"))
    assert (place.file, place.line) == ("x.yaml", 0)


def test_rules_have_names() -> None:
    assert PLACES.rule_name(("rules", "1")) == "second"
    assert PLACES.rule_name(("wallets",)) == ""
