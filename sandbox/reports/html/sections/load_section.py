"""Latency and load: how long answers and checkouts take, waits, refusals, how busy places are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from sandbox.reports.findings.english import LOAD
from sandbox.reports.findings.phrases import percent
from sandbox.reports.html.charts.estimate_charts import Plot, bars
from sandbox.reports.html.charts.latency import latency as latency_chart
from sandbox.reports.html.figures import Figure, Section, fold
from sandbox.reports.html.material import RegimeAtPoint, pointer
from sandbox.reports.html.tables import Cell, Grid, grid_markup
from sandbox.units import format_duration

if TYPE_CHECKING:
    from sandbox.markup import Markup
    from sandbox.reports.html.material import Material

TIMES = {"latency": "answer to an authorisation", "checkout_time": "paid checkout, from arrival"}
PERCENTILES = ("p50", "p95", "p99")


def latency(material: Material) -> Section | None:
    """Return how long answers and checkouts take."""
    figures = list(_latency(material))
    return Section("latency", "Latency", figures=figures) if figures else None


def load(material: Material) -> Section | None:
    """Return what load did where places have a capacity."""
    figures, rest = list(_places(material)), list(_counters(material))
    return Section("load", "Load and queues", (), figures, rest) if figures or rest else None


def _duration(microseconds: float) -> str:
    return format_duration(round(microseconds))


def _latency(material: Material) -> Iterator[Figure]:
    rows, lines = [], []
    for key, title in TIMES.items():
        for regime in material.regimes:
            found = regime.case.get(key)
            if found and found["p99"]:
                # A logarithmic axis has no zero.
                row = {p: max(found[p], 1) / 1_000_000 for p in PERCENTILES}
                row |= {f"{p}_text": _duration(found[p]) for p in PERCENTILES}
                rows.append({**row, "name": title, "regime": regime.name})
                at = f"{regime.at}/{key}"
                bounds = [material.cell(f"{at}/{p}", _duration) for p in PERCENTILES]
                size = material.cell(f"{at}/count", "{:,}".format)
                lines.append([Cell(f"{title}, {regime.name}"), *bounds, size])
    if rows:
        spec = latency_chart(rows, [regime.name for regime in material.regimes])
        says = "Half, 95 % and 99 % of them take no longer than the three marks."
        grid = Grid(
            "Percentiles of durations", ["duration", "50 %", "95 %", "99 %", "count"], lines
        )
        yield Figure("latency", "How long it takes", says, spec, grid)


def _under_pressure(material: Material) -> list[RegimeAtPoint]:
    return [regime for regime in material.regimes if "pressure" in regime.case]


def _places(material: Material) -> Iterator[Figure]:
    regimes = _under_pressure(material)
    names = dict.fromkeys(n for r in regimes for n in r.case["pressure"]["stations"])
    if not names:
        return
    rows, lines = [], []
    for name in names:
        line = [Cell(name)]
        for regime in regimes:
            station = regime.case["pressure"]["stations"].get(name)
            busy = station["utilisation"] if station else 0
            row = {"name": name, "regime": regime.name, "value": busy, "text": percent(busy)}
            rows.append({**row, "interval": f"{station['requests'] if station else 0:,}"})
            at = pointer(f"{regime.at}/pressure/stations", name)
            line.append(material.cell(f"{at}/utilisation", percent))
            line.append(material.cell(f"{at}/requests", "{:,}".format))
        lines.append(line)
    heads = ["place", *(h for r in regimes for h in (f"{r.letter} busy", f"{r.letter} requests"))]
    grid = Grid("How busy each place is over the horizon", heads, lines)
    plot = Plot([regime.name for regime in regimes], hover="requests")
    says = "Part of the places for parallel requests that is held, over the horizon."
    yield Figure("utilisation", "How busy places are", says, bars(rows, plot), grid)


def _counters(material: Material) -> Iterator[Markup]:
    regimes = _under_pressure(material)
    rows = [
        [
            Cell(title),
            *(material.cell(f"{r.at}/pressure/counters/{key}", "{:,}".format) for r in regimes),
        ]
        for key, title in LOAD.items()
        if any(regime.case["pressure"]["counters"].get(key) for regime in regimes)
    ]
    waits: dict[str, tuple[str, Callable[[Any], str]]] = {
        "share_waiting": ("share of requests that wait", percent),
        "mean": ("mean wait", _duration),
        "p99": ("99 % wait at most", _duration),
    }
    if any(regime.case["pressure"]["wait"]["share_waiting"] for regime in regimes):
        rows += [
            [Cell(title), *(material.cell(f"{r.at}/pressure/wait/{key}", show) for r in regimes)]
            for key, (title, show) in waits.items()
        ]
    if rows:
        grid = Grid("What load did, over all replications", ["", *(r.name for r in regimes)], rows)
        yield fold("Waits, refusals and unknown results", grid_markup(grid), is_open=True)
