"""Options that several commands share, so that they are called and explained alike."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

target = click.argument("file", metavar="FILE")
regimes = click.option(
    "--regime",
    "regimes",
    metavar="NAME",
    multiple=True,
    help="A regime to use in place of the scenario's own; repeat it to compare, baseline first.",
)
seed = click.option(
    "--seed",
    type=click.IntRange(0, 2**64 - 1),
    metavar="N",
    help="Seed of every draw; the scenario's own, else 1.",
)
overrides = click.option(
    "--set",
    "overrides",
    metavar="PATH=VALUE",
    multiple=True,
    help="Change one value, for example wallets.wechat_pay.fee=0.4%; may be repeated.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead.")
no_assumption_range = click.option(
    "--no-assumption-range",
    is_flag=True,
    help="Do not vary the world's assumptions around the answer, which takes some seconds.",
)
force = click.option(
    "--force", is_flag=True, help="Start although more memory is needed than is free."
)
html = click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write one page with charts that needs nothing else.",
)
