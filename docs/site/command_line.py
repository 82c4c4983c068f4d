"""A section for each command, from the command itself."""

from __future__ import annotations

import re

import click

from docs.site.markdown import code, page, table
from sandbox.cli.app import sandbox

BOUNDS = re.compile(r"\s*\[[^\]]*\bx\b[^\]]*\]")  # click's way to tell them


def command_line() -> str:
    """Return a section for each command."""
    context = click.Context(sandbox, info_name="sandbox")
    parts = []
    for name in sandbox.list_commands(context):
        command = sandbox.get_command(context, name)
        if command is not None:
            parts.append(_command(command, click.Context(command, context, info_name=name)))
    return page(*parts)


def _command(command: click.Command, context: click.Context) -> str:
    usage = command.get_usage(context).removeprefix("Usage: ")
    told = "\n\n".join(_paragraphs(command.help or ""))
    options = [_option(found, context) for found in command.get_params(context)]
    rows = [row for row in options if row is not None]
    heading = f"## {code(context.command_path)}"
    return page(heading, f"    {usage}", told, table(("option", "what it does"), rows))


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.strip().split("\n\n")]


def _option(found: click.Parameter, context: click.Context) -> tuple[str, str] | None:
    """Return names and help of an option; None for an argument, which the usage shows."""
    record = found.get_help_record(context)
    if record is None or isinstance(found, click.Argument):
        return None
    names, told = record
    return code(names), BOUNDS.sub("", told)
