"""YAML text to a small tree of nodes, each of which knows where it stands.

The events of the C scanner are walked once, by hand: depth, size and aliases are bounded
before anything is built, so that no file can crash the parser or fill the memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

import yaml

from sandbox.characters import DECEPTIVE, on_one_line
from sandbox.errors import Diagnostic, ScenarioError
from sandbox.scenario.mistakes.section_names import describe, within
from sandbox.scenario.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence
from sandbox.scenario.yaml.source_text import SourceText, Span, deception
from sandbox.scenario.yaml.yaml_errors import explain_yaml_error
from sandbox.scenario.yaml.yaml_scalars import resolve

DEPTH_MAX = 64
TOO_DEEP = f"nested more than {DEPTH_MAX} levels deep"
NODES_MAX = 200_000  # after aliases are expanded

_LOADER = getattr(yaml, "CLoader", yaml.Loader)
_QUOTE_HINT = "put the text in quotes if it is meant literally"


class YamlComposition(NamedTuple):
    """The tree of one file and the mistakes that did not stop its reading."""

    tree: Mapping
    diagnostics: tuple[Diagnostic, ...]


def compose(source: SourceText) -> YamlComposition:
    """Return the tree of a file that holds one mapping.

    Raises
    ------
    ScenarioError
        When the text is not YAML, is empty, too deep, too large, or no mapping.
    """
    root, found = compose_node(source)
    if root is None or (isinstance(root, Scalar) and root.value is None):
        place = source.location(0, 0)
        hint = "a scenario begins with `extends: china_2024`"
        raise ScenarioError([*found, Diagnostic(f"{source.name} is empty", place, hint=hint)])
    if not isinstance(root, Mapping):
        kind = "a list" if isinstance(root, Sequence) else "a single value"
        hint = "write `key: value` lines, such as `extends: china_2024`"
        message = f"the file holds {kind}, must be a mapping of keys to values"
        raise ScenarioError([*found, Diagnostic(message, root.span.location, hint=hint)])
    return YamlComposition(root, found)


def compose_node(
    source: SourceText, text: str | None = None
) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Return whatever one document holds, None where it holds nothing.

    Parameters
    ----------
    source
        What places point into.
    text
        What is parsed, of the same lines and columns; the source's own text unless given.
    """
    builder = _Builder(source)
    try:
        for event in yaml.parse(source.text if text is None else text, Loader=_LOADER):
            builder.feed(event)
    except yaml.YAMLError as error:
        explained = explain_yaml_error(error, source)
        if "nesting depth" in str(error):  # the parser's own limit, which it may reach first
            explained = replace(explained, message=TOO_DEEP)
        raise ScenarioError([*builder.found, explained]) from None
    except UnicodeEncodeError:
        message = "the text holds half a character (a lone surrogate)"
        raise ScenarioError([Diagnostic(message, source.location(1, 1))]) from None
    return builder.root, tuple(builder.found)


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been met."""

    event: yaml.CollectionStartEvent
    children: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: tuple[str, Span] | None = None
    size: int = 1
    height: int = 1

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.event, yaml.MappingStartEvent)

    @property
    def step(self) -> str:
        """The last part of the path to the child that is being read."""
        return self.key[0] if self.key else str(len(self.children))


class _KnownAnchor(NamedTuple):
    """An anchored node with what it counts for each time it is repeated."""

    node: Node | None
    size: int = 0
    height: int = 0


class _Builder:
    """Takes events one by one and grows the tree."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.root: Node | None = None
        self.found: list[Diagnostic] = []
        self._stack: list[_Open] = []
        self._anchors: dict[str, _KnownAnchor] = {}
        self._documents = 0
        self._nodes = 0

    def feed(self, event: yaml.Event) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self._begin_document(event)
            case yaml.AliasEvent():
                self._repeat(event)
            case yaml.ScalarEvent():
                self._count(event, 1, 1)
                self._finish(event, self._scalar(event), 1, 1)
            case yaml.CollectionStartEvent():
                self._begin_collection(event)
            case yaml.CollectionEndEvent():
                self._end_collection()
            case _:
                pass

    def _begin_document(self, event: yaml.Event) -> None:
        self._documents += 1
        if self._documents > 1:
            hint = "a file holds one scenario: remove the line `---`"
            self._fail("a second document begins here", event, hint)

    def _begin_collection(self, event: yaml.CollectionStartEvent) -> None:
        self._count(event, 1, 1)
        self._check_tag(event)
        if event.anchor:
            self._anchors[event.anchor] = _KnownAnchor(None)
        self._stack.append(_Open(event))

    def _end_collection(self) -> None:
        frame = self._stack.pop()
        span = self._span(frame.event)
        node: Node = (
            Mapping(frame.entries, span)
            if frame.is_mapping
            else Sequence(tuple(frame.children), span)
        )
        self._finish(frame.event, node, frame.size, frame.height)

    def _repeat(self, event: yaml.AliasEvent) -> None:
        known = self._anchors.get(event.anchor or "")
        if known is None or known.node is None:
            what = "is not defined above" if known is None else "stands inside itself"
            self._note(f"alias `*{event.anchor}` {what}", event)
            known = _KnownAnchor(Scalar(None, "", self._span(event)), 1, 1)
        self._count(event, known.size, known.height)
        self._finish(event, known.node, known.size, known.height)

    def _finish(self, event: yaml.NodeEvent, node: Node | None, size: int, height: int) -> None:
        if node is None:  # cannot happen: only open anchors have no node
            return
        if event.anchor and not isinstance(event, yaml.AliasEvent):
            self._anchors[event.anchor] = _KnownAnchor(node, size, height)
        if not self._stack:
            self.root = node
            return
        frame = self._stack[-1]
        frame.size += size
        frame.height = max(frame.height, height + 1)
        if not frame.is_mapping:
            frame.children.append(node)
        elif frame.key is None:
            frame.key = self._key(event, node)
        else:
            self._add(frame, *frame.key, node)
            frame.key = None

    def _add(self, frame: _Open, key: str, span: Span, node: Node) -> None:
        first = frame.entries.get(key)
        if key == "<<":
            hint = "write the keys out, or put shared values in a world and use `extends`"
            self.found.append(
                Diagnostic("merge keys (`<<`) are not supported", span.location, hint=hint),
            )
        elif first is not None:
            message = f"duplicate key `{key}`{within(self._path()[:-1])}"
            note = f"first written in line {first.key.line}"
            self.found.append(Diagnostic(message, span.location, note))
        else:
            frame.entries[key] = Entry(span, node)

    def _key(self, event: yaml.NodeEvent, node: Node) -> tuple[str, Span]:
        span = self._span(event)
        if isinstance(node, Scalar):
            return on_one_line(node.text), span
        message = f"a key in {describe(self._path()[:-1])} is no text"
        self.found.append(Diagnostic(message, span.location, hint="a key is one word"))
        return f"<key {len(self.found)}>", span

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        span = self._span(event)
        self._check_tag(event)
        escaped = DECEPTIVE.search(event.value)
        if escaped:
            self.found.append(deception(escaped[0], span.location))
            return Scalar(None, "", span)
        if event.style in ("'", '"', "|", ">"):
            # Texts are shown on one line, in names of files, logs and tables.
            text = on_one_line(event.value)
            return Scalar(text, text, span)
        try:
            return Scalar(resolve(event.value), event.value, span)
        except ValueError as error:
            self._note(f"the number is out of bounds: {error}", event)
            return Scalar(None, event.value, span)

    def _check_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag is None:
            return
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        hint = _QUOTE_HINT if tag == "!!str" else "delete the tag; values need none"
        self._note(f"tag `{tag}` is not allowed", event, hint)

    def _count(self, event: yaml.Event, size: int, height: int) -> None:
        self._nodes += size
        if self._nodes > NODES_MAX:
            self._fail(f"more than {NODES_MAX:,} values once aliases are expanded", event)
        if len(self._stack) + height > DEPTH_MAX:
            self._fail(TOO_DEEP, event)

    def _path(self) -> tuple[str, ...]:
        return tuple(frame.step for frame in self._stack)

    def _span(self, event: yaml.Event) -> Span:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:  # pragma: no cover -- the scanner marks every event
            return Span(self.source, 1, 1, 1)
        line = self.source.lines[start.line] if start.line < len(self.source.lines) else ""
        stop = end.column if end.line == start.line else len(line.rstrip())
        return Span(self.source, start.line + 1, start.column + 1, max(stop - start.column, 1))

    def _note(self, message: str, event: yaml.Event, hint: str = "") -> None:
        self.found.append(Diagnostic(message, self._span(event).location, hint=hint))

    def _fail(self, message: str, event: yaml.Event, hint: str = "") -> None:
        self._note(message, event, hint)
        raise ScenarioError(self.found)
