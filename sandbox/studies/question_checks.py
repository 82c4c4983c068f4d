"""What only the layers above a scenario can say of a study: its metrics and expectations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from sandbox.answers.expectations import check_expectation, parse_expectation
from sandbox.errors import Diagnostic, ExpressionError, Mistake, ScenarioError, UsageError
from sandbox.metrics.values import check_metric, parse_metric
from sandbox.scenario.study.study_loading import StudyCheck, metric_texts
from sandbox.scenario.tables.build import build_world
from sandbox.studies.runs import regimes_of
from sandbox.studies.sweeps import check_points

if TYPE_CHECKING:
    from sandbox.scenario.loading import Loaded
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.schema.study_document import Compared
    from sandbox.scenario.study.study_loading import LoadedStudy
    from sandbox.scenario.tables.build import BuiltWorld


def study_checks() -> tuple[StudyCheck, ...]:
    """Return the checks that loading a study is asked to make besides its own."""
    return (complaints_about_points, complaints_about_texts)


def complaints_about_points(study: LoadedStudy) -> Iterator[Diagnostic]:
    """Yield what is wrong with settings of what varies that do not go together."""
    try:
        check_points(study)
    except ScenarioError as error:
        yield from error.diagnostics


def complaints_about_texts(study: LoadedStudy) -> Iterator[Diagnostic]:
    """Yield what is wrong with metrics and expectations, each where it stands."""
    worlds = {
        built.regime: built
        for built in (
            build_world(study.base.document, regime) for regime in regimes_of(study.base.document)
        )
    }
    first = next(iter(worlds.values()))
    for asked in metric_texts(study):
        mistakes = found_in(asked.text, lambda text: check_metric(parse_metric(text), first))
        place = study.places.key(asked.path) if asked.at_key else study.position(*asked.path)
        yield from (mistake.diagnostic(place, asked.text) for mistake in mistakes)
    # What `compare` lists is known here even where it is refused there: one mistake, one error.
    listed = {name: first for entry in study.document.compare or () for name in _names(entry)}
    yield from complaints_about_expectations(study, listed | worlds)


def check_scenario(loaded: Loaded, metrics: Sequence[str] = ()) -> None:
    """Check what a scenario, or its caller, asks by name.

    Parameters
    ----------
    metrics
        Texts of metrics that stand in no file.

    Raises
    ------
    ScenarioError
        With every mistake in `metrics` and `practically`, each where it stands.
    UsageError
        For the first mistake in what stands in no file.
    """
    document = loaded.document
    first = build_world(document, regimes_of(document)[0])
    asked = [(("metrics", str(k)), text, False) for k, text in enumerate(document.metrics)]
    asked += [(("practically", text), text, True) for text in document.practically]
    found = []
    for path, text, at_key in asked:
        mistakes = found_in(text, lambda text: check_metric(parse_metric(text), first))
        known = path if loaded.places.find(path) else path[:1]
        place = loaded.places.key(known) if at_key else loaded.places.value(known)
        found += [mistake.diagnostic(place, text) for mistake in mistakes]
    if found:
        raise ScenarioError(found)
    check_metrics(document, metrics)


def check_metrics(document: Document, metrics: Sequence[str]) -> None:
    """Check metrics that stand in no file.

    Raises
    ------
    UsageError
        For the first mistake.
    """
    if not metrics:
        return
    first = build_world(document, regimes_of(document)[0])
    for text in metrics:
        mistakes = found_in(text, lambda text: check_metric(parse_metric(text), first))
        if mistakes:
            raise UsageError(f"--metric {text}: {mistakes[0].message}", mistakes[0].hint)


def _names(entry: Compared) -> Iterable[str]:
    return [entry] if isinstance(entry, str) else entry


def complaints_about_expectations(
    study: LoadedStudy, worlds: dict[str, BuiltWorld]
) -> Iterator[Diagnostic]:
    """Yield what is wrong with `expect`."""
    for k, text in enumerate(study.document.expect):
        mistakes = found_in(text, lambda text: check_expectation(parse_expectation(text), worlds))
        path = ("expect", str(k)) if study.places.find(("expect", str(k))) else ("expect",)
        place = study.position(*path)
        yield from (mistake.diagnostic(place, text) for mistake in mistakes)


def found_in(text: str, check: Callable[[str], Iterable[Mistake]]) -> tuple[Mistake, ...]:
    """Return the mistakes in a short text, whether it cannot be read or cannot be meant."""
    try:
        return tuple(check(text))
    except ExpressionError as error:
        return tuple(error.mistakes)
