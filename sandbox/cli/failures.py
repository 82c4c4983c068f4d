"""What a user sees when something goes wrong: a message on stderr and an exit code.

0 fine; 1 an expectation failed; 2 usage, or the machine refuses; 3 scenario invalid; 4 engines
disagree; 5 a defect of ours; 130 interrupted; 141 the reader left.
"""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path

import rich_click as click

from sandbox.characters import visible
from sandbox.cli import console
from sandbox.cli.outlets import ReaderGoneError
from sandbox.errors import SandboxError, ScenarioError, UsageError
from sandbox.machine import as_machine_error
from sandbox.scenario.mistakes.suggestions import hint_at
from sandbox.version import __version__

USAGE = 2
DEFECT = 5
INTERRUPTED = 130
READER_GONE = 141  # 128 + SIGPIPE, what a shell reports for `yes | head -1`


def no_such_command(name: str, known_names: Iterable[str]) -> UsageError:
    """Return the error for a name that is no command."""
    if name.endswith((".yaml", ".yml")):
        return UsageError(f"no command `{name}`", f"write `sandbox run {name}`")
    every = list(known_names)
    hint = hint_at(name, every, "command") or f"commands: {', '.join(every)}"
    return UsageError(f"no command `{name}`", hint)


def say_interruption(store: Path | None) -> int:
    """Say what is left of an interrupted question; return the exit code."""
    if store is None:
        console.say("interrupted; nothing was stored")
    else:
        console.say(f"interrupted; what is finished stays in {store}, and --resume goes on from it")
    return INTERRUPTED


def how_to_go_on(store: Path | None) -> str:
    """Return the hint for a question that the machine ended."""
    if store is None:
        return "nothing was kept; `--store DIR` keeps what is finished, for `--resume`"
    return f"what is finished is in {store}; the same command with `--resume` goes on"


def report(error: BaseException) -> int:
    """Print what an error means to the user; return the exit code."""
    try:
        return _told(error)
    except MemoryError:  # too little of it even to say so
        return USAGE


def _told(error: BaseException) -> int:
    match error:
        case ReaderGoneError():
            return READER_GONE
        case KeyboardInterrupt() | click.Abort():
            console.say("interrupted; nothing was stored")
            return INTERRUPTED
        case ScenarioError(diagnostics=diagnostics):
            from sandbox.reports.diagnostics import render  # noqa: PLC0415 -- rarely needed

            console.say_lines(render(diagnostics))
            return error.exit_code
        case SandboxError():
            _say_error(str(error), getattr(error, "hint", ""))
            return error.exit_code
        case click.ClickException():
            _say_error(*usage_of(error))
            return USAGE
        case _:
            return _unexpected(error)


def usage_of(error: click.ClickException) -> tuple[str, str]:
    """Return message and hint for a mistake on the command line."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "sandbox"
    hint = f"`{path} --help` lists what there is"
    if isinstance(error, click.NoSuchOption):
        if error.possibilities:
            hint = f"the nearest option is `{error.possibilities[0]}`"
        return f"no option `{error.option_name}`", hint
    text = error.format_message().split("\n")[0].strip().rstrip(".")
    text = re.sub(r"'([^' ]+(?: \.\.\.)?)'", r"`\1`", text)
    text = text.removeprefix("Invalid value for ")
    return text[:1].lower() + text[1:], hint


def _say_error(message: str, hint: str) -> None:
    # On one line, so that nothing in it can pass for another message.
    console.say_lines(f"error: {visible(message)}" + (f"\nhint: {hint}" if hint else ""))


def _unexpected(error: BaseException) -> int:
    """Tell what nobody raised on purpose: the machine's doing, or a defect of ours."""
    refused = as_machine_error(error)
    if refused is not None:
        _say_error(str(refused), refused.hint)
        return refused.exit_code
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    message = f"this is a defect of sandbox {__version__}, not of your scenario: {what}"
    if os.environ.get("SANDBOX_DEBUG") == "1":
        console.say_lines("".join(traceback.format_exception(error)).rstrip())
        hint = "report it with the lines above, the command and the scenario"
    else:
        command = " ".join(["SANDBOX_DEBUG=1 sandbox", *sys.argv[1:2], "…"])
        hint = f"report it with the scenario and what `{command}` prints"
    _say_error(message, hint)
    return DEFECT
