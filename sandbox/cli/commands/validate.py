"""`sandbox validate`: every mistake of every file at once, and nothing simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rich_click as click

from sandbox.cli import console, failures
from sandbox.errors import ScenarioError, UsageError

if TYPE_CHECKING:
    from sandbox.errors import Diagnostic
    from sandbox.scenario.loading import Loaded


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.pass_context
def validate(context: click.Context, files: tuple[str, ...]) -> None:
    """Check scenarios and studies without running them.

    All mistakes of all files are shown at once, each with its place and a hint.
    A file with the key `study` is a study; its base scenario is checked with it.
    """
    found: list[Diagnostic] = []
    missing: list[UsageError] = []
    for file in dict.fromkeys(files):
        try:
            loaded = _load(file)
        except ScenarioError as error:
            found.extend(error.diagnostics)
        except UsageError as error:
            missing.append(error)
        else:
            console.say_warnings(loaded)
            console.put(f"{file}: ok")
    code = 0
    for unreadable in missing:
        code = failures.report(unreadable)
    if found:
        # Two files that extend the same broken world have its mistakes in common.
        code = failures.report(ScenarioError(list(dict.fromkeys(found))))
    context.exit(code)


def _load(file: str) -> Loaded:
    """Return a scenario, or that of a study."""
    from sandbox.engines.footprint import check_sizes  # noqa: PLC0415 -- help needs none of it
    from sandbox.scenario.loading import load  # noqa: PLC0415 -- help needs none of it
    from sandbox.scenario.regimes import regimes_asked  # noqa: PLC0415 -- help needs none of it
    from sandbox.scenario.study.study_loading import is_study  # noqa: PLC0415 -- help needs none of it
    from sandbox.scenario.tables.build import build_regimes  # noqa: PLC0415 -- help needs none of it

    if is_study(file):
        from sandbox.studies import what_if  # noqa: PLC0415 -- scenarios need none of it

        loaded = what_if.load(file).base
    else:
        loaded = load(file)
    document = loaded.document
    check_sizes(build_regimes(document, regimes_asked(document)), loaded.places)
    return loaded
