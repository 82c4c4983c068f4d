"""`sandbox report`: a stored run, study or comparison rendered again, without running it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from sandbox.cli import console
from sandbox.cli.files import prepare_folder, write
from sandbox.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sandbox.reports.html.figures import Figure

    Export = Callable[[Sequence[Figure]], Iterator[tuple[str, bytes]]]

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("source", metavar="RESULT", type=click.Path(path_type=Path))
@click.option(
    "--html",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write one page that needs nothing else.",
)
@click.option("--png", type=FOLDER, metavar="DIR", help="Write each chart as PNG.")
@click.option("--svg", type=FOLDER, metavar="DIR", help="Write each chart as SVG.")
@click.option("--csv", type=FOLDER, metavar="DIR", help="Write the numbers of each chart as CSV.")
@click.option(
    "--parquet", type=FOLDER, metavar="DIR", help="Write the numbers of each chart as Parquet."
)
def report(
    *,
    source: Path,
    html: Path | None,
    png: Path | None,
    svg: Path | None,
    csv: Path | None,
    parquet: Path | None,
) -> None:
    """Render a stored run, study or comparison again, without running it.

    RESULT is a folder that `sandbox run --out` or `sandbox study --out` wrote, a store in which
    one study has run, or a file with what `--json` of `run`, `study` or `compare` printed.
    """
    from sandbox.reports.html import export, page  # noqa: PLC0415 -- help needs none of it
    from sandbox.reports.html import parquet as tables  # noqa: PLC0415 -- the same
    from sandbox.reports.html.stored import stored_material  # noqa: PLC0415 -- the same

    if not any((html, png, svg, csv, parquet)):
        raise UsageError("nothing to write", hint="add --html, --png, --svg, --csv or --parquet")
    found = stored_material(source)
    wanted: list[tuple[Path | None, Export]] = [(png, export.pngs), (svg, export.svgs)]
    wanted += [(csv, export.csvs), (parquet, tables.parquets)]
    figures = page.figures_of(page.sections_of(found))
    for folder, pictures in wanted:
        if folder is not None:
            prepare_folder(folder)
            names = [write(folder / name, content).name for name, content in pictures(figures)]
            console.say(f"wrote {len(names):,} files to {folder}")
    if html is not None:
        write(html, page.page_html(found.document, found.context).encode())
        console.say(f"wrote {html}")
