"""What the checks look at, and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from sandbox.errors import Diagnostic
from sandbox.scenario.layers.source_map import SourceMap
from sandbox.scenario.mistakes.section_names import Path, article, describe, within
from sandbox.scenario.mistakes.suggestions import hint_at, shorten
from sandbox.scenario.schema.rule_sections import Rule
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.yaml.nodes import Mapping, Scalar


class Finding(NamedTuple):
    """One mistake or oddity in the relations of a document.

    Attributes
    ----------
    message
        Lower case, no full stop.
    path
        Where it stands; rules and list items by their number.
    hint, note
        As in a diagnostic.
    at_key
        Whether the key is underlined rather than the value.
    about
        Further paths that it speaks of; it is dropped where one of them was cut out.
    """

    message: str
    path: Path
    hint: str = ""
    note: str = ""
    at_key: bool = False
    about: tuple[Path, ...] = ()


class PlacedRule(NamedTuple):
    """A rule and where it stands."""

    path: Path
    rule: Rule
    regime: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A document with its places.

    Parameters
    ----------
    document
        Validated, without what is broken.
    places
        Where its parts stand.
    source_tree
        The tree as it was written, broken parts included: what is named there is known.
    pruned_paths
        Paths of what is broken and was cut out of the document.
    """

    document: Document
    places: SourceMap
    source_tree: Mapping
    pruned_paths: frozenset[Path] = frozenset()
    known_names: dict[str, frozenset[str]] = field(default_factory=dict)

    def names(self, section: str) -> frozenset[str]:
        """Return the names that a section of the document defines, broken ones included."""
        if section not in self.known_names:
            entry = self.source_tree.entries.get(section)
            node = entry.node if entry else None
            self.known_names[section] = frozenset(node.entries if isinstance(node, Mapping) else ())
        return self.known_names[section]

    def fields(self, section: str, key: str) -> frozenset[str]:
        """Return what the parties of a section write under a key, for example all ecosystems."""
        found = set()
        for name in self.names(section):
            node = SourceMap(self.source_tree, self.places.source).node((section, name, key))
            if isinstance(node, Scalar):
                found.add(node.text)
        return frozenset(found)

    def rules(self) -> Iterator[PlacedRule]:
        """Yield every rule: the document's own, then those of all regimes."""
        for index, rule in enumerate(self.document.rules):
            yield PlacedRule(("rules", str(index)), rule)
        for name, regime in self.document.regimes.items():
            for index, rule in enumerate(regime.rules):
                yield PlacedRule(("regimes", name, "rules", str(index)), rule, name)

    def is_packaged(self, path: Path) -> bool:
        """Tell whether a value, or what it stands in, comes from a packaged file."""
        for length in range(len(path), 0, -1):
            entry = self.places.find(path[:length])
            if entry:
                return entry.node.span.source.is_packaged
        return False

    def describe(self, path: Path) -> str:
        """Return the phrase for a section."""
        return describe(path, self.places.rule_name)

    def within(self, path: Path) -> str:
        """Return " in SECTION" for a message."""
        return within(path, self.places.rule_name)

    def diagnostic(self, finding: Finding) -> Diagnostic:
        """Return a finding with its place."""
        place = self.places.key if finding.at_key else self.places.value
        return Diagnostic(finding.message, place(finding.path), finding.note, finding.hint)

    def unknown(self, kind: str, name: str, path: Path, known_names: frozenset[str]) -> Finding:
        """Return the finding that a name stands for nothing.

        Parameters
        ----------
        kind
            What it should name, for example `wallet`.
        path
            Where it is written.
        known_names
            The names that there are.
        """
        section = path[:-1]
        if len(section) > 1 and path[-1].isdecimal():
            section = section[:-1]
        hint = hint_at(name, known_names, kind) or self._elsewhere(name, kind)
        note = (
            ""
            if hint
            else f"known here: {shorten(known_names, name)}"
            if known_names
            else "none is defined"
        )
        where = self.within(section) if section else ""
        return Finding(f"unknown {kind} `{name}`{where}", path, hint, note)

    def _elsewhere(self, name: str, kind: str) -> str:
        for section, noun in (
            ("merchants", "merchant"),
            ("services", "service"),
            ("wallets", "wallet"),
            ("surfaces", "surface"),
            ("ecosystems", "ecosystem"),
            ("routes", "route"),
        ):
            if noun != kind and name in self.names(section):
                return f"`{name}` is {article(noun)} {noun}"
        return ""
