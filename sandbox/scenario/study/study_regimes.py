"""The regimes that a study compares: named ones, and rules that it writes in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.errors import Diagnostic
from sandbox.scenario.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from sandbox.scenario.layers.source_map import SourceMap
    from sandbox.scenario.loading import Loaded
    from sandbox.scenario.mistakes.section_names import Path
    from sandbox.scenario.schema.study_document import InPlace, StudyDocument


def regimes_layer(
    base: Loaded, document: StudyDocument, places: SourceMap, diagnostics: list[Diagnostic]
) -> Mapping | None:
    """Return what `compare` of a study adds to its base scenario; None without `compare`.

    Rules that are written in place become a regime of their own, which extends the one that `on`
    names, else the first regime of the list that is named, else that of the base scenario.

    Parameters
    ----------
    base
        The base scenario.
    document, places
        The study.
    diagnostics
        Names that are taken already are added here.
    """
    written = places.find(("compare",))
    if written is None or document.compare is None:
        return None
    below = _regime_below(base, document)
    names: list[Node] = []
    regimes: dict[str, Entry] = {}
    for index, item in enumerate(document.compare):
        path: Path = ("compare", str(index)) if isinstance(written.node, Sequence) else ("compare",)
        if isinstance(item, str):
            node = places.node(path)
            names.append(node if node is not None else written.node)
            continue
        ((name, rules),) = item.items()
        entry = places.find((*path, name))
        if entry is None:  # cannot happen: the document was read from this tree
            continue
        names.append(Scalar(name, name, entry.key))
        if name in base.document.regimes or name in regimes:
            message = f"there is a regime `{name}` already"
            hint = "give these rules another name"
            diagnostics.append(Diagnostic(message, entry.key.location, hint=hint))
        elif (rules.on or below) is None:
            message = f"nothing says on which regime the rules of `{name}` are put"
            hint = f"write `{name}: {{on: REGIME, rules: […]}}`"
            diagnostics.append(Diagnostic(message, entry.key.location, hint=hint))
        else:
            regimes[name] = Entry(entry.key, _regime(entry, rules, below or ""))
    return _layer(written, names, regimes)


def _regime_below(base: Loaded, document: StudyDocument) -> str | None:
    """Return the regime under rules in place; empty where its name is wrong, None without one."""
    named = [item for item in document.compare or () if isinstance(item, str)]
    own = base.document.compare or ()
    first = next(iter([*named, *own]), base.document.regime)
    return first if first is None or first in base.document.regimes else ""


def _regime(entry: Entry, rules: InPlace, below: str) -> Mapping:
    """Return the section of a regime whose rules stand at an entry of the study."""
    node = entry.node
    if not isinstance(node, Mapping):
        node = Mapping({"rules": Entry(entry.key, node)}, node.span)
    section = {key: part for key, part in node.entries.items() if key != "on"}
    on = node.entries.get("on")
    if on is not None and rules.on:
        section["extends"] = on
    elif below:
        section["extends"] = Entry(entry.key, Scalar(below, below, entry.key))
    return Mapping(section, node.span)


def _layer(entry: Entry, names: list[Node], regimes: dict[str, Entry]) -> Mapping:
    span = entry.node.span
    if len(names) == 1:
        chosen = {"regime": Entry(entry.key, names[0])}
    else:
        chosen = {"compare": Entry(entry.key, Sequence(tuple(names), span))}
    added = {"regimes": Entry(entry.key, Mapping(regimes, span))} if regimes else {}
    return Mapping({**chosen, **added}, span)
