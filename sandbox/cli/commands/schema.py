"""`sandbox schema`: the grammar of scenarios and studies for editors."""

from __future__ import annotations

import rich_click as click

from sandbox.cli import console


@click.command()
@click.option("--study", "of_studies", is_flag=True, help="The grammar of studies instead.")
def schema(of_studies: bool) -> None:
    """Print the JSON Schema of scenarios, for completion and checks in an editor.

    In VS Code with the YAML extension, store it as scenario.schema.json and begin a scenario with
    the line: # yaml-language-server: $schema=scenario.schema.json
    """
    from sandbox.reports.editor_schema import (  # noqa: PLC0415 -- help needs none
        editor_schema,
        study_schema,
    )

    console.say_json(study_schema() if of_studies else editor_schema())
