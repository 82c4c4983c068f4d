"""From YAML files to a validated document: the one way in.

text → tree (yaml_tree) → folded annotations → chain of `extends` (inheritance) → merged tree
→ overrides → schema (validation) → relations (checks) → `Loaded`, or every error at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from sandbox.characters import visible
from sandbox.errors import Diagnostic, MachineError, ScenarioError, UsageError
from sandbox.scenario.checks.all_checks import check, warn
from sandbox.scenario.checks.subject import Subject
from sandbox.scenario.layers.inheritance import Origin, follow, neighbours, open_file, open_world
from sandbox.scenario.layers.merging import lay_over, merge
from sandbox.scenario.layers.overrides import read_override
from sandbox.scenario.layers.packaged import world_names
from sandbox.scenario.layers.source_map import SourceMap
from sandbox.scenario.mistakes.suggestions import hint_at
from sandbox.scenario.provenance import Provenance, collect
from sandbox.scenario.regimes import regimes_asked
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.soundness.fault import UnsoundError, diagnostic_of
from sandbox.scenario.tables.build import build_regimes
from sandbox.scenario.validation import Validation, validate
from sandbox.scenario.yaml import nodes
from sandbox.scenario.yaml.source_text import SourceText

__all__ = ["Loaded", "load", "load_text", "world_names"]

# A line for editors that name the schema of a file; it is no part of the question.
_MODE_LINE = re.compile(r"#\s*(yaml-language-server:|vim?:|-\*-|%)")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A validated document and what is known about its text.

    Attributes
    ----------
    document
        What the YAML says, with everything that it extends.
    question
        First comment of the file, joined to one line; empty where there is none.
    name
        Stem of the file, or name of the packaged world.
    provenance
        Path → where the number comes from, for every number with a source or a range.
    warnings
        What is allowed and looks like a slip.
    places
        Path → where it stands.
    plain
        The merged document as dictionaries, lists and values, without annotations.
    chain
        The file and what it extends, itself first.
    overrides
        What was laid over them.
    """

    document: Document
    question: str
    name: str
    provenance: Mapping[tuple[str, ...], Provenance]
    warnings: tuple[Diagnostic, ...]
    places: SourceMap
    plain: dict[str, object]
    chain: tuple[Origin, ...] = ()
    overrides: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        from sandbox.scenario.notebook_table import loaded_table  # noqa: PLC0415 -- notebooks only

        return loaded_table(self.name, self.question, self.document, self.provenance.values())


def load(target: str | Path, overrides: Sequence[str] = ()) -> Loaded:
    """Load a scenario or a world.

    Parameters
    ----------
    target
        Path of a file, or the name of a packaged world; the name wins.
    overrides
        `PATH=VALUE` texts, laid over the file in their order.

    Raises
    ------
    UsageError
        When there is no such file, or an override is not of the form.
    ScenarioError
        When the scenario is invalid, with everything that is wrong.
    """
    name = str(target)
    if name in world_names():
        return _load(open_world(name), name, overrides)
    path = Path(name)
    try:
        start = open_file(path, name)
    except MachineError:
        raise
    except UsageError as error:
        known = [*world_names(), *(str(path.parent / near) for near in neighbours(path.parent))]
        raise UsageError(str(error), hint_at(name, known)) from None
    return _load(start, visible(path.stem), overrides)


def load_text(text: str, name: str = "scenario") -> Loaded:
    """Load a scenario from text; it can extend packaged worlds only."""
    source = SourceText(visible(name), text)
    source.check_characters()
    return _load(Origin(source), source.name, ())


def _load(start: Origin, name: str, overrides: Sequence[str]) -> Loaded:
    lineage = follow(start)
    found = list(lineage.diagnostics)
    tree = merge(lineage.layers, found)
    is_whole = lineage.is_whole and not _lacks_world(tree, start.source, found)
    for text in overrides:
        tree = _overridden(tree, text, start.source, found)
    question = question_of(start.source.text)
    loaded = _judged(SourceMap(tree, start.source), found, name, question, is_whole=is_whole)
    return replace(loaded, chain=tuple(lineage.chain), overrides=tuple(overrides))


def lay_layers(base: Loaded, layers: Iterable[nodes.Mapping]) -> Loaded:
    """Return a scenario with further documents over it, as if they had been part of its file.

    Parameters
    ----------
    base
        A valid scenario.
    layers
        Trees with folded annotations, wherever they are written.

    Raises
    ------
    ScenarioError
        When the result is invalid, with everything that is wrong.
    """
    found: list[Diagnostic] = []
    tree = base.places.tree
    for layer in layers:
        tree = lay_over(tree, layer, found)
    loaded = _judged(SourceMap(tree, base.places.source), found, base.name, base.question)
    return replace(loaded, chain=base.chain, overrides=base.overrides)


def _judged(
    places: SourceMap,
    diagnostics: list[Diagnostic],
    name: str,
    question: str,
    *,
    is_whole: bool = True,
) -> Loaded:
    """Validate a merged document; `diagnostics` are the mistakes so far."""
    verdict = validate(places, is_whole=is_whole)
    add_apart(diagnostics, verdict.diagnostics)
    document, warnings = _judge(verdict, places.tree, diagnostics)
    if diagnostics or document is None:
        raise ScenarioError(diagnostics)
    final = verdict.places.tree
    return Loaded(
        document=document,
        question=question,
        name=name,
        provenance={p.path: p for p in collect(final) if p.is_assumption or p.source or p.url},
        warnings=warnings,
        places=verdict.places,
        plain=cast("dict[str, object]", nodes.to_plain(final)),
    )


def _lacks_world(tree: nodes.Mapping, source: SourceText, diagnostics: list[Diagnostic]) -> bool:
    """Note it where nothing could be simulated, because everything else would follow from that."""
    study = tree.entries.get("study")
    if study:
        hint = "run it with `sandbox study`"
        place = study.key.location
        raise ScenarioError([Diagnostic("this is a study, not a scenario", place, hint=hint)])
    lacks = not any(section in tree.entries for section in ("merchants", "services"))
    if lacks:
        message = "there is no world: the file extends none and names no merchant"
        hint = "begin with `extends: china_2024`"
        diagnostics.append(Diagnostic(message, source.location(0, 0), hint=hint))
    return lacks


def _overridden(
    tree: nodes.Mapping, text: str, source: SourceText, diagnostics: list[Diagnostic]
) -> nodes.Mapping:
    try:
        layer = read_override(text, SourceMap(tree, source))
    except ScenarioError as error:
        diagnostics.extend(error.diagnostics)
        return tree
    return lay_over(tree, layer, diagnostics)


def _judge(
    verdict: Validation[Document], tree: nodes.Mapping, diagnostics: list[Diagnostic]
) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Run the checks on what the schema has left; return the document and its warnings."""
    if verdict.document is None:
        return None, ()
    subject = Subject(verdict.document, verdict.places, tree, frozenset(verdict.pruned_paths))
    add_apart(diagnostics, check(subject))
    if not diagnostics:
        add_apart(diagnostics, _faults(verdict.document, verdict.places))
    return verdict.document, () if diagnostics else warn(subject)


def _faults(document: Document, places: SourceMap) -> Iterator[Diagnostic]:
    """Build the tables of each regime of a run, and say why no engine could run them."""
    try:
        build_regimes(document, regimes_asked(document))
    except UnsoundError as error:
        yield from (diagnostic_of(fault, places) for fault in error.faults)


def add_apart(diagnostics: list[Diagnostic], more: Iterable[Diagnostic]) -> None:
    """Add diagnostics whose spot has none yet: what follows from a mistake is not another."""
    spots = {
        (d.location.file, d.location.line, d.location.column)
        for d in diagnostics
        if d.location.line
    }
    diagnostics.extend(
        d for d in more if (d.location.file, d.location.line, d.location.column) not in spots
    )


def question_of(text: str) -> str:
    """Return the comment that a file opens with, as one line."""
    lines: list[str] = []
    for line in text.splitlines():
        stripped = line.strip()
        if _MODE_LINE.match(stripped) or (not stripped and not lines):
            continue
        if not stripped.startswith("#"):
            break
        lines.append(stripped.lstrip("#").strip())
    return " ".join(part for part in lines if part)
