"""Where checkouts end: causes of loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.reports.html.charts.estimates import Plot, bars
from sandbox.reports.html.figures import Figure, Section
from sandbox.reports.html.tables import Cell, Grid
from sandbox.reports.losses import RARE
from sandbox.reports.phrases import MEANINGS, percent, points, words
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material, Regime

GOOD = (Outcome.PAID, Outcome.OPENED)


def losses(material: Material) -> Section | None:
    """Return the causes of loss under each regime."""
    causes = _causes(material)
    if not causes:
        return None
    return Section("losses", "Causes of loss", figures=[_figure(material, causes)])


def _share(regime: Regime, outcome: Outcome) -> float:
    count: int = regime.found["outcomes"].get(outcome.name.lower(), 0)
    checkouts: int = regime.found["checkouts"]
    return count / max(checkouts, 1)


def _causes(material: Material) -> list[Outcome]:
    found = [
        outcome
        for outcome in Outcome
        if outcome not in GOOD and any(_share(r, outcome) >= RARE for r in material.regimes)
    ]
    return sorted(found, key=lambda o: -max(_share(r, o) for r in material.regimes))


def _figure(material: Material, causes: list[Outcome]) -> Figure:
    rows = [
        {
            "name": words(cause.name),
            "regime": regime.name,
            "value": _share(regime, cause),
            "text": percent(_share(regime, cause)),
            "interval": MEANINGS[cause],
        }
        for cause in causes
        for regime in material.regimes
    ]
    spec = bars(rows, Plot([regime.name for regime in material.regimes], hover="meaning"))
    says = "Share of all arrivals; each lost checkout has exactly one cause."
    return Figure("losses", "Why checkouts are lost", says, spec, _grid(material))


def _grid(material: Material) -> Grid:
    several = len(material.regimes) > 1
    heads = ["ending"]
    for regime in material.regimes:
        mark = f"{regime.letter} " if several else ""
        heads += [f"{mark}count", f"{mark}share"]
    heads += ["change"] if len(material.regimes) == 2 else []
    rows = []
    for outcome in Outcome:
        shares = [_share(regime, outcome) for regime in material.regimes]
        if any(shares):
            row = [Cell(words(outcome.name))]
            for regime, share in zip(material.regimes, shares, strict=True):
                at = f"{regime.at}/outcomes/{outcome.name.lower()}"
                row += [material.cell(at, "{:,}".format), Cell(percent(share, 2))]
            if len(shares) == 2:
                row.append(Cell(points(shares[1] - shares[0], 2)))
            rows.append([*row, Cell(MEANINGS[outcome])])
    prose = frozenset({0, len(heads)})
    return Grid("Every ending of a checkout", [*heads, "meaning"], rows, prose)
