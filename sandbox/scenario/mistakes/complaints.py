"""pydantic's complaints, located in the tree and freed of what only pydantic sees."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic import ValidationError

from sandbox.scenario.layers.source_map import SourceMap, child
from sandbox.scenario.mistakes.section_names import Path
from sandbox.scenario.yaml.nodes import Mapping, Node

COMPLAINTS_MAX = 500  # at a time: whoever has more mends these first
# Where a value fits no form of a union, the form whose complaint says most is shown.
_SPECIFICITY = {
    "less_than_equal": 4,
    "greater_than_equal": 4,
    "value_error": 3,
    "int_parsing": 2,
    "int_from_float": 2,
}


class Complaint(NamedTuple):
    """A complaint of pydantic with its place in the tree.

    Attributes
    ----------
    path
        The value or section that it is about; a lacking key is not part of it.
    kind, text, context
        pydantic's name of the complaint, its words, and their parameters.
    key
        The lacking key.
    at_key
        Whether the last part of the path is wrong as a key.
    forks
        Where pydantic went into a form of a union, and into which.
    """

    path: Path
    kind: str
    text: str
    context: dict[str, Any]
    key: str = ""
    at_key: bool = False
    forks: tuple[tuple[Path, str], ...] = ()


def complaints_of(error: ValidationError, places: SourceMap) -> list[Complaint]:
    """Return the complaints of a validation, those of one form for each union."""
    details = error.errors(include_url=False)[:COMPLAINTS_MAX]
    complaints = [_located(detail, places) for detail in details]
    return _decided(complaints, places)


def _located(detail: Any, places: SourceMap) -> Complaint:  # noqa: ANN401 -- pydantic's TypedDict
    path: Path = ()
    node: Node = places.tree
    forks: list[tuple[Path, str]] = []
    kind: str = detail["type"]
    parts = [str(part) for part in detail["loc"]]
    key = parts.pop() if kind == "missing" else ""
    for part in parts:
        entry = child(node, part)
        if entry is not None:
            node, path = entry.node, (*path, part)
        elif part != "[key]":
            # The tag of a union's form, or the key that a short form stands for.
            forks.append((path, part))
    context = detail.get("ctx", {})
    text = str(context.get("error", detail["msg"]))
    at_key = "[key]" in parts
    return Complaint(path, kind, text, context, key, at_key, tuple(forks))


def _decided(complaints: list[Complaint], places: SourceMap) -> list[Complaint]:
    """Keep, for each value that fits no form of a union, the complaints of one form."""
    forms: dict[Path, dict[str, int]] = {}
    for complaint in complaints:
        for path, tag in complaint.forks:
            specificity = _specificity(complaint, path, places)
            known = forms.setdefault(path, {})
            known[tag] = max(known.get(tag, -1), specificity)
    chosen = {path: max(tags, key=tags.__getitem__) for path, tags in forms.items()}
    return [c for c in complaints if all(chosen[path] == tag for path, tag in c.forks)]


def _specificity(complaint: Complaint, path: Path, places: SourceMap) -> int:
    if isinstance(places.node(path), Mapping):
        return 5 if complaint.path != path or complaint.kind == "missing" else 0
    return _SPECIFICITY.get(complaint.kind, 1 if complaint.kind == "literal_error" else 0)
