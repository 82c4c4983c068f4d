"""From the merged tree to a document, with every mistake found on the way.

pydantic stops judging a section at its first wrong value, and nothing can be said about
relations between parties while one of them is broken.
So what is wrong is cut out of the tree and the rest is judged again: all errors come at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from pydantic import ValidationError

from sandbox.errors import Diagnostic
from sandbox.scenario.diagnostics import Mistake, explain
from sandbox.scenario.merging import is_rule_list, rule_key
from sandbox.scenario.schema.document import Document
from sandbox.scenario.sections import Path
from sandbox.scenario.source_map import SourceMap
from sandbox.scenario.yaml_tree import Entry, Mapping, Node, Scalar, Sequence, to_plain

ROUNDS_MAX = 12
_TEXT_WANTED = ("string_type", "list_type")
# Stands in for a broken period, so that everything else can be judged.
_PERIOD = {"from": "2024-01-01", "for": "1h"}


@dataclass(slots=True)
class Verdict:
    """What validation says about a tree.

    Attributes
    ----------
    places
        Map of the tree that was validated in the end.
    document
        The document, without the parts in `pruned`; None where too much is wrong.
    found
        Mistakes of the schema.
    pruned
        Paths of what was cut out; rules by name.
    """

    places: SourceMap
    document: Document | None = None
    found: list[Diagnostic] = field(default_factory=list)
    pruned: set[Path] = field(default_factory=set)


def validate(places: SourceMap, *, is_whole: bool = True) -> Verdict:
    """Validate a merged document.

    Parameters
    ----------
    places
        The tree and where it stands.
    is_whole
        False where a base is missing: then missing keys are no mistakes, and there is no document.
    """
    verdict = Verdict(places)
    for _ in range(ROUNDS_MAX):
        try:
            verdict.document = Document.model_validate(_plain(verdict))
        except ValidationError as error:
            if not _mend(verdict, explain(error, verdict.places), is_whole=is_whole):
                break
        else:
            break
    if not is_whole:
        verdict.document = None
    return verdict


def touches(path: Path, pruned: set[Path]) -> bool:
    """Tell whether a path lies in, or contains, something that was cut out."""
    return any(path[: len(cut)] == cut[: len(path)] for cut in pruned)


def _plain(verdict: Verdict) -> dict[str, object]:
    plain = cast("dict[str, object]", to_plain(verdict.places.tree))
    if ("period",) in verdict.pruned:
        plain["period"] = _PERIOD
    return plain


def _mend(verdict: Verdict, mistakes: list[Mistake], *, is_whole: bool) -> bool:
    """Note the mistakes and cut them out; return whether another round can help."""
    tree = verdict.places.tree
    texts = {m.path for m in mistakes if _is_bare_name(verdict.places.node(m.path), m.kind)}
    if texts:
        verdict.places = SourceMap(_as_text(tree, texts), verdict.places.source)
        return True
    cuts: set[Path] = set()
    for mistake in mistakes:
        path = _removable(mistake.path, verdict.places)
        named = _by_name(path, verdict.places)
        is_consequence = touches(named, verdict.pruned)
        if not is_consequence and (is_whole or mistake.kind != "missing"):
            verdict.found.append(mistake.diagnostic)
        cuts.add(path)
        verdict.pruned.add(named)
    if () in cuts:
        return _stand_in(verdict)
    verdict.places = SourceMap(_without(tree, cuts), verdict.places.source)
    return True


def _is_bare_name(node: Node | None, kind: str) -> bool:
    """Tell whether a number stands where a name is expected, such as a wallet called 360."""
    return kind in _TEXT_WANTED and isinstance(node, Scalar) and not isinstance(node.value, str)
