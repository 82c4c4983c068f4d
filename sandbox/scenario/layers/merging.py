"""Merging documents: a scenario over the world that it extends.

Mappings merge by key, lists are replaced, null removes a key, rules merge by name.
Where a section allows one of several forms, the later file's form removes the earlier one's.
"""

from __future__ import annotations

from collections.abc import Collection

from sandbox.errors import Diagnostic
from sandbox.scenario.mistakes.section_names import NOUNS, Path, within
from sandbox.scenario.mistakes.suggestions import hint_at
from sandbox.scenario.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence
from sandbox.scenario.yaml.source_text import Span

Alternatives = tuple[frozenset[str], ...]

_ENDS: Alternatives = (frozenset({"until"}), frozenset({"for"}))
_VOLUME: Alternatives = (frozenset({"checkouts", "arrivals"}), frozenset({"rate"}))
_REGIMES: Alternatives = (frozenset({"regime"}), frozenset({"compare"}), frozenset({"walk"}))
_COURSE: Alternatives = (frozenset({"share"}), frozenset({"ramp"}))
_LAW: Alternatives = (
    frozenset({"constant"}),
    frozenset({"exponential"}),
    frozenset({"median", "p99"}),
    frozenset({"mean", "p99"}),
    frozenset({"empirical"}),
)
_FAMILY: Alternatives = tuple(
    frozenset({family}) for family in ("link", "accept", "interop", "fee", "route", "traffic")
)

# The short form of a section is one value; this key is where that value goes.
SHORT_FORMS = {
    "fee": "share",
    "latency": "constant",
    "basket": "constant",
    "time": "constant",
    "link": "state",
    "accept": "as",
    "route": "policy",
}


def merge(layers: list[Mapping], diagnostics: list[Diagnostic]) -> Mapping:
    """Return one document from several, the base first.

    Parameters
    ----------
    layers
        Trees with folded annotations; at least one.
    diagnostics
        Removals of what is not there and duplicate rules are added here.
    """
    base, *others = layers
    merged = _Merger(diagnostics, is_base=True).mappings(Mapping({}, base.span), base, ())
    for layer in others:
        merged = lay_over(merged, layer, diagnostics)
    return merged


def lay_over(base: Mapping, over: Mapping, diagnostics: list[Diagnostic]) -> Mapping:
    """Return a merged document with one more over it; see `merge`."""
    return _Merger(diagnostics, is_base=False).mappings(base, over, ())


def rule_key(item: Node) -> str:
    """Return the name of a rule in a list, or empty text."""
    entry = item.entries.get("name") if isinstance(item, Mapping) else None
    return entry.node.text if entry and isinstance(entry.node, Scalar) else ""


def is_rule_list(path: Path) -> bool:
    """Tell whether a path leads to a list of rules, which merges by name."""
    return path == ("rules",) or (len(path) == 3 and path[0] == "regimes" and path[2] == "rules")


class _Merger:
    """Merges one document over another.

    Parameters
    ----------
    found
        Mistakes are added here.
    is_base
        True for the lowest document, in which null means "not given".
    """

    def __init__(self, diagnostics: list[Diagnostic], *, is_base: bool) -> None:
        self._found = diagnostics
        self._is_base = is_base

    def mappings(self, base: Mapping, over: Mapping, path: Path) -> Mapping:
        entries = dict(base.entries)
        for key in _given_up(base, over, path):
            del entries[key]
        for key, entry in over.entries.items():
            if _is_null(entry.node):
                self._check_removal(entries, entry, (*path, key))
                entries.pop(key, None)
            else:
                before = entries[key].node if key in entries else None
                entries[key] = Entry(entry.key, self._nodes(before, entry.node, (*path, key)))
        return Mapping(entries, over.span)

    def _nodes(self, base: Node | None, over: Node, path: Path) -> Node:
        if isinstance(over, Scalar):
            return over
        if is_rule_list(path):
            return self._rules(base, over, path)
        if isinstance(over, Mapping):
            return self.mappings(_spelt_out(base, path, over), over, path)
        if len(path) == 2 and path[0] == "regimes":
            rules = Mapping({"rules": Entry(over.span, over)}, over.span)
            return self._nodes(base, rules, path)
        items = (self._nodes(None, item, (*path, str(i))) for i, item in enumerate(over.items))
        return over._replace(items=tuple(items))

    def _rules(self, base: Node | None, over: Sequence | Mapping, path: Path) -> Sequence:
        items: list[Node] = list(base.items) if isinstance(base, Sequence) else []
        positions = {rule_key(item): i for i, item in enumerate(items)}
        seen: dict[str, Span] = {}
        gone: set[int] = set()
        for name, key, item in _named(over):
            self._check_first(seen, name, key, path)
            position = positions.get(name) if name else None
            if name and _is_null(item):
                self._check_removal(positions, Entry(key, item), (*path, name))
                gone.update(() if position is None else (position,))
            elif position is None:
                items.append(self._nodes(None, item, (*path, str(len(items)))))
            else:
                items[position] = self._nodes(items[position], item, (*path, str(position)))
        kept = tuple(item for i, item in enumerate(items) if i not in gone)
        return Sequence(kept, over.span)

    def _check_first(self, first_spans: dict[str, Span], name: str, key: Span, path: Path) -> None:
        if name and name in first_spans:
            where = within(path[:-1]) if path[:-1] else ""
            message = f"duplicate rule `{name}`{where}"
            note = f"first written in line {first_spans[name].line}"
            self._found.append(Diagnostic(message, key.location, note))
        first_spans.setdefault(name, key)

    def _check_removal(self, known_names: Collection[str], entry: Entry, path: Path) -> None:
        noun = _party_noun(path)
        if self._is_base or not noun or path[-1] in known_names:
            return
        message = f"there is no {noun} `{path[-1]}` to remove"
        hint = hint_at(path[-1], known_names, noun)
        self._found.append(Diagnostic(message, entry.key.location, hint=hint))


def _party_noun(path: Path) -> str:
    """Return what a path names, where it names a party, a rule or the like."""
    if is_rule_list(path[:-1]):
        return "rule"
    return NOUNS.get(path[0], "") if len(path) == 2 else ""


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None


def _spelt_out(base: Node | None, path: Path, over: Mapping) -> Mapping:
    """Return the base as a mapping; its short form becomes the long one."""
    if isinstance(base, Mapping):
        return base
    key = SHORT_FORMS.get(path[-1]) if path else None
    if isinstance(base, Scalar) and key:
        return Mapping({key: Entry(base.span, base)}, base.span)
    return Mapping({}, over.span)


def _given_up(base: Mapping, over: Mapping, path: Path) -> list[str]:
    """Return the keys of the base whose form the later file replaces by another."""
    alternatives = _alternatives(path)
    group = frozenset[str]().union(*alternatives)
    written = {k for k, entry in over.entries.items() if k in group and not _is_null(entry.node)}
    if not written:
        return []
    kept = frozenset(written).union(*(form for form in alternatives if written <= form))
    return [key for key in base.entries if key in group and key not in kept]


def _alternatives(path: Path) -> Alternatives:
    if not path:
        return _REGIMES
    if len(path) == 1:
        return {"period": _ENDS, "traffic": _VOLUME}.get(path[0], ())
    if len(path) == 2 and path[0] == "outages":
        return _ENDS
    if path[-1] in ("latency", "basket", "time"):
        return _LAW
    return {"rollout": _COURSE, "set": _FAMILY}.get(path[-1], ())


def _named(over: Sequence | Mapping) -> list[tuple[str, Span, Node]]:
    """Return rules as (name, place, node), from a list or from a mapping by name."""
    if isinstance(over, Sequence):
        return [(rule_key(item), _name_span(item), item) for item in over.items]
    return [(name, entry.key, _with_name(name, entry)) for name, entry in over.entries.items()]


def _name_span(item: Node) -> Span:
    entry = item.entries.get("name") if isinstance(item, Mapping) else None
    return entry.node.span if entry else item.span


def _with_name(name: str, entry: Entry) -> Node:
    if not isinstance(entry.node, Mapping):
        return entry.node
    named = {**entry.node.entries, "name": Entry(entry.key, Scalar(name, name, entry.key))}
    return entry.node._replace(entries=named)
