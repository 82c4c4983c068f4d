"""The tree of a YAML file: values, lists and mappings, each of which knows where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sandbox.scenario.yaml.source_text import Span
from sandbox.scenario.yaml.yaml_scalars import Plain


class Annotation(NamedTuple):
    """What a file says about a number besides its value; empty where it says nothing."""

    source: str = ""
    note: str = ""
    low: str = ""
    high: str = ""
    because: str = ""
    is_assumption: bool = False


class Scalar(NamedTuple):
    """One value; `text` is how it is written."""

    value: Plain
    text: str
    span: Span
    annotation: Annotation | None = None


class Sequence(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    span: Span
    annotation: Annotation | None = None


class Entry(NamedTuple):
    """The value of a key and the place of that key."""

    key: Span
    node: Node


class Mapping(NamedTuple):
    """Keys and values in the order of the file; never changed once built."""

    entries: dict[str, Entry]
    span: Span


Node = Scalar | Sequence | Mapping


def to_plain(node: Node) -> object:
    """Return the tree as dictionaries, lists and values, without places and annotations."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [to_plain(item) for item in node.items]
    return {key: to_plain(entry.node) for key, entry in node.entries.items()}


def walk(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
    """Yield every node with its path, parents first."""
    yield path, node
    if isinstance(node, Mapping):
        for key, entry in node.entries.items():
            yield from walk(entry.node, (*path, key))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from walk(item, (*path, str(index)))
