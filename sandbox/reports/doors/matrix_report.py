"""Which doors are open at a moment: three tables of signs, and the rules that decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sandbox.reports.doors.deciding import deciding_rules
from sandbox.reports.doors.doors import Door, Doors, Layer, home_of
from sandbox.reports.findings.phrases import enumeration, words
from sandbox.reports.page_blocks import Heading, Paragraph, Table, names
from sandbox.units import format_time

if TYPE_CHECKING:
    from sandbox.reports.page_blocks import Block
    from sandbox.scenario.schema.scenario_document import Document
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
PAYLOADS = {
    "product_link": "link",
    "mini_program_card": "card",
    "payment_qr": "code",
    "health_code": "health",
}
SHORT = 3  # letters of a party's name above a column, at least


class LinkRow(NamedTuple):
    """What a row of links stands for: a payload on a surface."""

    surface: str
    payload: str


@dataclass(frozen=True, slots=True)
class DoorQuestion:
    """Which doors are asked about.

    Attributes
    ----------
    built
        Tables of one regime or of a walk, with the rules of the whole time.
    document
        The scenario, for names and for where rules are written.
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


def matrix_report(question: DoorQuestion) -> list[Block]:
    """Return links, wallets and codes as tables, each with its legend and deciding rules."""
    doors = question.doors
    page: list[Block] = [Heading(f"{question.regime} on {format_time(question.at_us)}")]
    page.extend(_links(question, doors.links()))
    page.extend(_wallets(question, doors.wallets()))
    page.extend(_codes(question, doors.codes()))
    text = (
        "a link is open inside an ecosystem and where one side has no owner; a merchant lists the "
        "wallets of its own ecosystem; a wallet reads its own codes. All else is closed."
    )
    page.append(Paragraph(text, "Where no rule speaks:"))
    return page


def _links(question: DoorQuestion, doors: Sequence[Door]) -> Iterator[Block]:
    rows: dict[LinkRow, dict[str, Door]] = {}
    for door in doors:
        surface, payload, destination = door.parties
        rows.setdefault(LinkRow(surface, payload), {})[destination] = door
    titles = _link_titles(question.document, list(rows))
    known = question.built.labels.destinations.names
    heads = short_names([name for name in known if any(name in row for row in rows.values())])
    if rows:
        yield _table("links", heads, titles, list(rows.values()))
        yield _legend(doors)
        yield from deciding_rules(question.document, question.built.rules, doors, _link_words)


def _link_titles(document: Document, rows: Sequence[LinkRow]) -> list[str]:
    """Return row titles: the surface, and below it payloads that are not its usual one."""
    titles = []
    before = ""
    for surface, payload in rows:
        if payload == document.surfaces[surface].payload:
            titles.append(surface)
        else:
            title = PAYLOADS[payload]
            titles.append(f"  {title}" if surface == before else f"{surface}: {title}")
        before = surface
    return titles


def _link_words(surfaces: Sequence[str], payloads: Sequence[str], ends: Sequence[str]) -> str:
    kinds = [PAYLOADS[payload] for payload in payloads]
    what = "" if kinds == ["link"] else f" ({', '.join(kinds)})"
    return f"{', '.join(surfaces)}{what} to {', '.join(ends)}"


def _wallets(question: DoorQuestion, doors: Sequence[Door]) -> Iterator[Block]:
    heads = short_names(question.built.labels.wallets.names)
    for container in dict.fromkeys(door.parties[2] for door in doors):
        rows: dict[str, dict[str, Door]] = {}
        for door in doors:
            merchant, wallet, where = door.parties
            if where == container:
                rows.setdefault(merchant, {})[wallet] = door
        yield _table(f"wallets, {words(container)}", heads, list(rows), list(rows.values()))
    if doors:
        yield _legend(doors)
        yield from deciding_rules(question.document, question.built.rules, doors, _wallet_words)


def _wallet_words(merchants: Sequence[str], wallets: Sequence[str], where: Sequence[str]) -> str:
    places = enumeration([words(container) for container in where])
    return f"{', '.join(wallets)} at {', '.join(merchants)}, {places}"


def _codes(question: DoorQuestion, doors: Sequence[Door]) -> Iterator[Block]:
    issuers = short_names(list(dict.fromkeys(door.parties[1] for door in doors)))
    rows: dict[str, dict[str, Door]] = {}
    heads = {}
    for door in doors:
        scanner, issuer, code = door.parties
        heads[f"{issuer} {code}"] = f"{issuers[issuer]} {code[:SHORT]}"
        rows.setdefault(scanner, {})[f"{issuer} {code}"] = door
    if rows:
        yield _table("codes, by scanner", heads, list(rows), list(rows.values()))
        yield _legend(doors)
        yield from deciding_rules(question.document, question.built.rules, doors, _code_words)


def _code_words(scanners: Sequence[str], issuers: Sequence[str], codes: Sequence[str]) -> str:
    return f"{', '.join(issuers)} codes ({', '.join(codes)}) by {', '.join(scanners)}"


def _table(
    title: str,
    heads: Mapping[str, str],
    names_of_rows: Sequence[str],
    rows: Sequence[Mapping[str, Door]],
) -> Table:
    columns = [names(title), *(names(head.ljust(SHORT)) for head in heads.values())]
    cells = [
        [row, *(sign(doors[name]) if name in doors else "" for name in heads)]
        for row, doors in zip(names_of_rows, rows, strict=True)
    ]
    return Table(columns, cells, gap=1)


def _legend(doors: Sequence[Door]) -> Paragraph:
    states = [state for state in SIGNS if any(d.layers[0].state == state for d in doors)]
    legend = [f"{SIGNS[state]} {state}" for state in states]
    signs = {sign(door) for door in doors}
    if any("%" in text for text in signs):
        legend.append("n% for so many so far")
    if any("*" in text for text in signs):
        legend.append("* under a condition")
    return Paragraph(f"{'; '.join(legend)}.", indent=2, hang=4)


def short_names(known_names: Sequence[str]) -> dict[str, str]:
    """Return the shortest beginnings, of three letters at least, that tell names apart."""

    def cut(name: str, length: int) -> str:
        return name[:length].rstrip("_")

    short = {}
    for name in known_names:
        length = SHORT
        others = [other for other in known_names if other != name]
        while length < len(name) and cut(name, length) in {cut(n, length) for n in others}:
            length += 1
        short[name] = cut(name, length)
    return short


def sign(door: Door) -> str:
    """Return a door's state as one sign, its roll-out as a percentage, a star for conditions."""
    top = door.layers[0]
    return sign_of(top.state, top.reach, is_conditional=bool(top.conditions))


def sign_of(state: str, reach: float, *, is_conditional: bool) -> str:
    """Return a state as one sign, its reach below 1 as a percentage, a star for conditions."""
    text = SIGNS[state]
    if reach < 1:
        text = f"{min(99, max(1, round(100 * reach)))}%"
    # Never longer than a short name, so that tables of two days differ in their signs only.
    return text.removesuffix("%") + "*" if is_conditional else text


def matrix_json(scenario: str, question: DoorQuestion) -> dict[str, Any]:
    """Return every door with its state, deciding rule, regime and reach as plain data."""
    doors = question.doors
    return {
        "scenario": scenario,
        "regime": question.regime,
        "at": format_time(question.at_us),
        "links": _plain(question.document, doors.links(), ("surface", "payload", "destination")),
        "wallets": _plain(question.document, doors.wallets(), ("merchant", "wallet", "container")),
        "codes": _plain(question.document, doors.codes(), ("scanner", "issuer", "code")),
    }


def _plain(document: Document, doors: Sequence[Door], keys: Sequence[str]) -> list[dict[str, Any]]:
    rows = []
    for door in doors:
        top, *below = (_layer(document, layer) for layer in door.layers)
        rows.append({**dict(zip(keys, door.parties, strict=True)), **top, "otherwise": below})
    return rows


def _layer(document: Document, layer: Layer) -> dict[str, Any]:
    return {
        "state": layer.state,
        "rule": layer.rule.rule.name if layer.rule is not None else None,
        "regime": (home_of(document, layer.rule) or None) if layer.rule is not None else None,
        "reach": layer.reach,
        "of": layer.unit,
        "conditions": list(layer.conditions),
    }
