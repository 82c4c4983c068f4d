"""`sandbox explain`: the story of one checkout, under each regime."""

from __future__ import annotations

import sys

import rich_click as click

from sandbox.cli import console, shared_options
from sandbox.version import __version__


@click.command()
@shared_options.target
@click.option(
    "--checkout",
    type=click.IntRange(min=0),
    metavar="N",
    required=True,
    help="Number of the checkout, from 0.",
)
@click.option(
    "--replication",
    type=click.IntRange(0, 2**32 - 1),
    metavar="K",
    default=0,
    help="Number of the replication, from 0.",
)
@shared_options.regimes
@shared_options.seed
@shared_options.overrides
def explain(
    *,
    file: str,
    checkout: int,
    replication: int,
    regimes: tuple[str, ...],
    seed: int | None,
    overrides: tuple[str, ...],
) -> None:
    """Tell the story of one checkout: what happened, when, and which rule decided it.

    With several regimes the same shopper with the same luck lives through each of them.
    """
    from sandbox.reports.story.story_report import CheckoutKey, explain_report  # noqa: PLC0415 -- help needs none
    from sandbox.scenario.loading import load  # noqa: PLC0415 -- help needs none of it
    from sandbox.studies import runs  # noqa: PLC0415 -- help needs none of it
    from sandbox.studies.traces import stories  # noqa: PLC0415 -- help needs none of it

    loaded = load(file, overrides)
    chosen = runs.seed_of(loaded.document, seed)
    who = f"seed {chosen}, replication {replication}, checkout {checkout}"
    console.say(f"sandbox {__version__}: {loaded.name}, {who}")
    console.say_warnings(loaded)
    told = stories.explain(loaded, checkout, replication, regimes, seed)
    locale = "zh_CN" if console.is_unicode(sys.stdout) else "en_US"
    asked = CheckoutKey(checkout, replication, chosen, locale)
    console.say_page(explain_report(told, loaded.document, asked))
