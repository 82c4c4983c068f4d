"""From the merged tree to a document, with every mistake found on the way.

pydantic stops judging a section at its first wrong value, and nothing can be said about
relations between parties while one of them is broken.
So what is wrong is cut out of the tree and the rest is judged again: all errors come at once.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast

from pydantic import ValidationError

from sandbox.errors import Diagnostic
from sandbox.scenario.layers.merging import is_rule_list
from sandbox.scenario.layers.source_map import SourceMap
from sandbox.scenario.mistakes.schema_diagnostics import SchemaMistake, explain
from sandbox.scenario.mistakes.section_names import Path
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.schema.section import DocumentSection
from sandbox.scenario.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence, to_plain

ROUNDS_MAX = 12
MISTAKES_MAX = 200  # in one round: beyond it the rest is not worth judging
_TEXT_WANTED = ("string_type", "list_type")
# Stands in for a broken period, so that everything else can be judged.
_PERIOD = {"from": "2024-01-01", "for": "1h"}

Model = TypeVar("Model", bound=DocumentSection)


@dataclass(slots=True)
class Validation(Generic[Model]):
    """What validation says about a tree.

    Attributes
    ----------
    root
        The schema.
    places
        Map of the tree that was validated in the end.
    document
        The document, without the parts in `pruned`; None where too much is wrong.
    diagnostics
        Mistakes of the schema.
    pruned_paths
        Paths of what was cut out; rules by name.
    """

    root: type[Model]
    places: SourceMap
    document: Model | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)
    pruned_paths: set[Path] = field(default_factory=set)


def validate(places: SourceMap, *, is_whole: bool = True) -> Validation[Document]:
    """Validate a merged document.

    Parameters
    ----------
    places
        The tree and where it stands.
    is_whole
        False where a base is missing: then missing keys are no mistakes, and there is no document.
    """
    verdict = validate_as(Document, places, {"period": _PERIOD}, is_whole=is_whole)
    if not is_whole:
        verdict.document = None
    return verdict


def validate_as(
    root: type[Model],
    places: SourceMap,
    stand_ins: AbstractMapping[str, object],
    *,
    is_whole: bool = True,
) -> Validation[Model]:
    """Validate a document by a schema.

    Parameters
    ----------
    root
        The schema.
    places
        The tree and where it stands.
    stand_ins
        Values for required keys, with which the rest can be judged where they are broken.
    is_whole
        False where missing keys are no mistakes.
    """
    verdict = Validation(root, places)
    for _ in range(ROUNDS_MAX):
        plain = cast("dict[str, object]", to_plain(verdict.places.tree))
        plain |= {key: value for key, value in stand_ins.items() if (key,) in verdict.pruned_paths}
        try:
            verdict.document = root.model_validate(plain)
        except ValidationError as error:
            if not _mend(verdict, explain(error, verdict.places, root), is_whole=is_whole):
                break
        else:
            break
    return verdict


def touches(path: Path, pruned_paths: AbstractSet[Path]) -> bool:
    """Tell whether a path lies in, or contains, something that was cut out."""
    return any(path[: len(cut)] == cut[: len(path)] for cut in pruned_paths)


def named_path(path: Path, places: SourceMap) -> Path:
    """Return a path with the name of a rule in place of its number, which cutting changes."""
    for length in range(1, len(path)):
        if is_rule_list(path[:length]) and path[length].isdecimal():
            name = places.rule_name(path[: length + 1]) or path[length]
            return (*path[:length], name, *path[length + 1 :])
    return path


def _mend(verdict: Validation[Model], mistakes: list[SchemaMistake], *, is_whole: bool) -> bool:
    """Note the mistakes and cut them out; return whether another round can help."""
    places = verdict.places
    paths = {m.paths[0] for m in mistakes if m.kind in _TEXT_WANTED}
    names = {path for path in paths if _is_bare_name(places.node(path))}
    if names:
        verdict.places = SourceMap(_as_text(places.tree, names), places.source)
        return True
    before = set(verdict.pruned_paths)
    for mistake in mistakes:
        named = {named_path(_removable(path), places) for path in mistake.paths}
        is_consequence = any(touches(path, before) for path in named)
        if not is_consequence and (is_whole or mistake.kind != "missing"):
            verdict.diagnostics.append(mistake.diagnostic)
        verdict.pruned_paths |= named
    cuts = {_removable(path) for mistake in mistakes for path in mistake.paths}
    if () in cuts or verdict.pruned_paths == before or len(mistakes) > MISTAKES_MAX:
        return False
    verdict.places = SourceMap(_without(places.tree, cuts), places.source)
    return True


def _is_bare_name(node: Node | None) -> bool:
    """Tell whether a node is a number that may be meant as a name, such as a wallet called 360."""
    return isinstance(node, Scalar) and not isinstance(node.value, str)


def _removable(path: Path) -> Path:
    """Return what has to go with a wrong value: the whole rule, the whole list, or just it."""
    for length, part in enumerate(path):
        if part.isdecimal() and is_rule_list(path[:length]):
            return path[: length + 1]
        if part.isdecimal() and length > 1:
            return path[:length]
    return path


def _as_text(tree: Mapping, paths: set[Path]) -> Mapping:
    """Return the tree with the values at some paths read as text."""
    changed = _rewritten(tree, (), lambda path: path in paths)
    return changed if isinstance(changed, Mapping) else tree


def _rewritten(node: Node, path: Path, is_name: Callable[[Path], bool]) -> Node:
    if isinstance(node, Scalar):
        return node._replace(value=node.text) if is_name(path) else node
    if isinstance(node, Sequence):
        items = (_rewritten(item, (*path, str(i)), is_name) for i, item in enumerate(node.items))
        return node._replace(items=tuple(items))
    entries = {
        key: Entry(entry.key, _rewritten(entry.node, (*path, key), is_name))
        for key, entry in node.entries.items()
    }
    return node._replace(entries=entries)


def _without(tree: Mapping, cuts: set[Path]) -> Mapping:
    """Return the tree without the parts at some paths."""
    return Mapping(
        {
            key: Entry(entry.key, _pruned(entry.node, _below(cuts, key)))
            for key, entry in tree.entries.items()
            if (key,) not in cuts
        },
        tree.span,
    )


def _pruned(node: Node, cuts: set[Path]) -> Node:
    if not cuts or isinstance(node, Scalar):
        return node
    if isinstance(node, Mapping):
        return _without(node, cuts)
    items = (
        _pruned(item, _below(cuts, str(i)))
        for i, item in enumerate(node.items)
        if (str(i),) not in cuts
    )
    return node._replace(items=tuple(items))


def _below(cuts: set[Path], key: str) -> set[Path]:
    return {cut[1:] for cut in cuts if len(cut) > 1 and cut[0] == key}
