"""`sandbox matrix`: which doors are open on a day, and which rule decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rich_click as click

from sandbox.cli import console, shared_options
from sandbox.errors import UsageError
from sandbox.units import parse_time

if TYPE_CHECKING:
    from sandbox.reports.page_blocks import Block


@click.command()
@shared_options.target
@click.option(
    "--at",
    metavar="DATE",
    help="Day or moment, Beijing time; the start of the scenario's period unless stated.",
)
@shared_options.regimes
@shared_options.overrides
@shared_options.as_json
def matrix(
    *,
    file: str,
    at: str | None,
    regimes: tuple[str, ...],
    overrides: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show which links, wallets and codes are open, and the rule that decided each.

    Where a scenario walks through regimes, the one in force at the moment counts.
    """
    from sandbox.reports.doors.matrix_report import DoorQuestion, matrix_json, matrix_report  # noqa: PLC0415 -- help needs none of it
    from sandbox.scenario.loading import load  # noqa: PLC0415 -- help needs none of it
    from sandbox.scenario.tables.build import build_world  # noqa: PLC0415 -- help needs none of it
    from sandbox.studies.runs import regimes_of  # noqa: PLC0415 -- help needs none of it

    moment = _moment(at)
    loaded = load(file, overrides)
    console.say_warnings(loaded)
    document = loaded.document
    questions = [
        DoorQuestion(
            build_world(document, regime, whole_time=True),
            document,
            document.period.from_ if moment is None else moment,
        )
        for regime in regimes_of(document, regimes)
    ]
    if as_json:
        found = [matrix_json(loaded.name, asked) for asked in questions]
        console.say_json(found[0] if len(found) == 1 else {"matrices": found})
        return
    page: list[Block] = [block for asked in questions for block in matrix_report(asked)]
    console.say_page(page)


def _moment(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return parse_time(text)
    except ValueError as error:
        rule = str(error)
        verb = "which " if rule.startswith("is ") else ""
        raise UsageError(f"`--at` is `{text}`, {verb}{rule}") from None
