"""`sandbox compare`: two stored answers, what was asked otherwise and what came out otherwise."""

from __future__ import annotations

import shlex
from pathlib import Path

import rich_click as click

from sandbox.cli import console, shared_options
from sandbox.cli.files import write
from sandbox.cli.outputs import prepare_page
from sandbox.version import __version__


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@shared_options.as_json
@shared_options.html
def compare(*, first: str, second: str, as_json: bool, html: Path | None) -> None:
    """Compare two stored answers.

    A and B are folders that `sandbox run --out` or `sandbox study --out` wrote, or files with
    what `--json` printed.

    Answers of the same seed are compared replication by replication, so that equal luck cancels
    out; others as independent samples.
    """
    from sandbox.reports.findings.how import HowMade  # noqa: PLC0415 -- help needs none of it
    from sandbox.reports.findings.view import View  # noqa: PLC0415 -- the same
    from sandbox.reports.text.answer_report import report  # noqa: PLC0415 -- the same
    from sandbox.studies.comparison.comparison import compare as compared  # noqa: PLC0415 -- the same
    from sandbox.studies.store.stored_runs import open_run  # noqa: PLC0415 -- the same

    if html is not None:
        prepare_page(html)
    answer = compared(open_run(first), open_run(second))
    console.say(f"sandbox {__version__}: {first} (A) and {second} (B)")
    for warning in answer.document["warnings"]:
        console.say(f"warning: {warning}")
    how = HowMade(
        f"{first} (A) and {second} (B)", shlex.join(["sandbox", "compare", first, second])
    )
    if html is not None:
        from sandbox.reports.html.page import page_html  # noqa: PLC0415 -- few need it

        context = {"how": {"target": how.target, "command": how.command}}
        write(html, page_html(answer.document, context).encode())
        console.say(f"wrote {html}")
    if as_json:
        console.say_json(answer.document)
    else:
        console.say_page(report(View(answer.document), how))
