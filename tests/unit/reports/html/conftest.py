"""What pages are made of, for small runs, each made once."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from sandbox.answers.run_document import run_json
from sandbox.reports.html.comparison.material import ComparisonMaterial
from sandbox.reports.html.context import HowMade, context_json
from sandbox.reports.html.material import Material
from sandbox.reports.html.study.context import study_context_json
from sandbox.reports.html.study.material import StudyMaterial
from sandbox.scenario.loading import load
from sandbox.studies import what_if
from sandbox.studies.comparison import compare
from sandbox.studies.comparison_document import comparison_json
from sandbox.studies.manifests import store_run
from sandbox.studies.runs import RunOptions, run
from sandbox.studies.stored_runs import open_run
from sandbox.studies.study_document import study_json

GARDENS = Path(__file__).parents[3] / "golden" / "reports"


@cache
def _material(name: str) -> Material:
    loaded = load(str(GARDENS / f"{name}.yaml"))
    result = run(loaded, RunOptions(jobs=1))
    how = HowMade(f"{name}.yaml", f"sandbox run {name}.yaml")
    return Material(run_json(result), context_json(result, loaded, how))


@pytest.fixture
def material() -> Callable[[str], Material]:
    """Run a question by the stem of its file and gather what its page is made of."""
    return _material


STUDIES = {
    "compare": """
        compare: [walls, doors, shut]
        metrics: [success_rate, "net_income.red_mall", lost.switch_refused]
        expect: [success_rate(doors) - success_rate(walls) >= 1pp, success_rate(shut) >= 90%]
    """,
    "sweep": """
        compare: [walls, doors]
        metrics: [success_rate, paid]
        sweep: {wallets.blue_pay.fee: [0.2%, 1%], segments.village.switch_willingness: [10%, 90%]}
    """,
    "along": """
        compare: [walls, doors]
        sweep: {segments.village.switch_willingness: [10%, 50%, 90%]}
        expect: [success_rate(doors) >= 50%]
    """,
    "alone": """
        compare: [doors]
        metrics: [success_rate, latency.p95]
    """,
    "alone_along": """
        compare: [doors]
        sweep: {segments.village.switch_willingness: [10%, 90%]}
    """,
}


@cache
def _study(name: str, folder: Path) -> StudyMaterial:
    lines = [line.strip() for line in STUDIES[name].strip().splitlines()]
    lines = ["# Does it pay to open?", f"study: {GARDENS / 'compare_three.yaml'}", *lines]
    file = folder / f"{name}.study.yaml"
    file.write_text("\n".join([*lines, "replications: 20", ""]), encoding="utf-8")
    result = what_if.run(
        what_if.load(file, ["traffic.checkouts=200"]),
        what_if.StudyOptions(has_assumption_range=False),
    )
    document = study_json(result)
    context = study_context_json(result, str(document["checksum"]), "sandbox study x.yaml")
    return StudyMaterial(json.loads(json.dumps(document)), context)


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], StudyMaterial]:
    """Run a small study by its name and gather what its page is made of."""
    folder = tmp_path_factory.mktemp("studies")
    return lambda name: _study(name, folder)


HARDER = "wallets.blue_pay.declines.insufficient_funds=40%"


@cache
def _comparison(folder: Path, overrides: tuple[str, ...], seed: int) -> ComparisonMaterial:
    places = [folder / "first", folder / f"second {seed} {' '.join(overrides)}"]
    for place, more, its_seed in zip(places, ((), overrides), (1, seed), strict=True):
        if not place.exists():
            loaded = load(GARDENS / "compare_two.yaml", ("traffic.checkouts=300", *more))
            result = run(loaded, RunOptions(replications=3, jobs=1, seed=its_seed))
            place.mkdir()
            (place / "result.json").write_text(json.dumps(run_json(result)), encoding="utf-8")
            store_run(place, loaded, result, smoke=False)
    document = comparison_json(compare(*(open_run(str(place)) for place in places)))
    context = {"places": ["first", "second"], "command": "sandbox compare first second"}
    return ComparisonMaterial(json.loads(json.dumps(document)), context)


@pytest.fixture(scope="session")
def comparison(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., ComparisonMaterial]:
    """Compare a small stored run with another one: harder declines unless stated otherwise."""
    pytest.importorskip("duckdb")
    folder = tmp_path_factory.mktemp("compared")

    def compared(*overrides: str, seed: int = 1) -> ComparisonMaterial:
        return _comparison(folder, overrides or (HARDER,), seed)

    return compared
