"""Who moves from which ending to which: the same checkout under the baseline and elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sandbox.answers.moves import ABSENT_NAME
from sandbox.reports.findings.phrases import MEANINGS, count, percent, words
from sandbox.reports.html.charts.estimate_charts import Plot, bars
from sandbox.reports.html.charts.sankey import sankey
from sandbox.reports.html.figures import Figure, Section, paragraph
from sandbox.reports.html.material import pointer
from sandbox.reports.html.tables import Cell, Grid
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from sandbox.markup import Markup
    from sandbox.reports.html.material import Material

Flow = Mapping[str, Mapping[str, int]]

HEIGHT = 420  # pixels
ORDER = [*(outcome.name.lower() for outcome in Outcome), ABSENT_NAME]
REST = "all else"
DRAWN_MIN = 0.02  # of the most frequent cause; rarer ones stand in the table
BAND_MIN = 0.01  # of all checkouts; rarer endings have no band of their own
TURNS = {
    "rescued": ("Rescued", "Lost under {}, paid here: by the cause of the loss there."),
    "newly_lost": ("Newly lost", "Paid under {}, lost here: by the cause of the loss here."),
}


def moves(material: Material) -> Section | None:
    """Return the flow of checkouts between outcomes, where it is known."""
    known = [k for k in range(len(material.contrasts)) if material.moves(k)[0]]
    if not known:
        return None
    figures = [_moves(material, number, half=len(known) > 1) for number in known]
    figures += [figure for key in TURNS for figure in _turns(material, key, known)]
    return Section("moves", "Who moves from where to where", _matched(material), figures)


def _matched(material: Material) -> list[Markup]:
    """Return of which replication the moves of a comparison are."""
    where = material.point.get("divergence")
    if where is None:
        return []
    size = count(where["moves"]["checkouts"], "checkout")
    text = f"{material.place}: {size} of replication {where['replication']}, the first that "
    return [paragraph(f"{text}differs, each matched with itself by its number.", "note")]


def _moves(material: Material, number: int, *, half: bool) -> Figure:
    moves_, at = material.moves(number)
    found: Flow = {} if moves_ is None else moves_["from_to"]
    baseline, other = material.regimes[0].name, material.regimes[number + 1].name
    at = f"{at}/from_to"
    rows = [
        [
            Cell(words(source)),
            Cell(words(target)),
            material.cell(pointer(at, source, target), "{:,}".format),
        ]
        for source in sorted(found, key=ORDER.index)
        for target in sorted(found[source], key=ORDER.index)
    ]
    heads = [f"under {baseline}", f"under {other}", "checkouts"]
    caption = f"Checkouts by their ending under {baseline} and under {other}"
    says = f"Every checkout, from its ending under {baseline} to its ending under {other}."
    grid = Grid(caption, heads, rows, frozenset({0, 1}))
    spec = sankey(_drawn(found), HEIGHT, "checkouts")
    title = f"From {baseline} to {other}"
    return Figure(f"moves-{number + 1}", title, says, spec, grid, half=half)


def _drawn(moves: Flow) -> dict[str, dict[str, int]]:
    """Return a flow whose rare endings are taken together; the table tells them apart."""
    names = _names(moves)
    drawn: dict[str, dict[str, int]] = {}
    for source in sorted(moves, key=ORDER.index):
        there = drawn.setdefault(names[source], {})
        for target, number in moves[source].items():
            there[names[target]] = there.get(names[target], 0) + number
    places = [*(name for name in map(words, ORDER) if name in names.values()), REST]
    # Both sides are to keep one order, so every row names every place.
    return {
        source: {target: drawn[source].get(target, 0) for target in places}
        for source in places
        if source in drawn
    }


def _names(moves: Flow) -> dict[str, str]:
    """Return what each ending is called where rare ones are taken together."""
    leaving = {source: sum(row.values()) for source, row in moves.items()}
    arriving: dict[str, int] = {}
    for row in moves.values():
        for target, number in row.items():
            arriving[target] = arriving.get(target, 0) + number
    floor = BAND_MIN * sum(leaving.values())
    return {
        name: words(name) if max(leaving.get(name, 0), arriving.get(name, 0)) >= floor else REST
        for name in ORDER
    }


def _turns(material: Material, key: str, numbers: list[int]) -> Iterator[Figure]:
    """Yield who is rescued, or newly lost, under each regime."""
    flows = {k: (material.moves(k)[0] or {}).get(key, {}) for k in numbers}
    largest: dict[str, int] = {}
    for flow in flows.values():
        for cause, number in flow.items():
            largest[cause] = max(largest.get(cause, 0), number)
    if not largest:
        return
    title, says = TURNS[key]
    causes = sorted(largest, key=lambda cause: -largest[cause])
    drawn = [cause for cause in causes if largest[cause] >= DRAWN_MIN * largest[causes[0]]]
    rows = [_row(material, key, cause, k) for cause in drawn for k in numbers]
    names = [material.regimes[k + 1].name for k in numbers]
    plot = Plot(names, "share of all checkouts", "~%", shift=1, hover="checkouts")
    grid = _turns_grid(material, key, causes, numbers)
    told = says.format(material.regimes[0].name)
    yield Figure(f"moves-{key.replace('_', '-')}", title, told, bars(rows, plot), grid, half=True)


def _row(material: Material, key: str, cause: str, number: int) -> dict[str, Any]:
    regime, flow = material.regimes[number + 1], material.moves(number)[0] or {}
    moved = flow[key].get(cause, 0)
    # What is matched may be less than all that was simulated: one replication of many.
    share = moved / max(flow.get("checkouts", regime.case["checkouts"]), 1)
    row = {"name": words(cause), "regime": regime.name, "value": share}
    return {**row, "text": percent(share, max(2, material.digits)), "interval": f"{moved:,}"}


def _turns_grid(material: Material, key: str, causes: list[str], numbers: list[int]) -> Grid:
    heads = ["cause", *(material.regimes[k + 1].name for k in numbers), "meaning"]
    at = [f"{material.moves(k)[1]}/{key}" for k in numbers]
    lines = [
        [
            Cell(words(cause)),
            *(material.cell(pointer(place, cause), "{:,}".format) for place in at),
            Cell(MEANINGS[Outcome[cause.upper()]]),
        ]
        for cause in causes
    ]
    caption = f"{TURNS[key][0]} checkouts by cause"
    return Grid(caption, heads, lines, frozenset({0, len(numbers) + 1}))
