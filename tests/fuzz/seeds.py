"""The trees that mutation starts from: every world that the project ships or tests with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from tests.agreement import event_worlds, feature_worlds
from tests.agreement.feature_worlds import World
from tests.fuzz.trees import Tree, read, replaced

__all__ = ["BASES", "Seed", "known_names", "scenario_seeds", "study_seeds"]

_ROOT: Final = Path(__file__).resolve().parents[2]
_REPORTED: Final = ("compare_two", "queue", "service", "walk")
_TESTS: Final = _ROOT / "tests"
# What files of the corpus and mutants may extend or study: they are beside each of them.
BASES: Final = {
    "gardens.yaml": _TESTS / "golden" / "reports" / "gardens.yaml",
    "under_pressure.yaml": Path(__file__).with_name("under_pressure.yaml"),
    **{path.name: path for path in sorted((_ROOT / "scenarios").glob("*.yaml"))},
}


class Seed(NamedTuple):
    """A valid document, where it comes from, and whether it takes a while."""

    name: str
    tree: Tree
    is_large: bool = False


@cache
def scenario_seeds() -> tuple[Seed, ...]:
    """Return scenarios; small ones come first and are many, since they can be tried often."""
    return (*_small(), *_shipped("*.yaml"))


@cache
def study_seeds() -> tuple[Seed, ...]:
    """Return studies of the small base, and those that are shipped."""
    own = read(Path(__file__).with_name("studies.yaml").read_text(encoding="utf-8"))
    assert isinstance(own, dict)
    small = (
        Seed(name, replaced(study, ("study",), "under_pressure.yaml"))
        for name, study in own.items()
    )
    return (*small, *_shipped("*.study.yaml", studies=True))


@cache
def known_names() -> tuple[str, ...]:
    """Return the names of parties that the packaged worlds bring along."""
    found: dict[str, None] = {}
    for name in ("blank", "gardens"):
        path = BASES.get(f"{name}.yaml", _ROOT / "sandbox" / "worlds" / f"{name}.yaml")
        world = read(path.read_text(encoding="utf-8"))
        for section in world.values() if isinstance(world, dict) else ():
            found |= dict.fromkeys(section if isinstance(section, dict) else ())
    return tuple(found)


def as_tree(world: World) -> Tree:
    """Return a world made of Python's values as it would be written."""
    return read(yaml.safe_dump(world, allow_unicode=True, sort_keys=False))


def _small() -> Iterator[Seed]:
    for path in (
        *(_TESTS / "golden" / "reports" / f"{name}.yaml" for name in _REPORTED),
        _TESTS / "properties" / "rich_world.yaml",
        Path(__file__).with_name("under_pressure.yaml"),
        _ROOT / "sandbox" / "worlds" / "blank.yaml",
    ):
        yield Seed(path.stem, read(path.read_text(encoding="utf-8")))
    for name, world in feature_worlds.WORLDS.items():
        yield Seed(name, as_tree({"extends": "blank", **world}))
    for name, event_world in event_worlds.WORLDS.items():
        yield Seed(name, as_tree({"extends": "blank", **event_world.sections}))


def _shipped(pattern: str, *, studies: bool = False) -> Iterator[Seed]:
    for path in sorted((_ROOT / "scenarios").glob(pattern)):
        if path.name.endswith(".study.yaml") is studies:
            yield Seed(path.stem, read(path.read_text(encoding="utf-8")), is_large=True)
