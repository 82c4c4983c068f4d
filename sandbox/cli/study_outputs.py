"""Where the result of a study goes: the terminal, files, the store, build servers."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sandbox.cli import streams
from sandbox.cli.files import prepare_file, prepare_folder, prepare_store, write
from sandbox.cli.pages import prepare_page, write_page

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.reports.study import Asked
    from sandbox.studies.study_results import StudyResult

REPORT = "report.txt"


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where a result goes besides stdout; None for nowhere.

    Attributes
    ----------
    folder
        For the report, the document and what a page tells beside it.
    html, junit
        Files.
    github
        Whether to annotate lines and append to the summary of a step.
    store
        Folder of replications, which keeps the last result of each study too.
    """

    folder: Path | None
    html: Path | None
    junit: Path | None
    github: bool
    store: Path | None

    def prepare(self) -> None:
        """Find out before a long study, not after it, that its results cannot be written.

        Raises
        ------
        MissingExtraError
            If a page is wanted and the libraries that draw charts are missing.
        UsageError
            If a place cannot be written.
        """
        from sandbox.reports.html.stored import STUDY  # noqa: PLC0415 -- help needs none of it

        if self.store is not None:
            prepare_store(self.store)
        if self.folder is not None:
            prepare_folder(self.folder)
        if self.folder is not None:
            prepare_file(self.folder / STUDY)
        if self.junit is not None:
            prepare_file(self.junit)
        if self.html is not None:
            prepare_page(self.html)


class ToldStudy:
    """A result on its way to everywhere it is wanted.

    Parameters
    ----------
    result
        Of the study.
    asked
        How the user asked for it.
    """

    def __init__(self, result: StudyResult, asked: Asked) -> None:
        self._result, self._asked = result, asked

    @cached_property
    def _document(self) -> dict[str, Any]:
        return self._result.as_json()

    @cached_property
    def _context(self) -> dict[str, Any]:
        """What a page tells besides numbers."""
        from sandbox.reports.html.study.context import (  # noqa: PLC0415 -- help needs none of it
            study_context_json,
        )

        checksum = str(self._document["checksum"])
        return study_context_json(self._result, checksum, self._asked.command)

    def tell(self, outputs: Outputs, *, as_json: bool) -> None:
        """Print the result, and write it where the user asked for it.

        Raises
        ------
        UsageError
            If a file cannot be written.
        """
        from sandbox.reports.study import study_report  # noqa: PLC0415 -- help needs none of it
        from sandbox.reports.text import render  # noqa: PLC0415 -- the same

        page = study_report(self._result, self._asked)
        if as_json:
            streams.say_json(self._document)
        else:
            streams.say_page(page)
        sys.stdout.flush()
        if outputs.store is not None:
            from sandbox.reports.html.stored import place_in  # noqa: PLC0415 -- the same

            self._keep(place_in(outputs.store, self._result.study.name))
        if outputs.folder is not None:
            names = self._keep(outputs.folder)
            write(outputs.folder / REPORT, render(page).encode())
            streams.say(f"wrote {', '.join([REPORT, *names])} to {outputs.folder}")
        if outputs.html is not None:
            self._draw(outputs.html)
        self._tell_builders(outputs)

    def _keep(self, folder: Path) -> tuple[str, str]:
        """Write what a page is made of, and return the names of the files."""
        from sandbox.reports.html.stored import CONTEXT, STUDY  # noqa: PLC0415 -- as above

        prepare_folder(folder)
        write(folder / STUDY, streams.json_bytes(self._document) + b"\n")
        write(folder / CONTEXT, streams.json_bytes(self._context) + b"\n")
        return STUDY, CONTEXT

    def _draw(self, path: Path) -> None:
        from sandbox.reports.html.study.material import (  # noqa: PLC0415 -- few studies need it
            StudyMaterial,
        )
        from sandbox.reports.html.study.page import study_page_html  # noqa: PLC0415 -- the same

        write_page(path, study_page_html(StudyMaterial(self._document, self._context)))

    def _tell_builders(self, outputs: Outputs) -> None:
        """Tell build servers what came of the expectations."""
        from sandbox.reports.github import (  # noqa: PLC0415 -- help needs none of it
            annotation_lines,
            append_summary,
            step_summary,
        )
        from sandbox.reports.junit import junit_xml  # noqa: PLC0415 -- the same

        told = self._result.study.name, self._result.gates, self._result.undecided
        if outputs.junit is not None:
            write(outputs.junit, junit_xml(*told).encode())
            streams.say(f"wrote {outputs.junit}")
        if outputs.github:
            # On stderr, because stdout is data; the runner reads commands from both.
            for line in annotation_lines(self._result.gates, self._result.undecided):
                streams.say(line)
            append_summary(step_summary(*told), os.environ)
