"""From the YAML file of a study to a validated question, or every mistake at once.

text → tree → schema of studies (validation) → base scenario (loading) → the study's regimes laid
over the base → paths, values and names (study_checks) → what the layers above have to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from os.path import normpath
from pathlib import Path
from typing import NamedTuple

from sandbox.characters import visible
from sandbox.errors import Diagnostic, Location, MachineError, ScenarioError, UsageError
from sandbox.scenario.layers.inheritance import neighbours, open_file
from sandbox.scenario.layers.packaged import world_names
from sandbox.scenario.layers.source_map import SourceMap
from sandbox.scenario.loaded_study import LoadedStudy
from sandbox.scenario.loading import Loaded, add_apart, lay_layers, load, question_of
from sandbox.scenario.mistakes.suggestions import hint_at
from sandbox.scenario.schema.study_document import StudyDocument
from sandbox.scenario.study import study_checks
from sandbox.scenario.study.study_regimes import regimes_layer
from sandbox.scenario.validation import validate_as
from sandbox.scenario.yaml.annotations import fold_document
from sandbox.scenario.yaml.nodes import Mapping
from sandbox.scenario.yaml.source_text import SourceText
from sandbox.scenario.yaml.yaml_tree import compose

__all__ = [
    "LoadedStudy",
    "PlacedText",
    "StudyCheck",
    "is_study",
    "load_study",
    "load_study_text",
    "metric_texts",
]

STUDY_SUFFIX = ".study"
# Stands in for a broken `study`, so that the rest of the schema can be judged.
_STAND_INS = {"study": "blank"}


class PlacedText(NamedTuple):
    """A text that a layer above parses, and where it stands in the study."""

    text: str
    path: tuple[str, ...]
    at_key: bool = False


StudyCheck = Callable[[LoadedStudy], Iterable[Diagnostic]]


def load_study(
    target: str | Path, overrides: Sequence[str] = (), checks: Iterable[StudyCheck] = ()
) -> LoadedStudy:
    """Load a study.

    Parameters
    ----------
    target
        Path of the file.
    overrides
        `PATH=VALUE` texts, laid over the base scenario in their order.
    checks
        What layers above the scenario have to say, for example about metrics: each takes the
        study, as far as it is valid, and yields complaints. They are shown with all others.
        They are asked only where the base scenario is valid.

    Raises
    ------
    UsageError
        When there is no such file, or an override is not of the form.
    ScenarioError
        When the study or its base is invalid, with everything that is wrong.
    """
    path = Path(target)
    try:
        source = open_file(path, str(target)).source
    except MachineError:
        raise
    except UsageError as error:
        known = [str(path.parent / near) for near in neighbours(path.parent)]
        raise UsageError(str(error), hint_at(str(target), known)) from None
    return _load(source, path, overrides, checks)


def load_study_text(
    text: str, name: str = "study", checks: Iterable[StudyCheck] = ()
) -> LoadedStudy:
    """Load a study from text; its base is a packaged world or a file of the working directory."""
    source = SourceText(visible(name), text)
    source.check_characters()
    return _load(source, Path(name), (), checks)


def is_study(target: str | Path) -> bool:
    """Tell whether a file is a study: whether its document has the key `study`.

    A file that cannot be read, or is no YAML, is taken for a scenario, which explains why.
    """
    if str(target) in world_names():
        return False
    try:
        return "study" in compose(open_file(Path(target), str(target)).source).tree.entries
    except (UsageError, ScenarioError):
        return False


def metric_texts(study: LoadedStudy) -> list[PlacedText]:
    """Return every metric that a study names."""
    document = study.document
    found = _listed(study, "metrics", document.metrics)
    for key, widths in (("precision", document.precision), ("practically", document.practically)):
        found += [PlacedText(text, (key, text), at_key=True) for text in widths]
    if document.attribute:
        found.append(PlacedText(document.attribute.metric, ("attribute", "metric")))
    if document.sensitivity:
        found.append(PlacedText(document.sensitivity.metric, ("sensitivity", "metric")))
    return found


def _listed(study: LoadedStudy, key: str, texts: Sequence[str]) -> list[PlacedText]:
    paths = [(key, str(index)) for index in range(len(texts))]
    return [
        PlacedText(text, path if study.places.find(path) else (key,))
        for text, path in zip(texts, paths, strict=True)
    ]


def _load(
    source: SourceText, path: Path, overrides: Sequence[str], checks: Iterable[StudyCheck]
) -> LoadedStudy:
    composed = compose(source)
    found = list(composed.diagnostics)
    tree = fold_document(composed.tree, found)
    _refuse_scenario(tree)
    verdict = validate_as(StudyDocument, SourceMap(tree, source), _STAND_INS)
    add_apart(found, verdict.diagnostics)
    document, places = verdict.document, verdict.places
    if document is not None and ("study",) not in verdict.pruned_paths:
        base = _base(document.study, path, places, overrides, found)
        if base is not None:
            base = _with_regimes(base, document, places, found)
            name = visible(path.stem).removesuffix(STUDY_SUFFIX)
            study = LoadedStudy(question_of(source.text), name, document, base, places)
            for check in (study_checks.check, *checks):
                # One mistake in a path shows at each of its values.
                add_apart(found, dict.fromkeys(check(study)))
            if not found:
                return study
    raise ScenarioError(found)


def _refuse_scenario(tree: Mapping) -> None:
    if "study" not in tree.entries and "extends" in tree.entries:
        place = tree.entries["extends"].key.location
        hint = "run it with `sandbox run`, or name it in a study: `study: FILE`"
        raise ScenarioError([Diagnostic("this is a scenario, not a study", place, hint=hint)])


def _base(
    name: str,
    path: Path,
    places: SourceMap,
    overrides: Sequence[str],
    diagnostics: list[Diagnostic],
) -> Loaded | None:
    """Return the base scenario; None where it is missing or invalid, which is noted."""
    place = places.value(("study",))
    for target in _targets(name, path.parent):
        try:
            if is_study(target):
                hint = "name a scenario or a world"
                diagnostics.append(
                    Diagnostic(f"`study` names `{name}`, another study", place, hint=hint)
                )
                return None
            return load(target, overrides)
        except MachineError:
            raise
        except UsageError as error:
            if overrides and "--set" in str(error):
                raise
        except ScenarioError as error:
            diagnostics.extend(_at(place, diagnostic) for diagnostic in error.diagnostics)
            return None
    known = [*world_names(), *neighbours(path.parent)]
    message = f"`study` names `{name}`, which is neither a packaged world nor a file"
    hint = hint_at(name, known) or f"packaged worlds are {', '.join(world_names())}"
    diagnostics.append(Diagnostic(message, place, hint=hint))
    return None


def _targets(name: str, folder: Path) -> list[str]:
    if name in world_names():
        return [name]
    return [normpath(folder / (name + suffix)) for suffix in ("", ".yaml")]


def _at(location: Location, diagnostic: Diagnostic) -> Diagnostic:
    """Give a mistake without a line, such as a folder in place of a file, the place of `study`."""
    if diagnostic.location.line:
        return diagnostic
    return Diagnostic(diagnostic.message, location, diagnostic.note, diagnostic.hint)


def _with_regimes(
    base: Loaded, document: StudyDocument, places: SourceMap, diagnostics: list[Diagnostic]
) -> Loaded:
    """Return the base with the regimes that the study compares, itself where they are wrong."""
    layer = regimes_layer(base, document, places, diagnostics)
    if layer is None:
        return base
    try:
        return lay_layers(base, [layer])
    except ScenarioError as error:
        add_apart(diagnostics, error.diagnostics)
        return base
