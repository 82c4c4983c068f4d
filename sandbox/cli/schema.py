"""`sandbox schema`: the grammar of scenarios for editors."""

from __future__ import annotations

import rich_click as click

from sandbox.cli import streams


@click.command()
def schema() -> None:
    """Print the JSON Schema of scenarios, for completion and checks in an editor.

    In VS Code with the YAML extension, store it as scenario.schema.json and begin a scenario with
    the line: # yaml-language-server: $schema=scenario.schema.json
    """
    from sandbox.reports.editor_schema import editor_schema  # noqa: PLC0415 -- help needs none

    streams.say_json(editor_schema())
