"""Where the numbers of a world come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sandbox import units
from sandbox.scenario.layers.merging import is_rule_list, rule_key
from sandbox.scenario.mistakes.section_names import Path
from sandbox.scenario.yaml.nodes import Annotation, Entry, Mapping, Node, Scalar, Sequence

# Sections that say what is run, not what the world is like.
RUN_SECTIONS = ("period", "smoke", "buckets", "replications", "seed", "scale", "compare", "walk")
# Keys whose numbers are names.
NAME_KEYS = ("id", "name", "title", "source", "note", "because", "cohort")


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is known about one number.

    Attributes
    ----------
    path
        Keys from the top of the document; a rule is addressed by its name.
    value_text
        The number as it is written.
    source
        Key in `sources`, empty for assumptions and for numbers without a source.
    url, date, confidence
        Those of the source.
    low, high
        Ends of the range of an assumption, as written.
    because
        Reason of an assumption, or the note of a fact.
    is_assumption
        Whether the number is assumed.
    """

    path: Path
    value_text: str
    source: str = ""
    url: str = ""
    date: str = ""
    confidence: str = ""
    low: str = ""
    high: str = ""
    because: str = ""
    is_assumption: bool = False


def collect(tree: Mapping) -> list[Provenance]:
    """Return every number of a document and where it comes from, in the order of the document.

    A number without an annotation of its own belongs to the `source` of the nearest section
    around it, if that is written in the same file: an overridden number is not the source's.
    """
    sources = tree.entries.get("sources")
    known = sources.node.entries if sources and isinstance(sources.node, Mapping) else {}
    return [_provenance(number, known) for number in _numbers(tree, (), ())]


class _Number(NamedTuple):
    """A number of the tree with the `source` entries of the sections around it."""

    path: Path
    node: Scalar | Sequence
    around: tuple[Entry, ...]


def _numbers(node: Node, path: Path, around: tuple[Entry, ...]) -> Iterator[_Number]:
    if isinstance(node, Scalar):
        if _is_number(node):
            yield _Number(path, node, around)
    elif isinstance(node, Sequence):
        if node.items and all(isinstance(i, Scalar) and _is_number(i) for i in node.items):
            yield _Number(path, node, around)
        else:
            for index, item in enumerate(node.items):
                name = rule_key(item) if is_rule_list(path) else ""
                yield from _numbers(item, (*path, name or str(index)), around)
    else:
        own = node.entries.get("source")
        inner = (own, *around) if own else around
        for key, entry in node.entries.items():
            if key not in NAME_KEYS and not (not path and key in (*RUN_SECTIONS, "sources")):
                yield from _numbers(entry.node, (*path, key), inner)


def _is_number(node: Scalar) -> bool:
    if isinstance(node.value, bool) or node.value is None:
        return False
    if not isinstance(node.value, str):
        return True
    for parse in (units.parse_percent, units.parse_duration, units.parse_money, units.parse_rate):
        try:
            parse(node.value)
        except ValueError:
            continue
        return True
    return False


def _provenance(number: _Number, sources: dict[str, Entry]) -> Provenance:
    note = number.node.annotation or Annotation()
    source, facts = note.source, _texts(sources.get(note.source))
    if not note.source and not note.is_assumption:
        source, facts = _from_section(number, sources)
    return Provenance(
        path=number.path,
        value_text=_value_text(number.node),
        source=source,
        url=facts.get("url", ""),
        date=facts.get("date", ""),
        confidence=facts.get("confidence", ""),
        low=note.low,
        high=note.high,
        because=note.because or note.note,
        is_assumption=note.is_assumption,
    )


def _from_section(number: _Number, sources: dict[str, Entry]) -> tuple[str, dict[str, str]]:
    """Return key and facts of the source of the nearest section written in the same file."""
    for entry in number.around:
        if entry.node.span.source is not number.node.span.source:
            continue
        if isinstance(entry.node, Scalar):
            return entry.node.text, _texts(sources.get(entry.node.text))
        return "", _texts(entry)
    return "", {}


def _texts(entry: Entry | None) -> dict[str, str]:
    if entry is None or not isinstance(entry.node, Mapping):
        return {}
    return {
        key: below.node.text
        for key, below in entry.node.entries.items()
        if isinstance(below.node, Scalar)
    }


def _value_text(node: Node) -> str:
    if isinstance(node, Sequence):
        return ", ".join(_value_text(item) for item in node.items)
    return node.text if isinstance(node, Scalar) else ""
