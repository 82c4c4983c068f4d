from __future__ import annotations

import click
import pytest

from sandbox.cli import failures
from sandbox.errors import Diagnostic, Location, MissingExtraError, ScenarioError, UsageError


def test_mistakes_in_a_scenario_are_rendered_all(capsys: pytest.CaptureFixture[str]) -> None:
    found = [
        Diagnostic("first", Location("a.yaml", 1, 1, "x")),
        Diagnostic("second", Location("b.yaml")),
    ]
    assert failures.report(ScenarioError(found)) == 3
    text = capsys.readouterr().err
    assert "error: first" in text
    assert "error: second" in text
    assert "2 errors in a.yaml and b.yaml; nothing was simulated" in text


def test_usage_errors_carry_their_hint(capsys: pytest.CaptureFixture[str]) -> None:
    assert failures.report(UsageError("there is no file x", "look again")) == 2
    assert capsys.readouterr().err == "error: there is no file x\nhint: look again\n"


def test_a_missing_extra_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert failures.report(MissingExtraError("writing needs DuckDB", "install it")) == 2
    assert "hint: install it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (click.MissingParameter(param=click.Argument(["file"])), "missing argument `FILE`"),
        (
            click.BadParameter("'abc' is not a valid integer.", param=click.Option(["--seed"])),
            "`--seed`: `abc` is not a valid integer",
        ),
        (
            click.UsageError("Got unexpected extra argument (x)"),
            "got unexpected extra argument (x)",
        ),
    ],
)
def test_what_click_says_is_said_in_house_style(error: click.ClickException, text: str) -> None:
    assert failures.usage_of(error) == (text, "`sandbox --help` lists what there is")


def test_a_defect_shows_its_traceback_only_on_demand(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SANDBOX_DEBUG", raising=False)
    assert failures.report(ZeroDivisionError("division by zero")) == 5
    short = capsys.readouterr().err
    assert "not of your scenario: ZeroDivisionError: division by zero" in short
    assert "SANDBOX_DEBUG=1 sandbox" in short
    monkeypatch.setenv("SANDBOX_DEBUG", "1")
    with pytest.raises(ZeroDivisionError) as raised:
        _ = 1 / 0
    failures.report(raised.value)
    assert "Traceback (most recent call last)" in capsys.readouterr().err
