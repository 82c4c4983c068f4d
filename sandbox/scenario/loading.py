"""From YAML files to a validated document: the one way in."""

from __future__ import annotations

import re
from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sandbox.errors import Diagnostic, ScenarioError
from sandbox.scenario.checks.all_checks import check, warn
from sandbox.scenario.checks.subject import Subject
from sandbox.scenario.inheritance import Origin, follow, open_file, open_world
from sandbox.scenario.merging import merge
from sandbox.scenario.packaged import world_names
from sandbox.scenario.provenance import Provenance
from sandbox.scenario.schema.document import Document
from sandbox.scenario.source_map import SourceMap
from sandbox.scenario.source_text import SourceText
from sandbox.scenario.validation import validate
from sandbox.scenario.yaml_tree import to_plain

__all__ = ["Loaded", "load", "load_text", "world_names"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A validated document and what is known about its text."""

    document: Document
    question: str
    name: str
    provenance: Lookup[tuple[str, ...], Provenance]
    warnings: tuple[Diagnostic, ...]
    places: SourceMap
    plain: dict[str, object]


def load(target: str | Path, overrides: Sequence[str] = ()) -> Loaded:
    """Load a scenario file, or a packaged world by its name."""
    del overrides
    name = str(target)
    if isinstance(target, str) and name in world_names() and not Path(name).exists():
        return _load(open_world(name), name)
    return _load(open_file(Path(name), name), Path(name).stem)


def load_text(text: str, name: str = "scenario") -> Loaded:
    """Load a scenario from text; it can extend packaged worlds only."""
    source = SourceText(name, text)
    source.check_characters()
    return _load(Origin(source), name)


def _load(start: Origin, name: str) -> Loaded:
    lineage = follow(start)
    found = list(lineage.found)
    tree = merge(lineage.layers, found)
    places = SourceMap(tree, start.source)
    verdict = validate(places, is_whole=lineage.is_whole)
    found += verdict.found
    warnings: tuple[Diagnostic, ...] = ()
    if verdict.document is not None:
        subject = Subject(verdict.document, verdict.places, tree)
        found += check(subject, verdict.pruned)
        warnings = () if found else warn(subject)
    document = verdict.document
    plain = cast("dict[str, object]", to_plain(verdict.places.tree))
    if found or document is None:
        raise ScenarioError(found)
    return Loaded(document, _question(start.source.text), name, {}, warnings, verdict.places, plain)


def _question(text: str) -> str:
    comment = re.match(r"(?:[ \t]*#[^\n]*\n)+", text)
    lines = comment[0].splitlines() if comment else []
    return " ".join(line.strip().lstrip("#").strip() for line in lines).strip()
