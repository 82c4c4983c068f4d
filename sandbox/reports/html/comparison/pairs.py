"""Endings, flows and money of each pair that differs: the sections of runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.reports.html.figures import Section, paragraph
from sandbox.reports.html.sections.losses import losses
from sandbox.reports.html.sections.money import money
from sandbox.reports.html.sections.moves import moves
from sandbox.reports.phrases import count

if TYPE_CHECKING:
    from sandbox.reports.html.comparison.material import ComparisonMaterial, PairMaterial
    from sandbox.reports.html.figures import Figure

Part = Callable[["PairMaterial"], Section | None]


def pair_losses(material: ComparisonMaterial) -> Section | None:
    """Return the causes of loss in A and in B."""
    return _gathered(material, losses)


def pair_money(material: ComparisonMaterial) -> Section | None:
    """Return who earns, who pays and what is left, in A and in B."""
    return _gathered(material, money)


def pair_moves(material: ComparisonMaterial) -> Section | None:
    """Return the flow of matched checkouts, where it is known."""
    section = _gathered(material, moves)
    if section is None:
        return None
    known = [pair for pair in _changed(material) if pair.differences[0]["flow"]]
    return replace(section, lead=[paragraph(" ".join(map(_matched, known)), "note")])


def _matched(pair: PairMaterial) -> str:
    where = pair.found["first_divergence"]
    size = count(where["flow"]["checkouts"], "checkout")
    text = f"Under {pair.name}: {size} of replication {where['replication']}, the first that "
    return f"{text}differs, each matched with itself by its number."


def _changed(material: ComparisonMaterial) -> list[PairMaterial]:
    return [pair for pair in material.pairs if pair.is_changed]


def _gathered(material: ComparisonMaterial, part: Part) -> Section | None:
    """Return one section with the figures of all pairs."""
    found = [(pair, part(pair)) for pair in _changed(material)]
    several = len(found) > 1
    figures = [
        figure
        for number, (pair, section) in enumerate(found, start=1)
        if section is not None
        for figure in _of_a_pair(pair, section, number if several else 0)
    ]
    sections = [section for _, section in found if section is not None]
    return replace(sections[0], figures=figures) if figures else None


def _of_a_pair(pair: PairMaterial, section: Section, number: int) -> Iterator[Figure]:
    """Yield figures under names of their own; 0 stands for the only pair."""
    for figure in section.figures:
        if not number:
            yield figure
            continue
        grid = replace(figure.grid, caption=f"{figure.grid.caption} ({pair.name})")
        title = f"{figure.title} · {pair.name}"
        yield replace(figure, name=f"{figure.name}-{number}", title=title, grid=grid)
