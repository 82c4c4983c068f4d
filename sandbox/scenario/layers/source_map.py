"""Where the values of a merged document stand."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.errors import Location
from sandbox.scenario.layers.merging import rule_key
from sandbox.scenario.mistakes.section_names import Path
from sandbox.scenario.yaml.nodes import Entry, Mapping, Node, Sequence
from sandbox.scenario.yaml.source_text import SourceText


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Looks up places by path; a path with no place gives that of its nearest ancestor.

    Items of a list are addressed by their number, rules also by name.

    Parameters
    ----------
    tree
        The merged document.
    source
        The file that was loaded, for what is written nowhere.
    """

    tree: Mapping
    source: SourceText

    def value(self, path: Path) -> Location:
        """Return the place of a value."""
        entry = self._nearest(path)
        return entry.node.span.location if entry else Location(self.source.name)

    def key(self, path: Path) -> Location:
        """Return the place of a key; for an item of a list that of the item."""
        entry = self._nearest(path)
        return entry.key.location if entry else Location(self.source.name)

    def node(self, path: Path) -> Node | None:
        """Return the node at a path, None where there is none."""
        entry = self.find(path)
        return entry.node if entry else None

    def find(self, path: Path) -> Entry | None:
        """Return key and value at a path, None where there is none."""
        entry: Entry | None = Entry(self.tree.span, self.tree)
        for part in path:
            entry = child(entry.node, part) if entry else None
        return entry

    def rule_name(self, path: Path) -> str:
        """Return the name of the rule at a path, or empty text."""
        node = self.node(path)
        return rule_key(node) if node else ""

    def _nearest(self, path: Path) -> Entry | None:
        for length in range(len(path), 0, -1):
            entry = self.find(path[:length])
            if entry:
                return entry
        return None


def child(node: Node, part: str) -> Entry | None:
    """Return the child of a node by key, number in a list, or name of a rule."""
    if isinstance(node, Mapping):
        return node.entries.get(part)
    if not isinstance(node, Sequence):
        return None
    if part.isdecimal() and len(part) < 10 and int(part) < len(node.items):
        item = node.items[int(part)]
        return Entry(item.span, item)
    for item in node.items:
        if rule_key(item) == part:
            return Entry(item.span, item)
    return None
