"""A study whose text was found to be right, with its base scenario."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.errors import Diagnostic, Location
from sandbox.scenario.layers.source_map import SourceMap
from sandbox.scenario.loading import Loaded
from sandbox.scenario.schema.study_document import StudyDocument


@dataclass(frozen=True, slots=True)
class LoadedStudy:
    """A validated study, its base scenario, and what is known about its text.

    Attributes
    ----------
    question
        First comment of the file, joined to one line; empty where there is none.
    name
        Stem of the file, without `.study`.
    document
        What the YAML says. Metrics and expectations are texts; see `texts`.
    base
        The base scenario with the regimes of the study: `base.document.compare` (or `regime`,
        or `walk`) is what the study compares.
    places
        Path → where it stands in the study's file.
    """

    question: str
    name: str
    document: StudyDocument
    base: Loaded
    places: SourceMap

    def position(self, *path: str) -> Location:
        """Return where a value of the study stands, for example `position("expect", "0")`."""
        return self.places.value(path)

    def complaint(
        self, message: str, *path: str, hint: str = "", note: str = "", at_key: bool = False
    ) -> Diagnostic:
        """Return a mistake in the value (or the key) at a path, in the form of all others."""
        place = self.places.key(path) if at_key else self.places.value(path)
        return Diagnostic(message, place, note, hint)
