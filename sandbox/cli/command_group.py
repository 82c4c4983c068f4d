"""A group of commands that are imported when they are asked for, and how it ends."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import rich_click as click

from sandbox.cli import console, failures
from sandbox.machine import blamed_on


class CommandGroup(click.RichGroup):
    """A group whose commands are named by text, in the order in which help shows them.

    Parameters
    ----------
    lazy
        Name of the command → `module:function`.
    """

    def __init__(self, *args: Any, lazy: Mapping[str, str] | None = None, **kwargs: Any) -> None:  # noqa: ANN401 -- click's own
        super().__init__(*args, **kwargs)
        self.lazy = dict(lazy or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in self.lazy:
            return None
        module, _, function = self.lazy[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), function)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name.

        Raises
        ------
        UsageError
            For a name that is no command.
        """
        if args and args[0] not in self.lazy and not args[0].startswith("-"):
            raise failures.no_such_command(args[0], self.lazy)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 -- click's own
        """Run the command.

        Raises
        ------
        MachineError
            For what the system refuses.
        """
        # Here already, because click itself takes a broken pipe for stdout's, and ends with 1.
        with blamed_on():
            return super().invoke(ctx)

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- click's own
        """Run the command; failures become messages on stderr and exit codes."""
        kwargs["standalone_mode"] = False
        try:
            console.prepare()
            code = super().main(*args, **kwargs)
            sys.stdout.flush()  # a full disk is found out here, not while Python ends
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 -- the last place to catch it
            sys.exit(failures.report(error))
        sys.exit(code if isinstance(code, int) else 0)
