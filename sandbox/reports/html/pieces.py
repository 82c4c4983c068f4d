"""Parts at the points of an answer: a sweep shows its first point, a comparison all its pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.reports.html.figures import paragraph

if TYPE_CHECKING:
    from sandbox.reports.html.figures import Figure, Section
    from sandbox.reports.html.material import Material

Part = Callable[["Material"], "Section | None"]


def at_points(part: Part) -> Part:
    """Return a part of one point as a part of the whole page."""

    def gather(material: Material) -> Section | None:
        if material.is_comparison and len(material.points) > 1:
            return _of_pairs(material, part)
        section = part(material)
        if section is None or not material.is_sweep:
            return section
        text = f"At {material.place}, the first of {len(material.points):,} points."
        return replace(section, lead=[paragraph(text, "note"), *section.lead])

    return gather


def _of_pairs(material: Material, part: Part) -> Section | None:
    """Return one section with the figures of all pairs."""
    known = [(pair, section) for pair in material.points if (section := part(pair)) is not None]
    if not known:
        return None
    figures = [figure for pair, section in known for figure in _of_a_pair(pair, section)]
    lead = [text for _, section in known for text in section.lead]
    rest = [text for _, section in known for text in section.rest]
    first = known[0][1]
    return replace(first, lead=list(dict.fromkeys(lead)), figures=figures, rest=rest)


def _of_a_pair(pair: Material, section: Section) -> Iterator[Figure]:
    """Yield figures under names of their own."""
    for figure in section.figures:
        grid = replace(figure.grid, caption=f"{figure.grid.caption} ({pair.place})")
        title = f"{figure.title} · {pair.place}"
        yield replace(figure, name=f"{figure.name}-pair-{pair.number + 1}", title=title, grid=grid)
