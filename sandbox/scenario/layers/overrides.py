"""`--set PATH=VALUE`: a document of one value, merged over everything else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sandbox.errors import Diagnostic, ScenarioError, UsageError
from sandbox.scenario.layers.merging import is_rule_list, rule_key
from sandbox.scenario.layers.source_map import SourceMap, child
from sandbox.scenario.mistakes.section_names import NOUNS, Path
from sandbox.scenario.mistakes.suggestions import hint_at
from sandbox.scenario.yaml.annotations import fold
from sandbox.scenario.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence
from sandbox.scenario.yaml.source_text import SourceText, Span
from sandbox.scenario.yaml.yaml_tree import compose_node

OPTION = "--set"
_FORM_HINT = "write for example --set wallets.wechat_pay.fee=0.4%"


class Change(NamedTuple):
    """One value that is laid over a document.

    Attributes
    ----------
    path
        Keys from the top; a rule of any regime is addressed as `rules.NAME`.
    spans
        Where each key of the path is written.
    value
        What is put there.
    """

    path: Path
    spans: tuple[Span, ...]
    value: Node


def read_override(text: str, places: SourceMap) -> Mapping:
    """Return the document that an override stands for.

    Parameters
    ----------
    text
        `PATH=VALUE`; the path's keys are separated by dots, rules are addressed by name.
    places
        The document that it changes; the parties and rules that it names must be there.

    Raises
    ------
    UsageError
        When it has no `=` or no path.
    ScenarioError
        When the value is no YAML, or the path names what is not there.
    """
    return layer_of(read_change(text), places)


def split_path(text: str) -> Path:
    """Return the keys of a path; one of them is empty where a dot is too many."""
    return tuple(part.strip() for part in text.split("."))


def read_change(text: str) -> Change:
    """Return the change that `PATH=VALUE` stands for.

    Raises
    ------
    UsageError
        When it has no `=` or no path.
    ScenarioError
        When the value is no YAML.
    """
    left, equals, right = text.partition("=")
    path = split_path(left)
    if not equals or not all(path):
        raise UsageError(f"{OPTION} {text} is not of the form PATH=VALUE", _FORM_HINT)
    if path[0] == "extends":
        raise UsageError(f"{OPTION} cannot change `extends`", "write a file that extends the other")
    source = SourceText(OPTION, text)
    value = _value(source, path, right)
    return Change(path, spans_of(left, Span(source, 1, 1, len(left))), value)


def spans_of(text: str, span: Span) -> tuple[Span, ...]:
    """Return where each key of a path stands.

    Parameters
    ----------
    text
        The path with its dots.
    span
        Where the whole is written, in quotes or without.
    """
    spans: list[Span] = []
    column = span.column + (span.width - len(text)) // 2
    for part in text.split("."):
        spans.append(Span(span.source, span.line, column, max(len(part), 1)))
        column += len(part) + 1
    return tuple(spans)


def layer_of(change: Change, places: SourceMap) -> Mapping:
    """Return the document of one value that a change stands for.

    Raises
    ------
    ScenarioError
        When the path names what is not there.
    """
    _check_names(change, places)
    return _nested(_homes(change.path, places), change)


def _value(source: SourceText, path: Path, text: str) -> Node:
    source.check_characters()
    # Blanks in place of the path keep the columns of the value.
    offset = len(source.text) - len(text)
    node, found = compose_node(source, " " * offset + text)
    mistakes = list(found)
    value = fold(node, mistakes, path) if node else Scalar(None, "", Span(source, 1, offset, 1))
    if mistakes:
        raise ScenarioError(mistakes)
    return value


def _check_names(change: Change, places: SourceMap) -> None:
    """Refuse parties and rules that are not there; a whole new party may be written."""
    path, spans, value = change
    noun = NOUNS.get(path[0], "")
    founds = len(path) == 2 and isinstance(value, Mapping)
    if not noun or len(path) < 2 or founds or (_is_null(value) and len(path) == 2):
        return
    known = _known(path[0], places)
    if path[1] not in known:
        message = f"there is no {noun} `{path[1]}` to change"
        hint = hint_at(path[1], known, noun)
        raise ScenarioError([Diagnostic(message, spans[1].location, hint=hint)])


def _known(section: str, places: SourceMap) -> Iterable[str]:
    if section == "rules":
        return [name for path in _rule_lists(places) for name in _rule_names(path, places)]
    node = places.node((section,))
    return list(node.entries) if isinstance(node, Mapping) else []


def _homes(path: Path, places: SourceMap) -> list[Path]:
    """Return the full paths that a path means: a rule may live in several regimes."""
    if path[0] != "rules" or len(path) < 2 or path[1] in _rule_names(("rules",), places):
        return [path]
    lists = [home for home in _rule_lists(places) if path[1] in _rule_names(home, places)]
    return [(*home, *path[1:]) for home in lists] or [path]


def _rule_lists(places: SourceMap) -> list[Path]:
    regimes = places.node(("regimes",))
    names = regimes.entries if isinstance(regimes, Mapping) else ()
    return [("rules",), *(("regimes", name, "rules") for name in names)]


def _rule_names(path: Path, places: SourceMap) -> list[str]:
    node = places.node(path) if is_rule_list(path) else None
    return [rule_key(item) for item in node.items] if isinstance(node, Sequence) else []


def _nested(paths: list[Path], change: Change) -> Mapping:
    first = change.spans[0]
    root = Mapping({}, first)
    for path in paths:
        # The path of a rule in a regime is longer than what was written; its end is the same.
        marks = [*[first] * (len(path) - len(change.spans)), *change.spans]
        root = _grafted(root, path, change.value, marks)
    return root


def _grafted(root: Mapping, path: Path, value: Node, marks: list[Span]) -> Mapping:
    head, rest = path[0], path[1:]
    below = child(root, head)
    inner = below.node if below and isinstance(below.node, Mapping) else Mapping({}, marks[0])
    node = _grafted(inner, rest, value, marks[1:]) if rest else value
    return root._replace(entries={**root.entries, head: Entry(marks[0], node)})


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None
