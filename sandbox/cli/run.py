"""`sandbox run`: one scenario, all of its regimes on the same shoppers and the same luck."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from sandbox.cli import options, streams
from sandbox.cli.files import prepare_file, prepare_folder, write
from sandbox.cli.pages import prepare_page, write_page
from sandbox.cli.progress import Progress
from sandbox.machine import blamed_on
from sandbox.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    help="Also store the run there: the report, result.json, what `compare` and `report` need.",
)
@options.html
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
@options.no_assumption_range
@options.force
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
    html: Path | None,
    trace: Path | None,
    jobs: int | None,
    no_assumption_range: bool,
    force: bool,
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
    _prepare(out, html, trace)
    streams.say(_introduction(loaded, chosen))
    streams.say_warnings(loaded)
    _weigh(loaded, chosen, force=force)
    prepare_engine(loaded, chosen)
    if trace is not None:
        _write_trace(loaded, chosen, trace)
    with Progress("checkouts") as progress:
        result = runs.run(loaded, chosen, progress)
    if not (no_assumption_range or smoke):
        from sandbox.studies.assumption_range import with_ranges  # noqa: PLC0415 -- many need none

        result = with_ranges(result, loaded, regimes)
    document, page = run_json(result), run_report(result, loaded.document, file)
    context = _context(result, loaded, chosen, (file, overrides)) if out or html else {}
    if out is not None:
        _store(out, (loaded, result), page, context, smoke=smoke)
    if html is not None:
        from sandbox.reports.html.material import Material  # noqa: PLC0415 -- few runs need it
        from sandbox.reports.html.page import page_html  # noqa: PLC0415 -- few runs need it

        write_page(html, page_html(Material(document, context)))
    if as_json:
        streams.say_json(document)
    else:
        streams.say_page(page)


def _weigh(loaded: Loaded, chosen: RunOptions, *, force: bool) -> None:
    """Say what a large run needs, and refuse one for which there is not enough memory."""
    from sandbox.engines.footprint import check_sizes  # noqa: PLC0415 -- help needs none of it
    from sandbox.studies import resources, runs, smoke  # noqa: PLC0415 -- help needs none of it

    document = smoke.smoke_edition(loaded.document) if chosen.smoke else loaded.document
    replications = chosen.replications or document.replications or runs.REPLICATIONS
    worlds = runs.sound_worlds(loaded, document, chosen.regimes, replications)
    check_sizes(worlds, loaded.places)
    engine = runs.engine_of(worlds, chosen.engine)
    needs = resources.needs_of_run(worlds, replications, engine)
    if needs.matter:
        streams.say(f"this needs {needs}")
    resources.check_memory(needs, force=force)


def prepare_engine(loaded: Loaded, chosen: RunOptions) -> None:
    """Make the compiled engine ready in good time, or say why another one runs."""
    from sandbox.studies import runs  # noqa: PLC0415 -- help needs none of it

    engine = runs.engine_of(runs.build_worlds(loaded.document, chosen.regimes), chosen.engine)
    if engine != chosen.engine:
        streams.say("a routing policy is written in Python, so the reference engine runs")
    if engine != "reference":
        from sandbox.execution.processes import interrupts_held_back  # noqa: PLC0415 -- the same

        with interrupts_held_back():  # an interrupt inside an import can end it in any way
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


def _prepare(out: Path | None, html: Path | None, trace: Path | None) -> None:
    """Find out before a long run, not after it, that its results cannot be stored."""
    from sandbox.studies.manifests import RESULT  # noqa: PLC0415 -- help needs none of it

    if out is not None:
        prepare_folder(out)
        prepare_file(out / RESULT)
    if html is not None:
        prepare_page(html)
    if trace is not None:
        prepare_file(trace)


def _context(
    result: RunResult, loaded: Loaded, chosen: RunOptions, source: tuple[str, tuple[str, ...]]
) -> dict[str, object]:
    """Return what a page tells besides numbers."""
    from sandbox.reports.html.context import HowMade, context_json  # noqa: PLC0415 -- few runs need it
    from sandbox.studies.smoke import smoke_edition  # noqa: PLC0415 -- few runs need it

    file, overrides = source
    words = ["sandbox", "run", file]
    words += [word for regime in chosen.regimes for word in ("--regime", regime)]
    words += ["--seed", str(result.seed), "--replications", str(result.replications)]
    words += [word for text in overrides for word in ("--set", text)]
    words += ["--smoke"] if chosen.smoke else []
    played = replace(loaded, document=smoke_edition(loaded.document)) if chosen.smoke else loaded
    return context_json(result, played, HowMade(file, shlex.join(words)))


def _write_trace(loaded: Loaded, chosen: RunOptions, path: Path) -> None:
    from sandbox.studies.tracing import write_trace  # noqa: PLC0415 -- few runs need it

    with Progress("replications") as progress:
        rows = write_trace(loaded, chosen, path, progress)
    streams.say(f"wrote {rows:,} rows to {path}")


def _store(
    folder: Path,
    ran: tuple[Loaded, RunResult],
    page: Page,
    context: Mapping[str, object],
    *,
    smoke: bool,
) -> None:
    from sandbox.measures.summary import run_json  # noqa: PLC0415 -- help needs none of it
    from sandbox.reports.html.stored import CONTEXT  # noqa: PLC0415 -- few runs need it
    from sandbox.reports.text import render  # noqa: PLC0415 -- help needs none of it
    from sandbox.studies.manifests import REPORT, RESULT, store_run  # noqa: PLC0415 -- the same

    loaded, result = ran
    write(folder / RESULT, streams.json_bytes(run_json(result)) + b"\n")
    write(folder / REPORT, render(page).encode())
    write(folder / CONTEXT, streams.json_bytes(context) + b"\n")
    with blamed_on(folder):
        manifest = store_run(folder, loaded, result, smoke=smoke)
    parts = f"{REPORT}, {RESULT}, {CONTEXT}"
    if manifest.has_replications:
        streams.say(f"stored the run in {folder}: {parts}, replications")
        return
    streams.say(f"stored the run in {folder}: {parts}; replications need DuckDB")
    streams.say("hint: pip install 'payment-interoperability-sandbox[results]'")
