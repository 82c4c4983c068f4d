"""`sandbox COMMAND …`: the entry point, which imports no command before it is asked for."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import NoReturn

import rich_click as click

from sandbox.cli.command_group import CommandGroup
from sandbox.cli.failures import INTERRUPTED
from sandbox.version import __version__

COMMANDS = {
    "run": "sandbox.cli.commands.run:run",
    "study": "sandbox.cli.commands.study:study",
    "compare": "sandbox.cli.commands.compare:compare",
    "validate": "sandbox.cli.commands.validate:validate",
    "explain": "sandbox.cli.commands.explain:explain",
    "report": "sandbox.cli.commands.report:report",
    "matrix": "sandbox.cli.commands.matrix:matrix",
    "world": "sandbox.cli.commands.packaged_worlds:world",
    "schema": "sandbox.cli.commands.schema:schema",
    "init": "sandbox.cli.commands.init:init",
    "warmup": "sandbox.cli.commands.warmup:warmup",
}


HELP = {
    "theme": "default-slim",
    "commands_before_options": True,
    "options_table_column_types": ["opt_all_metavar", "help"],
    "options_table_help_sections": ["help", "required"],
    "padding_helptext_first_line": (0, 0, 1, 0),
    "text_paragraph_linebreaks": "\n\n",
}


@click.group(
    cls=CommandGroup,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "rich_help_config": HELP},
    no_args_is_help=True,
)
@click.version_option(__version__, "-V", "--version", message="sandbox %(version)s")
def sandbox() -> None:
    """Simulate checkouts between China's walled gardens.

    If a wall comes down, how many more checkouts succeed, and who pays for it?
    """


def main() -> NoReturn:
    """Run the command that `sys.argv` names and end the process with its exit code."""
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(number, _end)
    try:
        sandbox.main(prog_name="sandbox")
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _leave_at_once()
        raise
    sys.exit(0)


def _leave_at_once() -> NoReturn:
    """End without the interpreter's own farewell.

    It would wait for threads, and end by the signal instead of the exit code where the interrupt
    hit code that was made from a text, as every named tuple is.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    os._exit(INTERRUPTED)


def _end(number: int, _frame: object) -> NoReturn:
    # An exception, unlike the default, lets a run end its worker processes.
    sys.exit(128 + number)
