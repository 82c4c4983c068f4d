"""Who pays, who earns, what is left for each party, and whose sales the additional ones are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.reports.earnings import OUTSIDERS
from sandbox.reports.html.charts.estimates import Plot, bars
from sandbox.reports.html.figures import Figure, Section
from sandbox.reports.html.material import Regime, pointer
from sandbox.reports.html.tables import Cell, Grid
from sandbox.reports.phrases import per_thousand
from sandbox.units import format_money

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material

SALES = {"new": "new", "moved": "moved here from elsewhere"}


@dataclass(frozen=True, slots=True)
class Ledger:
    """One view of the ledger: a key of the document, what it says, whom it leaves out."""

    key: str
    title: str
    says: str


LEDGERS = (
    Ledger("fees", "Who earns fees", "Fee income net of what is passed on, by wallet and rail."),
    Ledger("fees_borne", "Who bears fees", "Merchant discount by whoever bears it."),
    Ledger("net_income", "Net income", "Take and margin less fees, subsidies and refunds."),
)


def money(material: Material) -> Section | None:
    """Return fees, net income, and moved against new sales."""
    figures = [figure for ledger in LEDGERS for figure in _ledger(material, ledger)]
    figures += _sales(material)
    if not figures:
        return None
    return Section("money", "Money", figures=figures)


def _parties(material: Material, ledger: Ledger) -> list[str]:
    """Return the parties with money in a ledger, in the order of the document."""
    every = dict.fromkeys(n for r in material.regimes for n in r.found.get(ledger.key, {}))
    used = [n for n in every if any(_fen(r, ledger, n) for r in material.regimes)]
    if ledger.key != "net_income":
        return used
    # Whoever lives by fees alone stands under the fees already; outsiders are no businesses.
    return [
        name
        for name in used
        if name not in OUTSIDERS
        and any(_fen(r, ledger, name) != r.found["fees"].get(name) for r in material.regimes)
    ]


def _fen(regime: Regime, ledger: Ledger, name: str) -> int:
    fen: int = regime.found.get(ledger.key, {}).get(name, 0)
    return fen


def _ledger(material: Material, ledger: Ledger) -> Iterator[Figure]:
    names = _parties(material, ledger)
    if not names:
        return
    rows: list[dict[str, Any]] = []
    for name in names:
        for regime in material.regimes:
            fen, size = _fen(regime, ledger, name), regime.found["checkouts"]
            text = per_thousand(fen, size)
            row = {"name": name, "regime": regime.name, "text": text, "interval": format_money(fen)}
            rows.append({**row, "value": 10 * fen / max(size, 1)})
    hover = "in all"
    plot = Plot([r.name for r in material.regimes], "¥ per 1,000 checkouts", "~s", hover=hover)
    grid = _grid(material, ledger, names)
    name = ledger.key.replace("_", "-")
    yield Figure(name, ledger.title, ledger.says, bars(rows, plot), grid, half=True)


def _grid(material: Material, ledger: Ledger, names: list[str]) -> Grid:
    several = len(material.regimes) > 1
    heads = ["party"]
    for regime in material.regimes:
        mark = f"{regime.letter} " if several else ""
        heads += [f"{mark}in all", f"{mark}¥ per 1,000"]
    rows = []
    for name in names:
        row = [Cell(name)]
        for regime in material.regimes:
            at = pointer(regime.at, ledger.key, name)
            fen = _fen(regime, ledger, name)
            row += [
                material.cell(at, format_money),
                Cell(per_thousand(fen, regime.found["checkouts"])),
            ]
        rows.append(row)
    return Grid(f"{ledger.title}: sums over all replications", heads, rows)


def _sales(material: Material) -> Iterator[Figure]:
    found = [d for d in material.differences if "sales" in d]
    if not any(d["sales"]["additional"] or d["sales"]["moved"] for d in found):
        return
    rows, lines = [], []
    for number, difference in enumerate(found):
        regime, sales = difference["regime"], difference["sales"]
        for key, title in SALES.items():
            row = {"name": regime, "regime": title, "value": sales[key], "text": f"{sales[key]:,}"}
            rows.append({**row, "interval": "checkouts"})
        keys = ("additional", "new", "moved")
        at = f"{material.root}/differences/{number}/sales"
        lines.append([Cell(regime), *(material.cell(f"{at}/{k}", "{:,}".format) for k in keys)])
    says = "Additional paid checkouts: new to all sellers, or made elsewhere under the baseline."
    plot = Plot(list(SALES.values()), "checkouts", "~s", hover="counted in", shift=2)
    grid = Grid("Additional sales", ["regime", "additional", "new", "moved"], lines)
    yield Figure("sales", "New and moved sales", says, bars(rows, plot), grid, half=True)
