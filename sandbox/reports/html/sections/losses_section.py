"""Where checkouts end: causes of loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.reports.findings.cases import spread
from sandbox.reports.findings.phrases import MEANINGS, percent, points, words
from sandbox.reports.html.charts.estimate_charts import Plot, bars
from sandbox.reports.html.figures import Figure, Section
from sandbox.reports.html.tables import Cell, Grid
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.reports.html.material import Material, RegimeAtPoint

RARE = 0.0005  # share of arrivals; smaller ones would read as 0.0 %
GOOD = (Outcome.PAID, Outcome.OPENED)
FIRST = "first_try"


def losses(material: Material) -> Section | None:
    """Return the causes of loss under each regime, those that change most first."""
    shares = {outcome: _shares(material, outcome) for outcome in Outcome}
    lost = [o for o in Outcome if o not in GOOD and max(shares[o]) > 0]
    if not any(max(shares[outcome]) >= RARE for outcome in lost):
        return None
    lost.sort(key=lambda o: (round(spread(shares[o]), 4), max(shares[o])), reverse=True)
    figure = _figure(material, [o for o in lost if max(shares[o]) >= RARE], [*GOOD, *lost])
    return Section("losses", "Causes of loss", figures=[figure])


def _share(regime: RegimeAtPoint, outcome: Outcome) -> float:
    number: int = regime.case["outcomes"].get(outcome.name.lower(), 0)
    return number / max(int(regime.case["checkouts"]), 1)


def _shares(material: Material, outcome: Outcome) -> list[float]:
    return [_share(regime, outcome) for regime in material.regimes]


def _figure(material: Material, causes: Sequence[Outcome], every: Sequence[Outcome]) -> Figure:
    rows = [
        {
            "name": words(cause.name),
            "regime": regime.name,
            "value": _share(regime, cause),
            "text": percent(_share(regime, cause), material.digits),
            "interval": MEANINGS[cause],
        }
        for cause in causes
        for regime in material.regimes
    ]
    spec = bars(rows, Plot([regime.name for regime in material.regimes], hover="meaning"))
    says = "Share of all arrivals; each lost checkout has exactly one cause."
    says += " The causes that change most come first." if material.contrasts else ""
    grid = _grid(material, every)
    return Figure("losses", "Why checkouts are lost", says, spec, grid)


def _grid(material: Material, every: Sequence[Outcome]) -> Grid:
    regimes = material.regimes
    several = len(regimes) > 1
    digits = max(2, material.digits)
    heads = ["ending"]
    for regime in regimes:
        mark = f"{regime.letter} " if several else ""
        heads += [f"{mark}count", f"{mark}share"]
    heads += ["change"] if len(regimes) == 2 else []
    rows = []
    for outcome in every:
        shares = _shares(material, outcome)
        if not any(shares):
            continue
        row = [Cell(words(outcome.name))]
        for regime, share in zip(regimes, shares, strict=True):
            at = f"{regime.at}/outcomes/{outcome.name.lower()}"
            row += [material.cell(at, "{:,}".format), Cell(percent(share, digits))]
        if len(shares) == 2:
            row.append(Cell(points(shares[1] - shares[0], digits)))
        rows.append([*row, Cell(MEANINGS[outcome])])
    rows += _later(material, digits)
    prose = frozenset({0, len(heads)})
    return Grid(f"Every ending of a checkout{material.key}", [*heads, "meaning"], rows, prose)


def _later(material: Material, digits: int) -> list[list[Cell]]:
    """Return a row for what was paid, but not at the first try."""
    later = []
    for regime in material.regimes:
        tries = regime.case.get("paid_after", {})
        later.append(sum(tries.values()) - tries.get(FIRST, 0))
    if not any(later):
        return []
    sizes = [max(int(regime.case["checkouts"]), 1) for regime in material.regimes]
    shares = [part / size for part, size in zip(later, sizes, strict=True)]
    row = [Cell("paid, not at first try")]
    for number, share in zip(later, shares, strict=True):
        row += [Cell(f"{number:,}"), Cell(percent(share, digits))]
    if len(shares) == 2:
        row.append(Cell(points(shares[1] - shares[0], digits)))
    return [[*row, Cell("after a retry, route or wallet")]]
