"""Who pays with what, how concentrated that is, and how much crosses between ecosystems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sandbox.reports.findings.cases import spread
from sandbox.reports.findings.phrases import enumeration, percent
from sandbox.reports.html.charts.estimate_charts import Plot, bars
from sandbox.reports.html.charts.sankey import sankey
from sandbox.reports.html.figures import Figure, Section, paragraph
from sandbox.reports.html.material import RegimeAtPoint, pointer
from sandbox.reports.html.tables import Cell, Grid

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material

FLOW_HEIGHT = 230  # pixels
FLOWS_MAX = 2  # a longer comparison shows its first and its last


def wallets(material: Material) -> Section | None:
    """Return wallet shares with their concentration, and the flow between ecosystems."""
    names = dict.fromkeys(n for r in material.regimes for n in r.case.get("wallet_shares", {}))
    if not names:
        return None
    lead = [paragraph(_concentration(material))]
    figures = [_shares(material, list(names)), *_moves_figures(material)]
    return Section("shares", "Wallet shares and concentration", lead, figures)


def _concentration(material: Material) -> str:
    known = [r for r in material.regimes if r.case["hhi"] is not None]
    told = enumeration([f"{r.case['hhi']:.2f} under {r.name}" for r in known])
    return f"The Herfindahl-Hirschman index of the shares (0 to 1, 1 is a monopoly) is {told}."


def _shares(material: Material, names: list[str]) -> Figure:
    shares = {n: [r.case["wallet_shares"].get(n, 0) for r in material.regimes] for n in names}
    names = [n for n in names if any(shares[n]) or material.is_protected(n)]
    names.sort(key=lambda n: (round(spread(shares[n]), 4), max(shares[n])), reverse=True)
    digits = material.digits
    rows = []
    for name in names:
        for regime in material.regimes:
            share = regime.case["wallet_shares"].get(name, 0)
            row = {"name": material.party(name), "regime": regime.name, "value": share}
            row |= {"text": percent(share, digits)}
            rows.append({**row, "interval": "paid checkouts"})
    lines = [
        [
            Cell(material.party(name)),
            *(
                material.cell(pointer(r.at, "wallet_shares", name), lambda s: percent(s, digits))
                for r in material.regimes
            ),
        ]
        for name in names
    ]
    indices = [material.cell(f"{r.at}/hhi", "{:.3f}".format) for r in material.regimes]
    lines.append([Cell("concentration (HHI)"), *indices])
    heads = ["wallet", *(r.name for r in material.regimes)]
    grid = Grid("Shares of paid checkouts by wallet, and their concentration", heads, lines)
    plot = Plot([r.name for r in material.regimes], hover="of")
    says = "Share of paid checkouts by wallet."
    says += " Those that change most come first." if material.contrasts else ""
    return Figure("wallet-shares", "Shares of payments", says, bars(rows, plot), grid)


def _moves_figures(material: Material) -> Iterator[Figure]:
    regimes = material.regimes
    shown = regimes if len(regimes) <= FLOWS_MAX else [regimes[0], regimes[-1]]
    told = [
        r for r in shown if sum(map(len, r.case["ecosystems"]["merchant_to_wallet"].values())) > 1
    ]
    for regime in told:
        yield _moves_figure(material, regime, half=len(told) > 1)


def _payments(regime: RegimeAtPoint) -> Mapping[str, Mapping[str, int]]:
    found: Mapping[str, Mapping[str, int]] = regime.case["ecosystems"]["merchant_to_wallet"]
    return found


def _moves_figure(material: Material, regime: RegimeAtPoint, *, half: bool) -> Figure:
    found = _payments(regime)
    at = f"{regime.at}/ecosystems/merchant_to_wallet"
    rows = [
        [Cell(here), Cell(there), material.cell(pointer(at, here, there), "{:,}".format)]
        for here, row in found.items()
        for there in row
    ]
    share = regime.case["ecosystems"]["crossing_wallet_share"]
    says = f"{percent(share)} of the payments cross from one ecosystem to another."
    heads = ["ecosystem of the shop", "ecosystem of the wallet", "paid"]
    grid = Grid(
        f"Paid checkouts between ecosystems under {regime.name}", heads, rows, frozenset({0, 1})
    )
    spec = sankey(found, FLOW_HEIGHT, "paid checkouts")
    title = f"From shops to wallets: {regime.name}"
    return Figure(f"ecosystems-{regime.number + 1}", title, says, spec, grid, half=half)
