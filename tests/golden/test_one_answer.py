"""One question, one answer: a scenario, a study of it and two stored answers say the same.

Regimes, seed and replications are the same; so are the sentences, to the last letter.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sandbox.answers.answer import Answer
from sandbox.cli.app import sandbox
from sandbox.reports.findings.sentences import Sentence
from sandbox.reports.findings.sentences import answer as sentences
from sandbox.reports.findings.view import View
from sandbox.scenario.loading import load
from sandbox.studies import what_if
from sandbox.studies.comparison import comparison
from sandbox.studies.options import Options
from sandbox.studies.store.stored_runs import open_run

REPLICATIONS = (3, 5, 20)
GARDENS = """
extends: {gardens}
traffic: {{checkouts: 300}}
practically: {{success_rate: 10pp}}
compare: [before, after]
regimes:
  before: {{extends: walls, title: As it is, rules: {before}}}
  after: {{extends: walls, title: As it may be, rules: {after}}}
"""
TAKES = (
    "[{name: mall_takes_blue, id: 51, when: {merchant: red_mall, wallet: blue_pay}, "
    "set: {accept: listed}}]"
)
FEE = "[{{name: fee, id: 52, when: {{wallet: red_pay}}, set: {{fee: {fee}}}}}]"
HIDES = "[{name: hides, id: 53, when: {merchant: stall, surface: web}, set: {link: open}}]"
LATER = (
    "[{name: later, id: 54, when: {merchant: red_mall, wallet: blue_pay}, "
    "set: {accept: listed}, from: 2030-01-01}]"
)
HALF = (
    "[{{name: half, id: 55, when: {{merchant: red_mall, wallet: blue_pay}}, "
    "set: {{accept: listed}}, rollout: {{of: {of}, share: 50%}}}}]"
)
# What a pair of regimes is about → their rules.
PAIRS = {
    "success": ("[]", TAKES),
    "money alone": (FEE.format(fee="0.6%"), FEE.format(fee="0.3%")),
    "money by little": (FEE.format(fee="0.6000%"), FEE.format(fee="0.6001%")),
    # The wallet is taken by half of the stores, or from half of the shoppers.
    "practically the same": (HALF.format(of="stores"), HALF.format(of="shoppers")),
    "identical": ("[]", LATER),
    "unchanged": ("[]", HIDES),
}
# The verdicts that the first sentences are made of, after 3 and after 5 replications.
VERDICTS = {
    "success": ("Undecided", "Better"),
    "money alone": ("No checkout differed", "Worse"),
    "money by little": ("No checkout differed", "Better, perhaps by less than ¥0.52"),
    "practically the same": ("Undecided", "Practically the same"),
    "identical": ("Identical", "Identical"),
    "unchanged": ("No checkout differed", "No checkout differed"),
}


def said(answer: Answer) -> list[Sentence]:
    return sentences(View(answer.document))


def scenario(folder: Path, about: str, replications: int) -> Path:
    gardens = Path(__file__).parent / "reports" / "gardens.yaml"
    before, after = PAIRS[about]
    file = folder / "asked.yaml"
    text = GARDENS.format(gardens=gardens, before=before, after=after)
    file.write_text(f"# Which?{text}replications: {replications}\n", encoding="utf-8")
    return file


def run_of(file: Path) -> Answer:
    return what_if.run(load(file), Options(jobs=1, has_assumption_range=False))


def study_of(file: Path, sections: str = "") -> Answer:
    study = file.with_name("asked.study.yaml")
    study.write_text(f"# Which?\nstudy: {file.name}\n{sections}", encoding="utf-8")
    return what_if.study(what_if.load(study), Options(jobs=1, has_assumption_range=False))


def compared(file: Path) -> Answer:
    """Return the comparison of both regimes, each run and stored by itself."""
    folders = []
    for regime in ("before", "after"):
        folder = file.with_name(regime)
        words = ["run", str(file), "--regime", regime, "--out", str(folder), "--jobs", "1"]
        found = CliRunner().invoke(sandbox, [*words, "--no-assumption-range"])
        assert found.exit_code == 0, found.output
        folders.append(open_run(str(folder)))
    return comparison.compare(*folders)


@pytest.mark.parametrize("replications", REPLICATIONS)
@pytest.mark.parametrize("about", PAIRS)
def test_a_scenario_and_a_study_of_it_say_the_same(
    tmp_path: Path, about: str, replications: int
) -> None:
    file = scenario(tmp_path, about, replications)
    run, study = run_of(file), study_of(file)
    assert said(run) == said(study)
    assert run.document["points"] == study.document["points"]
    assert run.document["metrics"] == study.document["metrics"]
    assert study.document["points"][0]["replications"] == replications


@pytest.mark.parametrize("replications", REPLICATIONS)
@pytest.mark.parametrize("about", PAIRS)
def test_two_stored_answers_say_it_too(tmp_path: Path, about: str, replications: int) -> None:
    pytest.importorskip("duckdb")
    file = scenario(tmp_path, about, replications)
    assert said(compared(file)) == said(run_of(file))


@pytest.mark.parametrize("about", PAIRS)
def test_the_first_sentence_leads_with_the_verdict_of_what_moved(
    tmp_path: Path, about: str
) -> None:
    few, enough = (said(run_of(scenario(tmp_path, about, count))) for count in (3, 5))
    assert (few[0].lead, enough[0].lead) == VERDICTS[about]
    is_about_money = about.startswith("money")
    assert enough[0].metric == ("fees.red_pay" if is_about_money else "success_rate")


def test_another_seed_or_number_says_something_else(tmp_path: Path) -> None:
    five, twenty = (run_of(scenario(tmp_path, "success", count)) for count in (5, 20))
    assert said(five) != said(twenty)


def test_whoever_may_stop_early_pays_for_looking_repeatedly(tmp_path: Path) -> None:
    file = scenario(tmp_path, "success", 20)
    once, again = study_of(file), study_of(file, "budget: {checkouts: 1000000}\n")
    found = [
        each.points[0].contrasts[0].metrics["success_rate"].difference for each in (once, again)
    ]
    assert found[0].mean == found[1].mean
    assert found[0].half_width is not None
    assert found[1].half_width is not None
    assert found[1].half_width > found[0].half_width
