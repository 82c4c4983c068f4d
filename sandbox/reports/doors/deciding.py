"""Which rules decided a set of doors, each with the doors that it decided, in few words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from sandbox.reports.doors.doors import Door, Layer, home_of
from sandbox.reports.page_blocks import Paragraph
from sandbox.units import format_time

if TYPE_CHECKING:
    from sandbox.scenario.regimes import DatedRule
    from sandbox.scenario.schema.scenario_document import Document

Names = tuple[str, ...]
Wording = Callable[[Names, Names, Names], str]
K = TypeVar("K")
V = TypeVar("V")


def deciding_rules(
    document: Document, order: Sequence[DatedRule], doors: Sequence[Door], wording: Wording
) -> Iterator[Paragraph]:
    """Yield each rule that decided a door: what it does, where it is written, to which doors.

    Parameters
    ----------
    order
        All rules of the run, the weakest first.
    wording
        Words for a product of first, second and third parties.
    """
    for rule, what, found in _by_rule(doors, order):
        cells = "; ".join(wording(*block) for block in blocks(found))
        text = f"{what} ({origin(document, rule)}): {cells}"
        yield Paragraph(text, rule.rule.name, indent=2, hang=4)


def _by_rule(
    doors: Sequence[Door], order: Sequence[DatedRule]
) -> list[tuple[DatedRule, str, list[Names]]]:
    found: dict[tuple[int, str], tuple[DatedRule, str, list[Names]]] = {}
    for door in doors:
        for layer in door.layers:
            if layer.rule is not None:
                what = effect(layer)
                key = id(layer.rule), what
                found.setdefault(key, (layer.rule, what, []))[2].append(door.parties)
    place = {id(rule): k for k, rule in enumerate(order)}
    return sorted(found.values(), key=lambda entry: place[id(entry[0])])


def effect(layer: Layer) -> str:
    """Return what a layer does and for whom, in words."""
    text = layer.state
    if layer.reach < 1:
        text += f" for {100 * layer.reach:.3g} % of {layer.unit}"
    return " ".join([text, *layer.conditions])


def origin(document: Document, dated_rule: DatedRule) -> str:
    """Return where a rule is written and when it holds, for example `NAME, from 2021-11-29`."""
    rule = dated_rule.rule
    parts = [home_of(document, dated_rule) or "this scenario"]
    if rule.from_ is not None:
        parts.append(f"from {format_time(rule.from_)}")
    if rule.until is not None:
        parts.append(f"until {format_time(rule.until)}")
    return ", ".join(parts)


def blocks(cells: Sequence[Names]) -> list[tuple[Names, Names, Names]]:
    """Return triples as few products of names: (a, b) × (c) × (d) for (a, c, d) and (b, c, d)."""
    thirds = _grouped(((a, b), c) for a, b, c in cells)
    firsts = _grouped(((b, cs), a) for (a, b), cs in thirds.items())
    seconds = _grouped(((first, cs), b) for (b, cs), first in firsts.items())
    return [(a, b, c) for (a, c), b in seconds.items()]


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}
