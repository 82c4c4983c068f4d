"""Who pays, who earns, what is left for each party, and whose sales the additional ones are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.reports.findings.cases import OUTSIDERS, spread
from sandbox.reports.html.charts.estimate_charts import Plot, bars
from sandbox.reports.html.figures import Figure, Section
from sandbox.reports.html.material import RegimeAtPoint, pointer
from sandbox.reports.html.tables import Cell, Grid
from sandbox.units import format_money

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material

SALES = {"new": "new", "moved": "moved here from elsewhere"}
DRAWN_MAX = 10  # parties of a chart beside those that the question is about; the table has all
FEES = "fees_minor"


@dataclass(frozen=True, slots=True)
class Ledger:
    """One view of the ledger: name of its figure, key of the document, what it says."""

    name: str
    key: str
    title: str
    says: str


LEDGERS = (
    Ledger("fees", FEES, "Who earns fees", "Fee income net of what is passed on."),
    Ledger("fees-borne", "fees_borne_minor", "Who bears fees", "Merchant discount by its bearer."),
    Ledger(
        "net-income", "net_income_minor", "Net income", "Take and margin less fees and subsidies."
    ),
)


def money(material: Material) -> Section | None:
    """Return fees, net income, and moved against new sales."""
    figures = [figure for ledger in LEDGERS for figure in _ledger(material, ledger)]
    figures += _sales(material)
    return Section("money", "Money", figures=figures) if figures else None


def _parties(material: Material, ledger: Ledger) -> list[str]:
    """Return the parties with money in a ledger, those first whose amount changes most."""
    regimes = material.regimes
    every = dict.fromkeys(n for r in regimes for n in r.case.get(ledger.key, {}))
    used = [n for n in every if any(_minor(r, ledger, n) for r in regimes)]
    if ledger.key == "net_income_minor":
        # Whoever lives by fees alone stands under the fees already; outsiders are no businesses.
        used = [
            name
            for name in used
            if name not in OUTSIDERS
            and any(_minor(r, ledger, name) != r.case[FEES].get(name) for r in regimes)
        ]
    return sorted(used, key=lambda name: _weight(material, ledger, name), reverse=True)


def _weight(material: Material, ledger: Ledger, name: str) -> tuple[float, float]:
    found = [_each(regime, ledger, name) for regime in material.regimes]
    return spread(found), max(map(abs, found))


def _minor(regime: RegimeAtPoint, ledger: Ledger, name: str) -> int:
    minor: int = regime.case.get(ledger.key, {}).get(name, 0)
    return minor


def _each(regime: RegimeAtPoint, ledger: Ledger, name: str) -> float:
    """Return yuan per 1,000 checkouts."""
    return 10 * _minor(regime, ledger, name) / max(int(regime.case["checkouts"]), 1)


def yuan(values: Sequence[float]) -> list[str]:
    """Return amounts with the same digits: those that the smallest of them needs."""
    is_fine = any(0 < abs(value) < 10 for value in values)
    texts = [f"{value:,.2f}" if is_fine else f"{value:,.0f}" for value in values]
    return [text.lstrip("-") if not text.strip("-0.,") else text for text in texts]


def _ledger(material: Material, ledger: Ledger) -> Iterator[Figure]:
    names = _parties(material, ledger)
    if not names:
        return
    drawn = [n for k, n in enumerate(names) if k < DRAWN_MAX or material.is_protected(n)]
    rows: list[dict[str, Any]] = []
    for name in drawn:
        values = [_each(regime, ledger, name) for regime in material.regimes]
        for regime, value, text in zip(material.regimes, values, yuan(values), strict=True):
            whole = format_money(_minor(regime, ledger, name))
            row = {"name": material.party(name), "regime": regime.name, "text": text}
            rows.append({**row, "interval": whole, "value": value})
    plot = Plot([r.name for r in material.regimes], "¥ per 1,000 checkouts", "~s", hover="in all")
    says = ledger.says
    if len(names) > len(drawn):
        says += f" The chart has {len(drawn)} of {len(names)} parties, the table all."
    grid = _grid(material, ledger, names)
    yield Figure(ledger.name, ledger.title, says, bars(rows, plot), grid, half=True)


def _grid(material: Material, ledger: Ledger, names: list[str]) -> Grid:
    regimes = material.regimes
    heads = ["party"]
    for regime in regimes:
        mark = f"{regime.letter} " if len(regimes) > 1 else ""
        heads += [f"{mark}in all", f"{mark}¥ per 1,000"]
    heads += ["change per 1,000"] if len(regimes) == 2 else []
    rows = []
    for name in names:
        values = [_each(regime, ledger, name) for regime in regimes]
        change = [values[1] - values[0]] if len(values) == 2 else []
        texts = yuan([*values, *change])
        row = [Cell(material.party(name))]
        for regime, text in zip(regimes, texts, strict=False):
            row += [material.cell(pointer(regime.at, ledger.key, name), format_money), Cell(text)]
        if change:
            row.append(Cell(f"+{texts[2]}" if change[0] > 0 and texts[2] != "0" else texts[2]))
        rows.append(row)
    caption = f"{ledger.title}: sums over all replications{material.key}"
    return Grid(caption, heads, rows)


def _sales(material: Material) -> Iterator[Figure]:
    found = {k: c["sales"] for k, c in enumerate(material.contrasts) if "sales" in c}
    if not any(sales["additional"] or sales["moved"] for sales in found.values()):
        return
    rows, lines = [], []
    for number, sales in found.items():
        regime = material.regimes[number + 1].name
        for key, title in SALES.items():
            row = {"name": regime, "regime": title, "value": sales[key], "text": f"{sales[key]:,}"}
            rows.append({**row, "interval": "checkouts"})
        keys = ("additional", "new", "moved")
        at = f"{material.root}/contrasts/{number}/sales"
        lines.append([Cell(regime), *(material.cell(f"{at}/{k}", "{:,}".format) for k in keys)])
    says = "Additional paid checkouts: new to all sellers, or made elsewhere under the baseline."
    plot = Plot(list(SALES.values()), "checkouts", "~s", hover="counted in", shift=2)
    grid = Grid("Additional sales", ["regime", "additional", "new", "moved"], lines)
    yield Figure("sales", "New and moved sales", says, bars(rows, plot), grid, half=True)
