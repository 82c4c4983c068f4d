"""Success through time, with outages and with the moments at which rules change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.reports.findings.phrases import NOTHING, percent
from sandbox.reports.html.charts.course_chart import Timeline
from sandbox.reports.html.charts.course_chart import timeline as chart
from sandbox.reports.html.figures import Figure, Section
from sandbox.reports.html.tables import Cell, Grid
from sandbox.units import BEIJING, EPOCH, parse_time

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material, RegimeAtPoint


def over_time(material: Material) -> Section | None:
    """Return success through time; None where there is one bucket only."""
    known = [r for r in material.regimes if len(r.case.get("time", {}).get("buckets", ())) > 1]
    if len(known) < len(material.regimes) or material.rate != "success_rate":
        return None
    figures = [_success(material), *_queues(material)]
    return Section("time", "Through time", figures=figures)


def wall_clock_ms(text: str) -> int:
    """Return a moment of Beijing as if it were one of UTC, milliseconds, for axes."""
    offset = EPOCH.astimezone(BEIJING).utcoffset()
    shift = 0 if offset is None else int(offset.total_seconds() * 1_000)
    return parse_time(text) // 1_000 + shift


def _success(material: Material) -> Figure:
    rows = [row for regime in material.regimes for row in _points(regime, material.digits)]
    outages = material.context.get("outages", [])
    dates = _dates(material)
    plot = Timeline(
        [regime.name for regime in material.regimes],
        "success",
        outages=_bands(material),
        dates=_signed(dates),
    )
    says = "Success of the checkouts that arrive in each time bucket, with 95 % intervals."
    says += "".join(f" Down ({o['title']}): {_span(o)}." for o in outages)
    says += " At the numbered lines rules change; the table names them." if len(dates) > 1 else ""
    return Figure("time", "Success through time", says, chart(rows, plot), _grid(material, dates))


def _span(outage: Mapping[str, str]) -> str:
    return f"{outage['from']} to {outage['until']}".replace("T", " ")


def _points(regime: RegimeAtPoint, digits: int) -> list[dict[str, Any]]:
    rows = []
    for bucket in regime.case["time"]["buckets"]:
        if bucket["success_rate"] is not None:
            low, high = bucket.get("success_low"), bucket.get("success_high")
            bounds = (
                NOTHING if low is None else f"{percent(low, digits)} to {percent(high, digits)}"
            )
            row = {"moment": wall_clock_ms(bucket["from"]), "when": bucket["from"]}
            row |= {"regime": regime.name, "value": bucket["success_rate"]}
            row |= {"text": percent(bucket["success_rate"], digits), "interval": bounds}
            rows.append({**row, "low": low, "high": high})
    return rows


def _bands(material: Material) -> list[dict[str, Any]]:
    """Return outages as far as they are within the horizon."""
    time = material.regimes[0].case["time"]
    moments = [wall_clock_ms(bucket["from"]) for bucket in time["buckets"]]
    start, end = moments[0], moments[-1] + time["bucket_us"] // 1_000
    return [
        {
            "from": max(wall_clock_ms(outage["from"]), start),
            "until": min(wall_clock_ms(outage["until"]), end),
            "title": f"{outage['title']}, {_span(outage)}",
            "sign": "down",
        }
        for outage in material.context.get("outages", [])
    ]


def _dates(material: Material) -> dict[str, str]:
    """Return the moments at which rules change, with what changes under any regime."""
    found: dict[str, str] = {}
    for date in sorted(material.context.get("dates", []), key=lambda date: str(date["at"])):
        found.setdefault(date["at"], date["title"])
    return found


def _signed(dates: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "moment": wall_clock_ms(at),
            "title": f"{at.replace('T', ' ')}: {title}",
            "sign": str(number) if len(dates) > 1 else "rules change",
        }
        for number, (at, title) in enumerate(dates.items(), start=1)
    ]


def _grid(material: Material, dates: Mapping[str, str]) -> Grid:
    heads = ["from"]
    for regime in material.regimes:
        mark = f"{regime.letter} " if len(material.regimes) > 1 else ""
        heads += [f"{mark}checkouts", f"{mark}success", f"{mark}low", f"{mark}high"]
    first = material.regimes[0].case["time"]["buckets"]
    rows = []
    for k, bucket in enumerate(first):
        row = [Cell(bucket["from"].replace("T", " "))]
        for regime in material.regimes:
            at = f"{regime.at}/time/buckets/{k}"
            row.append(material.cell(f"{at}/checkouts", "{:,}".format))
            keys = ("success_rate", "success_low", "success_high")
            row += [material.cell(f"{at}/{k}", lambda s: percent(s, material.digits)) for k in keys]
        rows.append(row)
    told = "".join(
        f" {n}: {at.replace('T', ' ')}, {t}." for n, (at, t) in enumerate(dates.items(), 1)
    )
    return Grid(f"Checkouts and success by time of arrival.{told}", heads, rows)


def _queues(material: Material) -> list[Figure]:
    """Return the requests that wait at each place, where any do."""
    names = dict.fromkeys(
        name
        for regime in material.regimes
        for bucket in regime.case["time"]["buckets"]
        for name, length in bucket["queue_length"].items()
        if length
    )
    return [_queue(material, name) for name in names]


def _queue(material: Material, name: str) -> Figure:
    rows, lines = [], []
    for k, first in enumerate(material.regimes[0].case["time"]["buckets"]):
        line = [Cell(first["from"].replace("T", " "))]
        for regime in material.regimes:
            buckets = regime.case["time"]["buckets"]
            length = buckets[k]["queue_length"].get(name, 0) if k < len(buckets) else 0
            row = {"moment": wall_clock_ms(first["from"]), "when": first["from"], "value": length}
            rows.append(
                {**row, "regime": regime.name, "text": f"{length:,.4g}", "interval": NOTHING}
            )
            at = f"{regime.at}/time/buckets/{k}/queue_length/{name}"
            line.append(material.cell(at, "{:,.4g}".format))
        lines.append(line)
    regimes = [regime.name for regime in material.regimes]
    outages = _bands(material)
    spec = chart(rows, Timeline(regimes, "requests waiting", "~s", outages=outages))
    says = f"Requests that wait at {name} at the end of each bucket, mean over replications."
    grid = Grid(f"Requests waiting at {name}", ["from", *regimes], lines)
    return Figure(
        f"queue-{name.replace('_', '-')}", f"Queue at {name}", says, spec, grid, half=True
    )
