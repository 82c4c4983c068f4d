"""`sandbox run`: one scenario, all of its regimes on the same shoppers and the same luck."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from sandbox.cli import options, streams
from sandbox.cli.progress import Progress
from sandbox.errors import UsageError
from sandbox.version import __version__

if TYPE_CHECKING:
    from sandbox.measures.results import RunResult
    from sandbox.reports.page import Page
    from sandbox.scenario.loading import Loaded
    from sandbox.studies.runs import RunOptions


@click.command()
@options.target
@options.regimes
@click.option(
    "--engine",
    type=click.Choice(["compiled", "reference", "both"]),
    default="compiled",
    help="The engine; both compares the two, and ends with 4 where they differ.",
)
@options.seed
@click.option(
    "--replications",
    type=click.IntRange(1, 1_000_000),
    metavar="N",
    help="Independent repetitions; the scenario's own number, else 20.",
)
@options.overrides
@options.as_json
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Also store the run there: the report, result.json, and what `compare` needs.",
)
@click.option(
    "--trace",
    type=click.Path(path_type=Path),
    metavar="FILE.parquet",
    help="Also write one row per checkout, as Parquet.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Workers; one per core unless stated. Results do not depend on it.",
)
@click.option("--smoke", is_flag=True, help="Run a small edition, to see that it runs.")
def run(  # noqa: PLR0913 -- click passes each option by its name
    *,
    file: str,
    regimes: tuple[str, ...],
    engine: str,
    seed: int | None,
    replications: int | None,
    overrides: tuple[str, ...],
    as_json: bool,
    out: Path | None,
    trace: Path | None,
    jobs: int | None,
    smoke: bool,
) -> None:
    """Simulate a scenario and report what changes.

    FILE is a scenario, or the name of a packaged world such as china_2024.

    With several regimes the first is the baseline, and the same shoppers with the same luck
    live through each of them.
    """
    from sandbox.measures.summary import run_json  # noqa: PLC0415 -- help needs none of it
    from sandbox.reports.console import run_report  # noqa: PLC0415 -- help needs none of it
    from sandbox.scenario.loading import load  # noqa: PLC0415 -- help needs none of it
    from sandbox.studies import runs  # noqa: PLC0415 -- help needs none of it

    loaded = load(file, overrides)
    chosen = runs.RunOptions(regimes, seed, replications, engine, jobs, smoke)
    runs.regimes_of(loaded.document, regimes)
    _prepare(out, trace)
    streams.say(_introduction(loaded, chosen))
    streams.say_warnings(loaded)
    prepare_engine(loaded, chosen)
    if trace is not None:
        _write_trace(loaded, chosen, trace)
    with Progress("checkouts") as progress:
        result = runs.run(loaded, chosen, progress)
    document, page = run_json(result), run_report(result, loaded.document, file)
    if out is not None:
        _store(out, loaded, result, page, smoke=smoke)
    if as_json:
        streams.say_json(document)
    else:
        streams.say_page(page)


def prepare_engine(loaded: Loaded, chosen: RunOptions) -> None:
    """Make the compiled engine ready in good time, or say why another one runs."""
    from sandbox.studies import runs  # noqa: PLC0415 -- help needs none of it

    engine = runs.engine_of(runs.build_worlds(loaded.document, chosen.regimes), chosen.engine)
    if engine != chosen.engine:
        streams.say("a routing policy is written in Python, so the reference engine runs")
    if engine != "reference":
        from sandbox.engines.compiled.kernel import prepare  # noqa: PLC0415 -- slow to import

        prepare(streams.say)


def _introduction(loaded: Loaded, chosen: RunOptions) -> str:
    from sandbox.studies import runs, smoke  # noqa: PLC0415 -- help needs none of it

    document = smoke.smoke_edition(loaded.document) if chosen.smoke else loaded.document
    replications = chosen.replications or document.replications or runs.REPLICATIONS
    parts = [
        f"sandbox {__version__}: {loaded.name}",
        f"seed {runs.seed_of(document, chosen.seed)}",
        f"{replications:,} replication{'' if replications == 1 else 's'}",
        f"{chosen.engine} engine",
    ]
    return ", ".join([*parts, "small edition (--smoke)"] if chosen.smoke else parts)


def _prepare(out: Path | None, trace: Path | None) -> None:
    """Find out before a long run, not after it, that its results cannot be stored."""
    from sandbox.studies.manifests import RESULT  # noqa: PLC0415 -- help needs none of it

    try:
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            (out / RESULT).touch()
        if trace is not None:
            with trace.open("ab"):
                pass
    except OSError as error:
        raise _cannot_write(error) from error


def _cannot_write(error: OSError) -> UsageError:
    reason = (error.strerror or str(error)).lower()
    return UsageError(f"cannot write {error.filename}: {reason}")


def _write_trace(loaded: Loaded, chosen: RunOptions, path: Path) -> None:
    from sandbox.studies.tracing import write_trace  # noqa: PLC0415 -- few runs need it

    with Progress("replications") as progress:
        rows = write_trace(loaded, chosen, path, progress)
    streams.say(f"wrote {rows:,} rows to {path}")


def _store(folder: Path, loaded: Loaded, result: RunResult, page: Page, *, smoke: bool) -> None:
    from sandbox.measures.summary import run_json  # noqa: PLC0415 -- help needs none of it
    from sandbox.reports.text import render  # noqa: PLC0415 -- help needs none of it
    from sandbox.studies.manifests import REPORT, RESULT, store_run  # noqa: PLC0415 -- the same

    try:
        (folder / RESULT).write_bytes(streams.json_bytes(run_json(result)) + b"\n")
        (folder / REPORT).write_text(render(page), encoding="utf-8")
        manifest = store_run(folder, loaded, result, smoke=smoke)
    except OSError as error:
        raise _cannot_write(error) from error
    if manifest.has_replications:
        streams.say(f"stored the run in {folder}: {REPORT}, {RESULT}, replications")
        return
    streams.say(f"stored the run in {folder}: {REPORT}, {RESULT}; replications need DuckDB")
    streams.say("hint: pip install 'payment-interoperability-sandbox[results]'")
