"""What pages are made of, for small answers, each made once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from sandbox.answers.answer import Answer
from sandbox.reports.findings.how import HowMade
from sandbox.reports.html.context import context_json
from sandbox.reports.html.material import Material
from sandbox.scenario.loading import load
from sandbox.studies import what_if
from sandbox.studies.comparison.comparison import compare
from sandbox.studies.options import Options
from sandbox.studies.store.manifests import REPLICATIONS, store_answer
from sandbox.studies.store.stored_runs import open_run

GARDENS = Path(__file__).parents[3] / "golden" / "reports"
QUICK = Options(jobs=1, has_assumption_range=False)


@cache
def _answer(name: str) -> Answer:
    return what_if.run(load(str(GARDENS / f"{name}.yaml")), QUICK)


@pytest.fixture
def answered() -> Callable[[str], Answer]:
    """Answer a question by the stem of its file."""
    return _answer


@cache
def _material(name: str) -> Material:
    how = HowMade(f"{name}.yaml", f"sandbox run {name}.yaml")
    loaded = load(str(GARDENS / f"{name}.yaml"))
    document = json.loads(json.dumps(_answer(name).document))
    return Material(document, context_json(_answer(name), loaded, how))


@pytest.fixture
def material() -> Callable[[str], Material]:
    """Answer a question by the stem of its file and gather what its page is made of."""
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
        metrics: [success_rate]
        sweep: {segments.village.switch_willingness: [10%, 50%, 90%]}
        expect: [success_rate(doors) >= 50%]
    """,
    "alone": """
        compare: [doors]
        metrics: [success_rate, latency.p95]
    """,
    "alone_along": """
        compare: [doors]
        metrics: [success_rate]
        sweep: {segments.village.switch_willingness: [10%, 90%]}
    """,
}


@cache
def _study(name: str, folder: Path) -> Material:
    lines = [line.strip() for line in STUDIES[name].strip().splitlines()]
    lines = ["# Does it pay to open?", f"study: {GARDENS / 'compare_three.yaml'}", *lines]
    file = folder / f"{name}.study.yaml"
    file.write_text("\n".join([*lines, "replications: 20", ""]), encoding="utf-8")
    study = what_if.load(file, ["traffic.checkouts=200"])
    answer = what_if.study(study, QUICK)
    context = context_json(answer, study.base, HowMade(file.name, "sandbox study x.yaml"))
    return Material(json.loads(json.dumps(answer.document)), context)


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Material]:
    """Answer a small study by its name and gather what its page is made of."""
    folder = tmp_path_factory.mktemp("studies")
    return lambda name: _study(name, folder)


HARDER = "wallets.blue_pay.declines.insufficient_funds=40%"


@cache
def _comparison(folder: Path, overrides: tuple[str, ...], seed: int) -> Material:
    places = [folder / "first", folder / f"second {seed} {' '.join(overrides)}"]
    for place, more, its_seed in zip(places, ((), overrides), (1, seed), strict=True):
        if not place.exists():
            loaded = load(GARDENS / "compare_two.yaml", ("traffic.checkouts=300", *more))
            kept = replace(QUICK, replications=5, seed=its_seed, store=place / REPLICATIONS)
            answer = what_if.run(loaded, kept)
            (place / "result.json").write_text(json.dumps(answer.document), encoding="utf-8")
            store_answer(place, what_if.as_study(loaded), answer)
    answer = compare(*(open_run(str(place)) for place in places))
    how = {"target": "first (A) and second (B)", "command": "sandbox compare first second"}
    return Material(json.loads(json.dumps(answer.document)), {"how": how})


@pytest.fixture(scope="session")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Material]:
    """Compare a small stored answer with another one: harder declines unless stated otherwise."""
    pytest.importorskip("duckdb")
    folder = tmp_path_factory.mktemp("compared")

    def compared(*overrides: str, seed: int = 1) -> Material:
        return _comparison(folder, overrides or (HARDER,), seed)

    return compared
