"""`sandbox compare`: two stored runs, what was asked otherwise and what came out otherwise."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from sandbox.cli import options, streams
from sandbox.cli.pages import prepare_page, write_page
from sandbox.version import __version__

if TYPE_CHECKING:
    from sandbox.studies.comparison import Comparison


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@options.as_json
@options.html
def compare(*, first: str, second: str, as_json: bool, html: Path | None) -> None:
    """Compare two stored runs.

    A and B are folders that `sandbox run --out` wrote, or their result.json.

    Runs of the same seed are compared replication by replication, so that equal luck cancels
    out; others as independent samples.
    """
    from sandbox.reports.compare import compare_report  # noqa: PLC0415 -- help needs none of it
    from sandbox.studies.comparison import compare as compared  # noqa: PLC0415 -- the same
    from sandbox.studies.comparison_document import comparison_json  # noqa: PLC0415 -- the same
    from sandbox.studies.stored_runs import open_run  # noqa: PLC0415 -- the same

    if html is not None:
        prepare_page(html)
    found = compared(open_run(first), open_run(second))
    streams.say(f"sandbox {__version__}: {first} (A) and {second} (B)")
    for warning in found.warnings:
        streams.say(f"warning: {warning}")
    if html is not None:
        _write_page(found, html)
    if as_json:
        streams.say_json(comparison_json(found))
    else:
        streams.say_page(compare_report(found))


def _write_page(found: Comparison, html: Path) -> None:
    from sandbox.reports.html.comparison.material import ComparisonMaterial  # noqa: PLC0415 -- rare
    from sandbox.reports.html.comparison.page import comparison_page_html  # noqa: PLC0415 -- rare
    from sandbox.studies.comparison_document import comparison_json  # noqa: PLC0415 -- the same

    places = [found.first.place, found.second.place]
    command = shlex.join(["sandbox", "compare", *places, "--html", str(html)])
    context = {"places": places, "command": command}
    write_page(html, comparison_page_html(ComparisonMaterial(comparison_json(found), context)))
