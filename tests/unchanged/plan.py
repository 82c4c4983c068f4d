"""Which worlds are computed: those that ship, those of the tests, and random ones."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

from tests.agreement import event_worlds, feature_worlds
from tests.properties.pressure_worlds import pressure_worlds
from tests.properties.worlds import text_of, worlds
from tests.unchanged.digests import ENGINES

RANDOM = 200  # worlds, one half of each generator
ON_BOTH_ENGINES = 10  # every tenth of the random worlds
FOLDERS = ("scenarios", "sandbox/scenarios")  # where scenarios ship, the newest last

Step = dict[str, object]


def write_plan(folder: Path, revision: Path, *, is_quick: bool) -> Path:
    """Write scenarios and plan into a folder, for both trees to read; return the plan.

    Parameters
    ----------
    folder
        An empty folder.
    revision
        The older tree: what its scenarios said must come out again.
    is_quick
        True for the scenarios that ship, and nothing else.
    """
    steps = _shipped(folder / "scenarios", revision, with_studies=not is_quick)
    if not is_quick:
        steps += _written(folder / "written") + _random(folder / "random")
    plan = folder / "plan.json"
    plan.write_text(json.dumps(steps), encoding="utf-8")
    return plan


def _shipped(folder: Path, revision: Path, *, with_studies: bool) -> list[Step]:
    home = next(revision / name for name in FOLDERS if (revision / name).is_dir())
    shutil.copytree(home, folder)
    steps: list[Step] = []
    for path in sorted(folder.glob("*.yaml")):
        is_study = path.stem.endswith(".study")
        if not is_study:
            steps.append(_world(path, ENGINES, with_stories=True))
        if with_studies or not is_study:
            steps.append({"kind": "document", "path": str(path)})
    return steps


def _written(folder: Path) -> list[Step]:
    """Return the worlds that the tests of agreement wrote by hand, one for each feature."""
    folder.mkdir()
    sections = {
        **{f"event_{name}": world.sections for name, world in event_worlds.WORLDS.items()},
        **{f"feature_{name}": world for name, world in feature_worlds.WORLDS.items()},
    }
    return [
        _world(_saved(folder / f"{name}.yaml", text_of(world)), ENGINES[:1], with_stories=False)
        for name, world in sections.items()
    ]


def _random(folder: Path) -> list[Step]:
    folder.mkdir()
    return [
        _world(
            _saved(folder / f"random_{number}.yaml", text),
            ENGINES if number % ON_BOTH_ENGINES == 0 else ENGINES[:1],
            with_stories=number % ON_BOTH_ENGINES == 0,
        )
        for number, text in enumerate(random_worlds(RANDOM))
    ]


def random_worlds(count: int) -> list[str]:
    """Return so many different random worlds, one half of each generator; each time the same."""
    half = count // 2
    return [*_drawn(worlds(), half), *_drawn(pressure_worlds(), count - half)]


def _drawn(strategy: SearchStrategy[dict[str, object]], count: int) -> list[str]:
    found: dict[str, None] = {}

    @given(strategy)
    @settings(
        max_examples=count + count // 4 + 1,  # some come twice
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def collect(world: dict[str, object]) -> None:
        if len(found) < count:
            found[text_of(world)] = None

    collect()
    return list(found)


def _saved(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _world(path: Path, engines: tuple[str, ...], *, with_stories: bool) -> Step:
    return {
        "kind": "world",
        "path": str(path),
        "engines": list(engines),
        "with_stories": with_stories,
    }
