"""`sandbox world`: the packaged worlds, their parties and where every number comes from."""

from __future__ import annotations

import rich_click as click

from sandbox.cli import console, shared_options


@click.command()
@click.argument("name", required=False)
@click.option(
    "--assumptions", is_flag=True, help="Only numbers that are assumed, with their ranges."
)
@shared_options.as_json
def world(*, name: str | None, assumptions: bool, as_json: bool) -> None:
    """List the packaged worlds, or everything that one of them holds.

    NAME is a packaged world or a scenario file. Every number is shown with its source and date,
    or, where it is assumed, with its range and reason.
    """
    from sandbox.reports import world_report as report  # noqa: PLC0415 -- help needs none of it
    from sandbox.scenario.loading import load, world_names  # noqa: PLC0415 -- help needs none of it
    from sandbox.scenario.provenance import collect  # noqa: PLC0415 -- help needs none of it

    if name is None:
        known = [load(world_name) for world_name in world_names()]
        if as_json:
            worlds = [report.world_json(each, collect(each.places.tree)) for each in known]
            console.say_json({"worlds": worlds})
        else:
            console.say_page(report.worlds_report(known))
        return
    loaded = load(name)
    console.say_warnings(loaded)
    numbers = collect(loaded.places.tree)
    if as_json:
        shown = [n for n in numbers if n.is_assumption] if assumptions else numbers
        console.say_json(report.world_json(loaded, shown))
    else:
        console.say_page(report.world_report(loaded, numbers, assumptions_only=assumptions))
