"""Numbers that say where they come from.

A fact is written `{value: 0.6%, source: KEY}`, an assumption
`{assume: 60%, range: [40%, 80%], because: "why"}`; wherever a value may stand, so may these.
Folding turns them into the plain value and keeps what they say beside it.
"""

from __future__ import annotations

from collections.abc import Callable

from sandbox import units
from sandbox.errors import Diagnostic
from sandbox.scenario.mistakes.section_names import Path, describe
from sandbox.scenario.mistakes.suggestions import nearest
from sandbox.scenario.yaml.nodes import Annotation, Mapping, Node, Scalar, Sequence

FACT_KEYS = ("value", "source", "note")
ASSUMPTION_KEYS = ("assume", "range", "because", "note")

_FORMS = {
    "fact": "a fact is written {value: 0.6%, source: KEY}",
    "assumption": 'an assumption is written {assume: 60%, range: [40%, 80%], because: "why"}',
}
_KINDS: tuple[Callable[[object], object], ...] = (
    units.parse_percent,
    units.parse_duration,
    units.parse_money,
    units.parse_rate,
    units.parse_time,
)


def fold_document(tree: Mapping, diagnostics: list[Diagnostic]) -> Mapping:
    """Return a document with its annotated values folded; see `fold`."""
    entries = {
        key: entry._replace(node=fold(entry.node, diagnostics, (key,)))
        for key, entry in tree.entries.items()
    }
    return tree._replace(entries=entries)


def fold(node: Node, diagnostics: list[Diagnostic], path: Path) -> Node:
    """Return a value with annotated values in it as plain values that carry their annotation.

    Parameters
    ----------
    node
        As it was read.
    diagnostics
        Mistakes in annotations are added here; their values are kept.
    path
        Where it stands in the document.
    """
    if isinstance(node, Scalar):
        return node
    if isinstance(node, Sequence):
        items = tuple(fold(item, diagnostics, (*path, str(i))) for i, item in enumerate(node.items))
        return node._replace(items=items)
    if _is_annotated(node):
        return _annotated(node, diagnostics, path)
    entries = {
        key: entry._replace(node=fold(entry.node, diagnostics, (*path, key)))
        for key, entry in node.entries.items()
    }
    return node._replace(entries=entries)


def _is_annotated(node: Mapping) -> bool:
    value = node.entries.get("value") or node.entries.get("assume")
    if value is None:
        return False
    parts = value.node.items if isinstance(value.node, Sequence) else (value.node,)
    return all(isinstance(part, Scalar) for part in parts)


def _annotated(node: Mapping, diagnostics: list[Diagnostic], path: Path) -> Node:
    is_assumption = "assume" in node.entries
    keys = ASSUMPTION_KEYS if is_assumption else FACT_KEYS
    _check_keys(node, keys, diagnostics, path)
    texts = {
        key: entry.node.text
        for key, entry in node.entries.items()
        if isinstance(entry.node, Scalar) and key in keys
    }
    value = node.entries[keys[0]].node
    low, high = _range(node, value, diagnostics, path) if "range" in node.entries else ("", "")
    annotation = Annotation(
        source=texts.get("source", ""),
        note=texts.get("note", ""),
        low=low,
        high=high,
        because=texts.get("because", ""),
        is_assumption=is_assumption,
    )
    if isinstance(value, Mapping):  # cannot happen: `_is_annotated` looked
        return value
    return value._replace(annotation=annotation)


def _check_keys(
    node: Mapping, keys: tuple[str, ...], diagnostics: list[Diagnostic], path: Path
) -> None:
    kind = "assumption" if keys is ASSUMPTION_KEYS else "fact"
    name = describe(path)
    missing = [key for key in keys if key != "note" and key not in node.entries]
    for key, entry in node.entries.items():
        if key not in keys:
            near = nearest(key, missing) or nearest(key, keys)
            missing = [key for key in missing if key != near]
            message = f"unknown key `{key}` in the {kind} {name}"
            note = f"known keys here: {', '.join(sorted(keys))}"
            hint = f"the nearest key is `{near}`" if near else ""
            diagnostics.append(Diagnostic(message, entry.key.location, note, hint))
        elif key not in (keys[0], "range") and not isinstance(entry.node, Scalar):
            message = f"`{key}` of the {kind} {name} must be text"
            diagnostics.append(Diagnostic(message, entry.node.span.location))
    if missing:
        message = f"missing key `{missing[0]}` in the {kind} {name}"
        diagnostics.append(Diagnostic(message, node.span.location, hint=_FORMS[kind]))


def _range(
    node: Mapping, value: Node, diagnostics: list[Diagnostic], path: Path
) -> tuple[str, str]:
    bounds = node.entries["range"].node
    ends = bounds.items if isinstance(bounds, Sequence) else ()
    if len(ends) != 2 or not all(isinstance(end, Scalar) for end in ends):
        message = f"`range` of the assumption {describe(path)} must be two values, [low, high]"
        diagnostics.append(Diagnostic(message, bounds.span.location))
        return "", ""
    low, high = (end.text if isinstance(end, Scalar) else "" for end in ends)
    if isinstance(value, Scalar) and not _rises(low, value.text, high):
        message = (
            f"{describe(path)} is assumed to be {value.text}, "
            f"must be within its range from {low} to {high}"
        )
        diagnostics.append(Diagnostic(message, value.span.location))
    return low, high


def _rises(low: str, value: str, high: str) -> bool:
    for parse in _KINDS:
        try:
            numbers = [parse(text) for text in (low, value, high)]
        except ValueError:
            continue
        return numbers == sorted(numbers)  # type: ignore[type-var]  # one parser, one kind
    return False
