from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from sandbox.cli.command_group import CommandGroup
from sandbox.cli.outlets import ReaderGoneError
from sandbox.errors import CapacityError

Typed = Callable[..., Result]


def test_a_misspelt_command_is_met_with_the_nearest(typed: Typed) -> None:
    found = typed("rnu")
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr == "error: no command `rnu`\nhint: the nearest command is `run`\n"


def test_a_scenario_without_a_command_is_a_hint_away(typed: Typed) -> None:
    assert "hint: write `sandbox run compare_two.yaml`" in typed("compare_two.yaml").stderr


def test_a_misspelt_option_is_met_with_the_nearest(typed: Typed) -> None:
    found = typed("run", "compare_two.yaml", "--sed", "3")
    assert found.exit_code == 2
    assert found.stderr == "error: no option `--sed`\nhint: the nearest option is `--seed`\n"


def failing(error: BaseException) -> CommandGroup:
    group = CommandGroup(name="x", invoke_without_command=True)

    @group.command("go")
    def go() -> None:
        raise error

    group.callback = go.callback
    return group


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (KeyboardInterrupt(), 130, "interrupted; nothing was stored"),
        (CapacityError("too many checkouts in flight"), 3, "error: too many checkouts in flight"),
        (KeyError("x"), 5, "error: this is a defect of sandbox"),
        (ReaderGoneError(), 141, ""),
        (BrokenPipeError(32, "Broken pipe", "x"), 2, "error: cannot use x: broken pipe"),
        (MemoryError(), 2, "error: there is not enough memory"),
    ],
)
def test_every_end_has_its_exit_code(error: BaseException, code: int, text: str) -> None:
    found = CliRunner().invoke(failing(error), [])
    assert found.exit_code == code
    assert found.stderr.strip().startswith(text)
    assert "Traceback" not in found.stderr
