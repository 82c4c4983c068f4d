"""Which doors are open at a moment: three tables of signs, and the rules that decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.reports.doors import Door, Doors, Layer
from sandbox.reports.page import Column, Heading, Paragraph, Table, names
from sandbox.reports.phrases import words
from sandbox.units import format_time

if TYPE_CHECKING:
    from sandbox.reports.page import Block
    from sandbox.scenario.regimes import DatedRule
    from sandbox.scenario.schema.document import Document
    from sandbox.scenario.tables.build import BuiltWorld

SIGNS = {
    "open": "O",
    "warned": "W",
    "copied": "C",
    "blocked": "-",
    "default": "D",
    "listed": "L",
    "folded": "F",
    "off": "-",
    "barred": "X",
    "no route": "/",
    "closed": "-",
}
SHORT = 3  # letters of a party's name above a column, at least
NOTHING_HERE = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Which doors are asked about.

    Attributes
    ----------
    built
        Tables of one regime or of a walk, with the rules of the whole time.
    at_us
        The moment, microseconds since 1970.
    """

    built: BuiltWorld
    document: Document
    at_us: int

    @property
    def doors(self) -> Doors:
        """All doors at the moment."""
        return Doors(self.built, self.at_us)

    @property
    def regime(self) -> str:
        """Name of the regime in force at the moment."""
        stages = self.built.stages
        found = [stage.regime for stage in stages if stage.from_us <= self.at_us < stage.until_us]
        return found[0] if found else self.built.regime


def matrix_report(asked: Question) -> list[Block]:
    """Return links, wallets and codes as tables, each with its legend and deciding rules."""
    page: list[Block] = []
    title = f"{asked.regime} on {format_time(asked.at_us)}"
    page.append(Heading(title))
    doors = asked.doors
    page.extend(_links(asked, doors.links()))
    page.extend(_wallets(asked, doors.wallets()))
    page.extend(_codes(asked, doors.codes()))
    page.append(
        Paragraph(
            "links are open inside an ecosystem and where one side has no owner; a merchant "
            "lists the wallets of its own ecosystem, a counter those that read its code, and "
            "every wallet reads its own. Everything else is closed.",
            "Where no rule speaks:",
        )
    )
    return page


def _links(asked: Question, doors: Sequence[Door]) -> Iterator[Block]:
    usual = {name: surface.payload for name, surface in asked.document.surfaces.items()}
    keyed: dict[tuple[str, str], dict[str, Door]] = {}
    for door in doors:
        surface, payload, destination = door.parties
        keyed.setdefault((surface, payload), {})[destination] = door
    rows = {}
    previous = ""
    for (surface, payload), cells in keyed.items():
        is_usual = payload == usual[surface]
        title = surface if is_usual or surface != previous else ""
        title += "" if is_usual else f"  {words(payload)}"
        rows[title if title not in rows else f"{title} "] = cells
        previous = surface
    order = [n for n in asked.built.labels.destinations.names if any(n in r for r in rows.values())]
    if rows:
        yield _table("links", order, rows)
        yield _legend(doors, "%")
        yield from _rules(doors, _link_lines)


def _wallets(asked: Question, doors: Sequence[Door]) -> Iterator[Block]:
    containers = dict.fromkeys(door.parties[2] for door in doors)
    order = list(asked.built.labels.wallets.names)
    for container in containers:
        rows: dict[str, dict[str, Door]] = {}
        for door in doors:
            merchant, wallet, where = door.parties
            if where == container:
                rows.setdefault(merchant, {})[wallet] = door
        yield _table(words(container), order, rows)
    if doors:
        yield _legend(doors, "%")
        yield from _rules(doors, _wallet_lines)


def _codes(asked: Question, doors: Sequence[Door]) -> Iterator[Block]:
    rows: dict[str, dict[str, Door]] = {}
    for door in doors:
        scanner, issuer, code = door.parties
        rows.setdefault(scanner, {})[f"{issuer} {code}"] = door
    if rows:
        yield _table("scanner reads", list(next(iter(rows.values()))), rows)
        yield _legend(doors, "%")
        yield from _rules(doors, _code_lines)


def _table(title: str, order: Sequence[str], rows: Mapping[str, Mapping[str, Door]]) -> Table:
    heads = short_names(order)
    columns = [names(title), *(names(heads[name]) for name in order)]
    cells = [
        [row.rstrip(), *(sign(doors[n]) if n in doors else NOTHING_HERE for n in order)]
        for row, doors in rows.items()
    ]
    return Table(columns, cells, gap=1)


def short_names(known: Sequence[str]) -> dict[str, str]:
    """Return the shortest beginnings, of three letters at least, that tell names apart."""
    short = {}
    for name in known:
        length = SHORT
        while any(n != name and n[:length] == name[:length] for n in known) and length < len(name):
            length += 1
        short[name] = name[:length].rstrip("_ ")
    return short


def sign(door: Door) -> str:
    """Return a door's state as one sign, its roll-out as a percentage, a star for conditions."""
    top = door.layers[0]
    text = SIGNS[top.state]
    if top.reach < 1:
        text = _percent(top.reach)
    return text + ("*" if top.conditions else "")


def _percent(share: float) -> str:
    if share < 0.005:
        return "<1%"
    return f"{min(99, round(100 * share))}%"
