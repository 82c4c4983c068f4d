"""Flows between two lists of names: bands whose edges are computed here, drawn as areas."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.reports.html.charts.frame import Rows, data, library, spec_of
from sandbox.reports.html.palette import colour, series

Moves = Mapping[str, Mapping[str, int]]

STEPS = 24  # points along a band
GAP = 0.02  # of the height, between two names
LEFT, RIGHT = 0.0, 1.0
ROOM = 15  # letters of a line of a label
LINE = 14  # pixels


@dataclass(frozen=True, slots=True)
class Node:
    """A name on one side with the part of the height that it takes, 0 to 1."""

    name: str
    size: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Names on both sides and bands between them.

    Attributes
    ----------
    left, right
        Names on either side, from top to bottom.
    bands
        Source, target, count, and the edges (low, high) at the left and at the right.
    """

    left: Sequence[Node]
    right: Sequence[Node]
    bands: Sequence[tuple[str, str, int, tuple[float, float], tuple[float, float]]]


def layout(moves: Moves) -> Layout:
    """Return where names and bands stand: the same thickness at both ends, none overlapping."""
    leaving = {name: sum(row.values()) for name, row in moves.items()}
    arriving: dict[str, int] = {}
    for row in moves.values():
        for name, count in row.items():
            arriving[name] = arriving.get(name, 0) + count
    sides = [[n for n in sizes if sizes[n]] for sizes in (leaving, arriving)]
    most = max(map(len, sides))
    unit = (1 - GAP * (most - 1)) / max(sum(leaving.values()), 1)
    left = _stacked(sides[0], leaving, unit)
    right = _stacked(sides[1], arriving, unit)
    return Layout(left, right, list(_bands(moves, left, right, unit)))


def _stacked(names: Sequence[str], sizes: Mapping[str, int], unit: float) -> list[Node]:
    nodes = []
    top = 1.0
    for name in names:
        thick = sizes[name] * unit
        nodes.append(Node(name, sizes[name], top - thick, top))
        top -= thick + GAP
    return nodes


def _bands(
    moves: Moves, left: Sequence[Node], right: Sequence[Node], unit: float
) -> Iterator[tuple[str, str, int, tuple[float, float], tuple[float, float]]]:
    tops = {node.name: node.high for node in right}
    for node in left:
        top = node.high
        for target, end in tops.items():
            count = moves[node.name].get(target, 0)
            if count:
                thick = count * unit
                start = top
                yield node.name, target, count, (start - thick, start), (end - thick, end)
                top -= thick
                tops[target] = end - thick


def _ease(share: float) -> float:
    """Return the smoothstep 3s² − 2s³: level at both ends."""
    return share * share * (3 - 2 * share)


def sankey(moves: Moves, height: int, unit: str) -> dict[str, Any]:
    """Return flows from names at the left to names at the right.

    Parameters
    ----------
    moves
        Source → target → count; both sides keep the order in which names come.
    unit
        What is counted, for hover texts.
    """
    alt = library()
    found = layout(moves)
    # One source alone would paint all bands alike; then the targets tell them apart.
    side, nodes = ("from", found.left) if len(found.left) > 1 else ("to", found.right)
    names = [node.name for node in nodes]
    scale = alt.Scale(domain=names, range=[series(k + 1) for k in range(len(names))])
    titles = {"from": "from", "to": "to", "text": unit}
    hints = [alt.Tooltip(f"{key}:N", title=title) for key, title in titles.items()]
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.42, 1.42], nice=False))
    y = alt.Y("low:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    bands = (
        alt.Chart(data(list(_edges(found))))
        .mark_area(opacity=0.45, interpolate="monotone")
        .encode(
            x=x,
            y=y,
            y2="high:Q",
            detail="band:N",
            tooltip=hints,
            color=alt.Color(f"{side}:N", scale=scale, legend=None),
        )
    )
    line = LINE / height
    layers = [bands, *_names(found.left, LEFT, line), *_names(found.right, RIGHT, line)]
    return spec_of(alt.layer(*layers), height)


def _edges(shape: Layout) -> Iterator[dict[str, Any]]:
    for number, (source, target, count, start, end) in enumerate(shape.bands):
        for step in range(STEPS + 1):
            share = _ease(step / STEPS)
            yield {
                "band": number,
                "from": source,
                "to": target,
                "text": f"{count:,}",
                "x": step / STEPS,
                "low": start[0] + (end[0] - start[0]) * share,
                "high": start[1] + (end[1] - start[1]) * share,
            }


def _names(nodes: Sequence[Node], x: float, line: float) -> list[Any]:
    alt = library()
    whole = sum(node.size for node in nodes) or 1
    labels = [textwrap.wrap(f"{n.name} {100 * n.size / whole:.1f} %", ROOM) for n in nodes]
    middles = [(node.low + node.high) / 2 for node in nodes]
    spread = spread_out(middles, [line * len(lines) for lines in labels])
    rows: Rows = [
        {
            "x": x,
            "low": node.low,
            "high": node.high,
            # A text is placed by its first line.
            "first": middle + line * (len(lines) - 1) / 2,
            "label": "\n".join(lines),
        }
        for node, middle, lines in zip(nodes, spread, labels, strict=True)
    ]
    chart = alt.Chart(data(rows)).encode(x="x:Q")
    posts = chart.mark_rule(strokeWidth=5, color=colour("ink")).encode(y="low:Q", y2="high:Q")
    align, shift = ("right", -8) if x == LEFT else ("left", 8)
    texts = chart.mark_text(align=align, dx=shift, fontSize=11.5, lineBreak="\n", baseline="middle")
    return [posts, texts.encode(y="first:Q", text="label:N")]


def spread_out(middles: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Return middles from the top down, moved apart until none covers another, above 0 at best.

    Parameters
    ----------
    middles
        Falling, 0 to 1.
    heights
        What each needs, in the same unit.
    """
    found: list[float] = []
    floor = 0.0
    for middle, height in zip(reversed(middles), reversed(heights), strict=True):
        found.append(max(middle, floor + height / 2))
        floor = found[-1] + height / 2
    return found[::-1]
