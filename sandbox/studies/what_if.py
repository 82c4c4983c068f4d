"""From a question to its answer: regimes side by side on the same shoppers, point by point.

A scenario is a study of one point with a fixed number of replications.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.answers.question import Kind
from sandbox.scenario.layers.source_map import SourceMap
from sandbox.scenario.schema.study_document import StudyDocument
from sandbox.scenario.study.study_loading import LoadedStudy, load_study
from sandbox.scenario.yaml.source_text import SourceText
from sandbox.scenario.yaml.yaml_tree import compose
from sandbox.studies.experiment import Experiment
from sandbox.studies.options import Options, study_with_options
from sandbox.studies.question_checks import study_checks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sandbox.answers.answer import Answer
    from sandbox.scenario.loading import Loaded


def load(target: str | Path, overrides: Sequence[str] = ()) -> LoadedStudy:
    """Return a study, its metrics and expectations checked too.

    Raises
    ------
    UsageError
        When there is no such file.
    ScenarioError
        With every mistake of the study and of its base.
    """
    return load_study(target, overrides, study_checks())


def as_study(loaded: Loaded) -> LoadedStudy:
    """Return a scenario as a study of one point."""
    source = SourceText(loaded.name, "study: here\n")  # names of files are no YAML
    places = SourceMap(compose(source).tree, source)
    return LoadedStudy(
        loaded.question, loaded.name, StudyDocument(study=loaded.name), loaded, places
    )


def run(loaded: Loaded, options: Options | None = None) -> Answer:
    """Answer a scenario.

    Raises
    ------
    UsageError
        For an unknown regime or engine.
    """
    asked = options if options is not None else Options()
    return Experiment(study_with_options(as_study(loaded), asked), asked, Kind.RUN).answer(
        asked.executor, asked.progress
    )


def study(loaded: LoadedStudy, options: Options | None = None) -> Answer:
    """Answer a study: every point under every regime, then what else it asks for."""
    asked = options if options is not None else Options()
    return Experiment(study_with_options(loaded, asked), asked, Kind.STUDY).answer(
        asked.executor, asked.progress
    )
