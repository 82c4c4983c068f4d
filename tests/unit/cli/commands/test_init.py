from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sandbox.cli.commands.init import HINTS, SCENARIO, STUDY

Typed = Callable[..., Result]


def test_the_starter_runs_as_it_is(typed: Typed, tmp_path: Path) -> None:
    folder = tmp_path / "my questions"
    found = typed("init", str(folder))
    assert found.exit_code == 0
    assert found.stdout.splitlines() == [str(folder / name) for name in (SCENARIO, STUDY, HINTS)]
    checked = typed("validate", str(folder / SCENARIO), str(folder / STUDY))
    assert (checked.exit_code, checked.stderr) == (0, "")
    report = typed("run", str(folder / SCENARIO), "--smoke", "--replications", "5").stdout
    assert report.startswith("Do more checkouts succeed at JD once it takes Alipay?\nBetter: ")


@pytest.mark.parametrize("name", [SCENARIO, STUDY])
def test_the_starter_is_at_most_ten_lines_long(typed: Typed, tmp_path: Path, name: str) -> None:
    typed("init", str(tmp_path))
    lines = (tmp_path / name).read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line and not line.startswith("#")]) <= 10


@pytest.mark.parametrize("name", [SCENARIO, STUDY, HINTS])
def test_nothing_is_overwritten(typed: Typed, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    found = typed("init", str(tmp_path))
    assert (found.exit_code, found.stdout) == (2, "")
    assert f"error: {tmp_path / name} is already there" in found.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_a_folder_that_cannot_be_made_is_a_usage_error(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    found = typed("init", str(tmp_path / "file" / "folder"))
    assert found.exit_code == 2
    assert "error: cannot write" in found.stderr


def test_every_command_of_the_hints_exists(typed: Typed, tmp_path: Path) -> None:
    typed("init", str(tmp_path))
    hints = (tmp_path / HINTS).read_text(encoding="utf-8")
    for line in hints.splitlines():
        if line.startswith("    sandbox "):
            assert typed(line.split()[1], "--help").exit_code == 0
