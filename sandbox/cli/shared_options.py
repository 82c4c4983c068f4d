"""Options that several commands share, so that they are called and explained alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import rich_click as click

F = TypeVar("F", bound=Callable[..., Any])

STORE = Path(".sandbox-store")
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)

target = click.argument("file", metavar="FILE")
regimes = click.option(
    "--regime",
    "regimes",
    metavar="NAME",
    multiple=True,
    help="A regime to use in place of the file's own; repeat it to compare, baseline first.",
)
seed = click.option(
    "--seed",
    type=click.IntRange(0, 2**64 - 1),
    metavar="N",
    help="Seed of every draw; the file's own, else 1.",
)
overrides = click.option(
    "--set",
    "overrides",
    metavar="PATH=VALUE",
    multiple=True,
    help="Change one value, for example wallets.wechat_pay.fee=0.4%; may be repeated.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead.")
html = click.option(
    "--html",
    type=FILE,
    metavar="FILE",
    help="Also write one page with charts that needs nothing else.",
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user chose for a question: the same list for `run` and `study`.

    Attributes
    ----------
    file, overrides
        What is asked, and `PATH=VALUE` texts laid over it.
    regimes, metrics, seed, replications
        In place of the file's own.
    engine, jobs, workers, scheduler
        Who simulates, and where: threads, Dask workers of this machine, or a cluster.
    smoke, dry_run
        The small edition; the plan alone.
    store, no_store, resume
        Where replications are kept, and whether those that are there are used.
    no_assumption_range
        Whether the world's assumptions are left as they are.
    force
        Whether more memory may be needed than is free.
    as_json, out, html
        Where the answer goes.
    """

    file: str
    overrides: tuple[str, ...]
    regimes: tuple[str, ...]
    metrics: tuple[str, ...]
    seed: int | None
    replications: int | None
    engine: str
    jobs: int | None
    workers: int | None
    scheduler: str | None
    smoke: bool
    dry_run: bool
    store: Path | None
    no_store: bool
    resume: bool
    no_assumption_range: bool
    force: bool
    as_json: bool
    out: Path | None
    html: Path | None

    @classmethod
    def of(cls, values: dict[str, Any]) -> Choices:
        """Return the choices among what click hands to a command."""
        return cls(**{field.name: values[field.name] for field in fields(cls)})


_ASKING = (
    target,
    overrides,
    regimes,
    click.option(
        "--metric",
        "metrics",
        metavar="METRIC",
        multiple=True,
        help="What is asked, for example net_income.taobao; repeat it, the headline first.",
    ),
    seed,
    click.option(
        "--replications",
        type=click.IntRange(1, 1_000_000),
        metavar="N",
        help="Independent repetitions; the file's own number, else 20.",
    ),
    click.option(
        "--engine",
        type=click.Choice(["compiled", "reference", "both"]),
        default="compiled",
        help="The engine; both compares the two, and ends with 4 where they differ.",
    ),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="Threads; one per core unless stated. Results do not depend on it.",
    ),
    click.option(
        "--workers",
        type=click.IntRange(min=1),
        metavar="N",
        help="Run on N Dask workers of this machine, not on threads. Results are the same.",
    ),
    click.option(
        "--scheduler", metavar="ADDRESS", help="Run on the Dask cluster of that scheduler."
    ),
    click.option("--dry-run", is_flag=True, help="Print what would run and how long it takes."),
    click.option("--smoke", is_flag=True, help="Run a small edition, to see that it runs."),
    click.option("--resume", is_flag=True, help="Use the replications that the store has already."),
    click.option(
        "--store",
        type=FOLDER,
        metavar="DIR",
        help=f"Keep replications there; a study keeps them in {STORE} unless stated.",
    ),
    click.option("--no-store", is_flag=True, help="Keep no replications."),
    click.option(
        "--no-assumption-range",
        is_flag=True,
        help="Do not vary the world's assumptions around the answer, which takes some seconds.",
    ),
    click.option(
        "--force", is_flag=True, help="Start although more memory is needed than is free."
    ),
    as_json,
    click.option(
        "--out",
        type=FOLDER,
        metavar="DIR",
        help="Also store the answer there: report, result.json, what `compare` and `report` need.",
    ),
    html,
)


def asking(command: F) -> F:
    """Give a command every option of a question."""
    for option in reversed(_ASKING):
        command = option(command)
    return command
