from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.errors import ScenarioError
from sandbox.scenario.layers.inheritance import (
    CHAIN_MAX,
    Lineage,
    Origin,
    follow,
    neighbours,
    open_file,
    open_world,
)
from sandbox.scenario.yaml.nodes import to_plain
from sandbox.scenario.yaml.source_text import SourceText


def lineage(folder: Path, **files: str) -> Lineage:
    for name, text in files.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return follow(open_file(folder / "top.yaml", "top.yaml"))


def messages(found: Lineage) -> list[str]:
    return [diagnostic.message for diagnostic in found.diagnostics]


def test_layers_come_base_first_and_without_extends(tmp_path: Path) -> None:
    found = lineage(
        tmp_path, top="extends: middle.yaml\nseed: 3", middle="extends: low\nseed: 2", low="seed: 1"
    )
    assert [to_plain(layer) for layer in found.layers] == [{"seed": 1}, {"seed": 2}, {"seed": 3}]
    assert found.is_whole


def test_a_base_is_looked_for_beside_the_file_that_names_it(tmp_path: Path) -> None:
    found = lineage(
        tmp_path,
        top="extends: inner/middle.yaml",
        **{"inner/middle": "extends: low.yaml", "inner/low": "seed: 1"},
    )
    assert to_plain(found.layers[0]) == {"seed": 1}
    assert found.layers[0].span.source.name == "inner/low.yaml"


def test_a_packaged_world_comes_with_the_regimes_that_it_does_not_define() -> None:
    layers = follow(open_world("china_2024")).layers
    names = [layer.span.source.name for layer in layers]
    assert names == ["regimes (packaged)", "china_2021 (packaged)", "china_2024 (packaged)"]


def test_a_world_with_regimes_of_its_own_needs_no_others() -> None:
    assert len(follow(open_world("blank")).layers) == 1


def test_null_extends_nothing(tmp_path: Path) -> None:
    assert len(lineage(tmp_path, top="extends: null\nseed: 1").layers) == 1


def test_a_text_can_extend_worlds_only() -> None:
    found = follow(Origin(SourceText("scenario", "extends: top.yaml")))
    assert not found.is_whole
    assert len(found.diagnostics) == 1


def test_a_circle_is_told_once_with_its_way(tmp_path: Path) -> None:
    found = lineage(tmp_path, top="extends: other.yaml", other="extends: ./top.yaml")
    assert messages(found) == ["circular `extends`: top.yaml → other.yaml → top.yaml"]


def test_a_circle_that_does_not_lead_back_to_the_start(tmp_path: Path) -> None:
    found = lineage(tmp_path, top="extends: a.yaml", a="extends: b.yaml", b="extends: a.yaml")
    assert messages(found) == ["circular `extends`: a.yaml → b.yaml → a.yaml"]


def test_a_missing_base_is_told_with_the_way_to_it(tmp_path: Path) -> None:
    found = lineage(tmp_path, top="extends: other", other="extends: nowhere.yaml")
    assert messages(found) == [
        (
            "`extends` names `nowhere.yaml`, which is neither a packaged world nor a file "
            "(top.yaml → other.yaml → nowhere.yaml)"
        ),
    ]
    assert not found.is_whole


@pytest.mark.parametrize("text", ["", "[a", "- a", "\x07"])
def test_a_broken_base_is_told_in_its_own_file(tmp_path: Path, text: str) -> None:
    found = lineage(tmp_path, top="extends: other.yaml\nseed: 1", other=text)
    assert len(found.diagnostics) == 1
    assert not found.is_whole
    assert [to_plain(layer) for layer in found.layers] == [{"seed": 1}]


def test_a_broken_first_file_stops_everything(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError):
        lineage(tmp_path, top="[a")


def test_a_chain_is_bounded(tmp_path: Path) -> None:
    files = {f"n{i}": f"extends: n{i + 1}.yaml" for i in range(CHAIN_MAX + 5)}
    found = lineage(tmp_path, top="extends: n0.yaml", **files)
    assert messages(found) == [f"a chain of `extends` may be at most {CHAIN_MAX} files long"]


def test_neighbours_are_yaml_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").touch()
    (tmp_path / "b.txt").touch()
    assert neighbours(tmp_path) == ["a.yaml"]
    assert neighbours(tmp_path / "nowhere") == []
