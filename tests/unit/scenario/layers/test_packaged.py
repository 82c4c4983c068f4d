from __future__ import annotations

import pytest

from sandbox.scenario.layers.packaged import REGIMES, packaged_text, packaged_tree, world_names


def test_worlds_are_listed_without_the_regimes() -> None:
    assert {"blank", "china_2021", "china_2024"} <= set(world_names())
    assert REGIMES not in world_names()


@pytest.mark.parametrize("name", [*world_names(), REGIMES])
def test_every_packaged_file_is_sound(name: str) -> None:
    assert packaged_tree(name).entries
    assert packaged_text(name).name == f"{name} (packaged)"
    assert packaged_text(name).is_packaged


def test_a_packaged_file_is_read_once() -> None:
    assert packaged_tree("blank") is packaged_tree("blank")
