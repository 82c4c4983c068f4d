from __future__ import annotations

import pytest

from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.schema.schema_walk import homes, keys_at


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        (("period",), {"from", "until", "for"}),
        (("wallets", "x", "latency"), {"constant", "median", "p99"}),
        (("rules", "0", "set", "fee", "tiers", "3"), {"volume", "share"}),
        (("regimes", "x", "rules", "0", "when", "amount"), {"from", "to"}),
        (("rules", "0", "source"), {"url", "date"}),
    ],
)
def test_keys_are_those_of_the_yaml(path: tuple[str, ...], keys: set[str]) -> None:
    assert keys <= keys_at(path).keys()
    assert not any(key.endswith("_") for key in keys_at(path))


@pytest.mark.parametrize("path", [("wallets",), ("title",), ("nowhere", "x"), ("seed", "x")])
def test_free_names_and_values_have_no_keys(path: tuple[str, ...]) -> None:
    assert keys_at(path) == {}


def test_the_top_level_has_every_section_and_extends() -> None:
    assert keys_at(()).keys() == {*Document.model_fields, "extends"}


def test_a_key_knows_where_it_belongs() -> None:
    assert homes()["held_by"] == ["wallet"]
    assert "`period`" in homes()["until"]
