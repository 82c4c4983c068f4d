"""Where an answer goes: the terminal, files, the store, build servers."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.cli import console
from sandbox.cli.files import prepare_file, prepare_folder, prepare_store, write
from sandbox.machine import blamed_on

if TYPE_CHECKING:
    from sandbox.answers.answer import Answer
    from sandbox.reports.findings.how import HowMade
    from sandbox.reports.page_blocks import Block
    from sandbox.scenario.study.study_loading import LoadedStudy


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where an answer goes besides stdout; None for nowhere.

    Attributes
    ----------
    folder
        For report, document, what a page tells beside it, and what makes it comparable.
    html, junit
        Files.
    store
        Folder of replications, which keeps the last answer to each question too.
    github
        Whether to annotate lines and append to the summary of a step.
    """

    folder: Path | None
    html: Path | None
    store: Path | None = None
    junit: Path | None = None
    github: bool = False

    @property
    def replications(self) -> Path | None:
        """Folder where replications are kept: the store, else that of a stored run."""
        from sandbox.studies.store.manifests import REPLICATIONS  # noqa: PLC0415 -- help needs none

        if self.store is not None or self.folder is None or find_spec("duckdb") is None:
            return self.store
        return self.folder / REPLICATIONS

    def prepare(self) -> None:
        """Find out before a long simulation, not after it, that its answer cannot be written.

        Raises
        ------
        MissingExtraError
            If a page is wanted and the libraries that draw charts are missing.
        UsageError
            If a place cannot be written.
        """
        from sandbox.studies.store.manifests import RESULT  # noqa: PLC0415 -- help needs none of it

        if self.store is not None:
            prepare_store(self.store)
        if self.folder is not None:
            prepare_folder(self.folder)
            prepare_file(self.folder / RESULT)
        if self.junit is not None:
            prepare_file(self.junit)
        if self.html is not None:
            prepare_page(self.html)


def prepare_page(path: Path) -> None:
    """Find out before a long simulation, not after it, that a page cannot be drawn or written.

    Raises
    ------
    MissingExtraError
        Without the libraries that draw charts.
    UsageError
        If the file cannot be written.
    """
    from sandbox.reports.html.bundle import converter  # noqa: PLC0415 -- few answers need it
    from sandbox.reports.html.charts.frame import library  # noqa: PLC0415 -- the same

    library()
    converter()
    prepare_file(path)


def tell(
    answer: Answer, study: LoadedStudy, how: HowMade, outputs: Outputs, *, as_json: bool
) -> None:
    """Print an answer, and write it where the user asked for it.

    Raises
    ------
    UsageError
        If a file cannot be written.
    """
    from sandbox.reports.findings.view import View  # noqa: PLC0415 -- help needs none of it
    from sandbox.reports.text.answer_report import report  # noqa: PLC0415 -- the same

    page = report(View(answer.document), how)
    if as_json:
        console.say_json(answer.document)
    else:
        console.say_page(page)
    sys.stdout.flush()
    if outputs.store is not None:
        _keep(answer, study, how, _place_in(outputs.store, answer))
    if outputs.folder is not None:
        _store(answer, study, how, outputs, page)
    if outputs.html is not None:
        from sandbox.reports.html.context import context_json  # noqa: PLC0415 -- few need it
        from sandbox.reports.html.page import page_html  # noqa: PLC0415 -- the same

        page_text = page_html(answer.document, context_json(answer, study.base, how))
        write(outputs.html, page_text.encode())
        console.say(f"wrote {outputs.html}")
    _tell_builders(answer, outputs)


def _place_in(store: Path, answer: Answer) -> Path:
    from sandbox.reports.html.stored import place_in  # noqa: PLC0415 -- few answers need it

    return place_in(store, str(answer.document["name"]))


def _keep(answer: Answer, study: LoadedStudy, how: HowMade, folder: Path) -> list[str]:
    """Write what a page is made of, and return the names of the files."""
    from sandbox.reports.html.context import context_json  # noqa: PLC0415 -- few answers need it
    from sandbox.reports.html.stored import CONTEXT  # noqa: PLC0415 -- the same
    from sandbox.studies.store.manifests import RESULT  # noqa: PLC0415 -- the same

    prepare_folder(folder)
    context = context_json(answer, study.base, how)
    write(folder / RESULT, console.json_bytes(answer.document) + b"\n")
    write(folder / CONTEXT, console.json_bytes(context) + b"\n")
    return [RESULT, CONTEXT]


def _store(
    answer: Answer, study: LoadedStudy, how: HowMade, outputs: Outputs, page: list[Block]
) -> None:
    """Write everything that reading, repeating or comparing the answer needs."""
    from sandbox.reports.text.layout import render  # noqa: PLC0415 -- help needs none of it
    from sandbox.studies.store.manifests import REPORT, store_answer  # noqa: PLC0415 -- the same

    if outputs.folder is None:
        return
    names = _keep(answer, study, how, outputs.folder)
    write(outputs.folder / REPORT, render(page).encode())
    with blamed_on(outputs.folder):
        manifest = store_answer(outputs.folder, study, answer)
    parts = ", ".join([REPORT, *names])
    if manifest.has_replications:
        console.say(f"stored the answer in {outputs.folder}: {parts}, replications")
    elif find_spec("duckdb") is None:
        console.say(f"stored the answer in {outputs.folder}: {parts}; replications need DuckDB")
        console.say("hint: pip install 'payment-interoperability-sandbox[results]'")
    else:
        console.say(f"stored the answer in {outputs.folder}: {parts}")


def _tell_builders(answer: Answer, outputs: Outputs) -> None:
    """Tell build servers what came of the expectations."""
    from sandbox.reports.github import (  # noqa: PLC0415 -- help needs none of it
        annotation_lines,
        append_summary,
        step_summary,
    )
    from sandbox.reports.junit import junit_xml  # noqa: PLC0415 -- the same

    name = str(answer.document["name"])
    if outputs.junit is not None:
        write(outputs.junit, junit_xml(name, answer.gates, answer.undecided).encode())
        console.say(f"wrote {outputs.junit}")
    if outputs.github:
        # On stderr, because stdout is data; the runner reads commands from both.
        for line in annotation_lines(answer.gates, answer.undecided):
            console.say(line)
        append_summary(step_summary(answer), os.environ)
