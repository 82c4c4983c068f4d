"""One scenario with other values: what `--set` does, a thousand times over.

Only the sections that a change touches are read again, from the tree of the loaded scenario; no
file is opened. What the schema or a check refuses is explained at length, as when a file is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from sandbox.errors import Diagnostic
from sandbox.scenario.checks.all_checks import check
from sandbox.scenario.checks.subject import Subject
from sandbox.scenario.layers.merging import lay_over
from sandbox.scenario.layers.overrides import Change, layer_of
from sandbox.scenario.layers.source_map import SourceMap
from sandbox.scenario.loading import Loaded, lay_layers
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.yaml.nodes import Mapping, to_plain


def vary(base: Loaded, changes: Iterable[Change]) -> Document:
    """Return the document of a scenario with some values changed.

    Parameters
    ----------
    base
        A valid scenario.
    changes
        Laid over it in their order; see `sandbox.scenario.layers.overrides`.

    Raises
    ------
    ScenarioError
        When a path names what is not there, or the result is invalid.
    """
    found: list[Diagnostic] = []
    layers: list[Mapping] = []
    tree = base.places.tree
    for change in changes:
        layers.append(layer_of(change, SourceMap(tree, base.places.source)))
        tree = lay_over(tree, layers[-1], found)
    touched = {section for layer in layers for section in layer.entries}
    document = None if found else _reread(base.document, tree, touched)
    if document is None or check(Subject(document, SourceMap(tree, base.places.source), tree)):
        # Slower, and it says what is wrong and where.
        document = lay_layers(base, layers).document
    return document


def _reread(document: Document, tree: Mapping, sections: Iterable[str]) -> Document | None:
    """Return the document with some sections read anew; None where the whole must be judged."""
    if document.model_fields_set - tree.entries.keys():
        # A section has been removed, or given up for another form, as `regime` for `compare`.
        return None
    read: dict[str, object] = {}
    for section in sections:
        entry = tree.entries.get(section)
        if entry is None or section not in Document.model_fields:
            return None
        try:
            read[section] = _reader(section).validate_python(to_plain(entry.node))
        except ValidationError:
            return None
    return document.model_copy(update=read)


@cache
def _reader(section: str) -> TypeAdapter[Any]:
    field = Document.model_fields[section]
    kind: Any = field.annotation
    for one in field.metadata:
        kind = Annotated[kind, one]
    return TypeAdapter(kind)
