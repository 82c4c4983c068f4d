"""A world as a list: its parties, and every number with its range or source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sandbox.reports.findings.phrases import NOTHING, count, words
from sandbox.reports.page_blocks import Column, Heading, Paragraph, Table, names
from sandbox.scenario.provenance import collect

if TYPE_CHECKING:
    from sandbox.reports.page_blocks import Block
    from sandbox.scenario.loading import Loaded
    from sandbox.scenario.provenance import Provenance
    from sandbox.scenario.schema.scenario_document import Document

PARTIES = ("ecosystems", "surfaces", "services", "merchants", "wallets", "rails", "routes")
# Sections of which each entry is a thing of its own.
NAMED = (*PARTIES, "segments", "audiences", "regimes")
CONFIDENCE = {
    "S": "stated",
    "S2": "second-hand",
    "D": "derived",
    "C": "computed",
    "GK": "general knowledge",
}


def worlds_report(worlds: Sequence[Loaded]) -> list[Block]:
    """Return the list of worlds."""
    rows = []
    for loaded in worlds:
        document, numbers = loaded.document, collect(loaded.places.tree)
        assumed = sum(number.is_assumption for number in numbers)
        sizes = (len(document.merchants), len(document.wallets), len(numbers), assumed)
        rows.append([loaded.name, *map(str, sizes), document.title])
    counted = [Column(what) for what in ("merchants", "wallets", "numbers", "assumed")]
    return [Table([names("world"), *counted, names("", wraps=True)], rows)]


def world_report(
    loaded: Loaded, numbers: Sequence[Provenance], *, assumptions_only: bool
) -> list[Block]:
    """Return a world's parties and numbers, or its assumptions only."""
    document = loaded.document
    assumed = [number for number in numbers if number.is_assumption]
    summary = f"{count(len(numbers), 'number')}, {len(assumed):,} of them assumed"
    page: list[Block] = [Heading(f"{loaded.name}: {document.title}, {summary}")]
    if not assumptions_only:
        rows = [row for kind in PARTIES for row in _parties(document, kind)]
        page.append(Table([names("parties"), names(""), names("owner"), names("name")], rows))
    shown = assumed if assumptions_only else numbers
    for group, members in _groups(shown).items():
        rows = [[_key(n, group), n.value_text, _basis(n)] for n in members]
        title = names(".".join(group))
        page.append(Table([title, Column(""), names("", wraps=True)], rows))
    page.extend(_legend(shown))
    return page


def _parties(document: Document, kind: str) -> Iterator[list[str]]:
    for number, (name, party) in enumerate(getattr(document, kind).items()):
        owner = getattr(party, "ecosystem", None) or getattr(party, "wallet", None)
        host = getattr(party, "hosted_on", None) or getattr(party, "front_of", None)
        yield [kind if not number else "", name, owner or host or NOTHING, party.name]


def _groups(numbers: Sequence[Provenance]) -> Mapping[tuple[str, ...], list[Provenance]]:
    groups: dict[tuple[str, ...], list[Provenance]] = {}
    for number in numbers:
        depth = 2 if number.path[0] in NAMED else 1
        groups.setdefault(number.path[:depth], []).append(number)
    order = {name: k for k, name in enumerate([*PARTIES, "segments", "audiences"])}
    return dict(sorted(groups.items(), key=lambda item: order.get(item[0][0], len(order))))


def _key(number: Provenance, group: tuple[str, ...]) -> str:
    rest = [key for key in number.path[len(group) :] if key != "rules"]
    return ".".join(rest) or words(group[-1])


def _basis(number: Provenance) -> str:
    if number.is_assumption:
        text = f"assumed, {number.low} to {number.high}"
    else:
        text = ", ".join(filter(None, (number.source or number.url, number.date)))
        text += f" ({number.confidence})" if number.confidence else ""
    note = f": {number.because}" if number.because else ""
    return f"{text}{note}" if text else "no source"


def _legend(numbers: Sequence[Provenance]) -> Iterator[Block]:
    sources = {n.source: n for n in numbers if n.source}
    if sources:
        rows = [
            [name, ", ".join(filter(None, (n.url, n.date))) or NOTHING]
            for name, n in sorted(sources.items())
        ]
        yield Table([names("sources"), names("", wraps=True)], rows)
    used = [key for key in CONFIDENCE if any(n.confidence == key for n in numbers)]
    if used:
        yield Paragraph("; ".join(f"{key} {CONFIDENCE[key]}" for key in used) + ".")


def world_json(loaded: Loaded, numbers: Sequence[Provenance]) -> dict[str, Any]:
    """Return a world's parties and numbers as plain data."""
    document = loaded.document
    return {
        "name": loaded.name,
        "title": document.title,
        "parties": {kind: list(getattr(document, kind)) for kind in PARTIES},
        "numbers": [_plain(number) for number in numbers],
    }


def _plain(number: Provenance) -> dict[str, Any]:
    facts = asdict(number)
    facts["path"] = ".".join(number.path)
    return {"path": facts.pop("path"), "value": facts.pop("value_text"), **facts}
