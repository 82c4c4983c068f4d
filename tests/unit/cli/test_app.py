from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
import rich_click as click
from click.testing import Result

from sandbox.cli.app import COMMANDS, sandbox
from sandbox.version import __version__
from tests.house.tree import ROOT

Typed = Callable[..., Result]


def test_the_version_is_one_line(typed: Typed) -> None:
    found = typed("--version")
    assert (found.exit_code, found.stdout) == (0, f"sandbox {__version__}\n")


def test_help_lists_every_command(typed: Typed) -> None:
    found = typed("--help")
    assert found.exit_code == 0
    assert all(f"  {name} " in found.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_under_its_name(name: str) -> None:
    command = sandbox.get_command(click.Context(sandbox), name)
    assert command is not None
    assert command.name == name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, typed: Typed) -> None:
    found = typed(name, "--help")
    assert found.exit_code == 0
    assert found.stdout.startswith(f"Usage: sandbox {name} ")


def test_every_option_has_a_help_text() -> None:
    for name in COMMANDS:
        command = sandbox.get_command(click.Context(sandbox), name)
        assert command is not None
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, (name, option.name)


def test_the_module_is_the_command() -> None:
    command = [sys.executable, "-m", "sandbox", "--version"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout) == (0, f"sandbox {__version__}\n")
