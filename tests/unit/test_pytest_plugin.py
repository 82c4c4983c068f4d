from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from sandbox.answers.expectations import parse_expectation
from sandbox.answers.gates import GateOutcome, GateStatus
from sandbox.errors import Diagnostic, Location, ScenarioError, UsageError
from sandbox.studies import what_if
from sandbox.studies.options import Options
from tests.house.tree import ROOT

pytest_plugins = ["pytester"]

ABOVE = "paid(doors) - paid(walls) >= 5"
BELOW = "hhi(doors) < 0.9"
STUDY = f"""\
# Does it pay?
study: peak.yaml
expect:
  - "{ABOVE}"
  - {BELOW}
"""


class Gate(NamedTuple):
    """What the study is made to say of an expectation."""

    text: str
    status: GateStatus
    detail: str
    point: str = ""


class Stage(NamedTuple):
    """A test suite with a study in it, and what the study is going to say."""

    pytester: pytest.Pytester
    runs: list[Path]
    answers: list[Gate | Exception]

    def play(self, *arguments: str, study: str = STUDY) -> pytest.RunResult:
        """Run the suite."""
        (self.pytester.path / "peak.study.yaml").write_text(study, encoding="utf-8")
        # Installed or not, the plugin is taken from this tree and registered once.
        plugin = ("-p", "no:sandbox", "-p", "sandbox.pytest_plugin")
        return self.pytester.runpytest_inprocess(*plugin, "-p", "no:cacheprovider", *arguments)


@pytest.fixture
def stage(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Return an empty suite with the study's engine room replaced."""
    found = Stage(pytester, [], [])

    class Result(NamedTuple):
        gates: tuple[GateOutcome, ...]

    def study(path: Path, options: Options) -> Result:
        assert not options.has_assumption_range  # it takes seconds, and no expectation asks for it
        found.runs.append(path)
        for answer in found.answers:
            if isinstance(answer, Exception):
                raise answer
        gates = [g for g in found.answers if isinstance(g, Gate)]
        return Result(tuple(GateOutcome(g.text, g.status, g.detail, point=g.point) for g in gates))

    monkeypatch.setattr(what_if, "load", lambda path: path)
    monkeypatch.setattr(what_if, "study", study)
    return found


def shown(result: pytest.RunResult) -> str:
    return "\n".join(result.outlines)


def test_each_expectation_is_a_test_and_the_study_runs_once(stage: Stage) -> None:
    stage.answers.extend(
        [Gate(ABOVE, GateStatus.PASS, "+9"), Gate(BELOW, GateStatus.PASS, "0.7")],
    )
    result = stage.play("-v")
    result.assert_outcomes(passed=2)
    assert f"peak.study.yaml::{ABOVE} PASSED" in shown(result)
    assert stage.runs == [stage.pytester.path / "peak.study.yaml"]


def test_the_expectations_of_the_example_can_be_read() -> None:
    assert [parse_expectation(text).text for text in (ABOVE, BELOW)] == [ABOVE, BELOW]


def test_a_failure_shows_the_answer_and_no_traceback(stage: Stage) -> None:
    answer = "+3 (+2 to +4); wanted >= +5"
    stage.answers.extend(
        [Gate(ABOVE, GateStatus.FAIL, answer), Gate(BELOW, GateStatus.PASS, "0.7")],
    )
    result = stage.play()
    result.assert_outcomes(passed=1, failed=1)
    text = shown(result)
    assert f"peak.study.yaml:4\nfail: {ABOVE}\n    {answer}\n" in text
    assert "Traceback" not in text
    assert "pytest_plugin.py" not in text


@pytest.mark.parametrize(
    ("setting", "outcomes"),
    [
        ("", {"passed": 2, "warnings": 1}),
        ("undecided: warn", {"passed": 2, "warnings": 1}),
        ("undecided: pass", {"passed": 2}),
        ("undecided: fail", {"passed": 1, "failed": 1}),
    ],
)
def test_an_undecided_expectation_is_what_the_study_makes_of_it(
    stage: Stage, setting: str, outcomes: dict[str, int]
) -> None:
    stage.answers.extend(
        [Gate(ABOVE, GateStatus.UNDECIDED, "+5 (+1 to +9)"), Gate(BELOW, GateStatus.PASS, "0.7")],
    )
    # The filters of this suite, which make errors of warnings, reach into that one.
    result = stage.play("-W", "default", study=f"{STUDY}{setting}\n")
    result.assert_outcomes(**outcomes)
    is_told = f"undecided: {ABOVE}" in shown(result)
    assert is_told == ("warnings" in outcomes or "failed" in outcomes)


def test_a_suite_that_turns_warnings_to_errors_is_shown_the_answer(stage: Stage) -> None:
    stage.answers.extend(
        [Gate(ABOVE, GateStatus.UNDECIDED, "+5 (+1 to +9)"), Gate(BELOW, GateStatus.PASS, "0.7")],
    )
    result = stage.play("-W", "error")
    result.assert_outcomes(passed=1, failed=1)
    assert f"undecided: {ABOVE}\n    +5 (+1 to +9)\n" in shown(result)
    assert "pytest_plugin.py" not in shown(result)


def test_one_failing_point_of_a_sweep_fails_and_is_named(stage: Stage) -> None:
    stage.answers.extend(
        [
            Gate(ABOVE, GateStatus.PASS, "+9", "fee=0.2%"),
            Gate(ABOVE, GateStatus.FAIL, "+3", "fee=0.6%"),
            Gate(BELOW, GateStatus.PASS, "0.7"),
        ],
    )
    result = stage.play()
    result.assert_outcomes(passed=1, failed=1)
    assert f"fail: {ABOVE} [fee=0.6%]\n    +3" in shown(result)
    assert "fee=0.2%" not in shown(result)


def test_an_expectation_that_was_never_judged_fails(stage: Stage) -> None:
    stage.answers.append(Gate(ABOVE, GateStatus.PASS, "+9"))
    result = stage.play()
    result.assert_outcomes(passed=1, failed=1)
    assert "the study ended before this expectation was judged" in shown(result)


def test_an_invalid_study_is_shown_as_the_command_line_shows_it(stage: Stage) -> None:
    place = Location("peak.study.yaml", 2, 8, "study: peak.yaml", 9)
    stage.answers.append(ScenarioError([Diagnostic("there is no file peak.yaml", place)]))
    result = stage.play()
    result.assert_outcomes(failed=2)
    text = shown(result)
    assert "error: there is no file peak.yaml\n --> peak.study.yaml:2:8\n" in text
    assert "Traceback" not in text
    assert len(stage.runs) == 1


def test_a_wrong_request_is_shown_with_its_hint(stage: Stage) -> None:
    stage.answers.append(UsageError("unknown engine `x`", "engines: reference"))
    assert "error: unknown engine `x`\nhint: engines: reference\n" in shown(stage.play())


@pytest.mark.parametrize(
    ("refusal", "text"),
    [
        (OSError(28, "No space left on device", "x\x1b"), r"cannot use x\x1b: no space left"),
        (MemoryError(), "there is not enough memory"),
    ],
)
def test_what_the_machine_refuses_is_no_defect(stage: Stage, refusal: Exception, text: str) -> None:
    stage.answers.append(refusal)
    told = shown(stage.play())
    assert f"error: {text}" in told
    assert "Traceback" not in told
    assert "run_study" not in told


def test_a_defect_keeps_its_traceback(stage: Stage) -> None:
    stage.answers.append(ZeroDivisionError("oh"))
    result = stage.play()
    result.assert_outcomes(failed=2)
    assert "ZeroDivisionError: oh" in shown(result)
    assert "what_if.study" in shown(result)


def test_a_file_that_is_no_yaml_is_an_error_of_collection(stage: Stage) -> None:
    result = stage.play(study="expect: [")
    result.assert_outcomes(errors=1)
    assert "peak.study.yaml:1:" in shown(result)
    assert "Traceback" not in shown(result)
    assert stage.runs == []


def test_a_single_expectation_needs_no_list(stage: Stage) -> None:
    stage.answers.append(Gate(BELOW, GateStatus.PASS, "0.7"))
    stage.play(study=f"study: peak.yaml\nexpect: {BELOW}\n").assert_outcomes(passed=1)


def test_a_study_that_expects_nothing_has_no_tests(stage: Stage) -> None:
    stage.play(study="study: peak.yaml\n").assert_outcomes()
    assert stage.runs == []


def test_studies_can_be_left_out_by_their_marker(stage: Stage) -> None:
    result = stage.play("-m", "not study", "--strict-markers")
    result.assert_outcomes(deselected=2)
    assert stage.runs == []


def test_other_files_are_not_collected(stage: Stage) -> None:
    (stage.pytester.path / "other.yaml").write_text(STUDY, encoding="utf-8")
    stage.answers.extend(Gate(text, GateStatus.PASS, "") for text in (ABOVE, BELOW))
    stage.play().assert_outcomes(passed=2)


def test_without_a_study_starting_stays_light(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("def test_a(): pass\n", encoding="utf-8")
    program = (
        "import sys, pytest\n"
        "plugin = ['-p', 'no:sandbox', '-p', 'sandbox.pytest_plugin']\n"
        "code = pytest.main(['-q', *plugin, *sys.argv[1:]])\n"
        "roots = ('sandbox', 'numpy', 'pydantic', 'yaml')\n"
        "print(int(code), *sorted(n for n in sys.modules if n.split('.')[0] in roots))\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path), "--rootdir", str(tmp_path)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    code, *loaded = answer.stdout.splitlines()[-1].split()
    assert code == "0"
    light = {f"sandbox{name}" for name in ("", ".characters", ".errors", ".machine", ".version")}
    assert set(loaded) == light | {"sandbox.pytest_plugin"}
