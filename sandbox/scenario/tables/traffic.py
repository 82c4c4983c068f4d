"""Visits and arrivals: which destination is visited from where, and when."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from math import lcm, sqrt
from typing import TYPE_CHECKING, NamedTuple

from sandbox.model.tables.traffic_tables import ArrivalTable, VisitTable
from sandbox.units import MICROSECONDS_PER_SECOND, WORD, round_half_up
from sandbox.vocabulary import Payload

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sandbox.scenario.schema.party_sections import Merchant, Service
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.schema.traffic_sections import Peak
    from sandbox.scenario.tables.labels import Labels

HOUR_US = 3_600 * MICROSECONDS_PER_SECOND
BEIJING_US = 8 * HOUR_US
RISE_CELLS = 52
CELLS_PER_HALF_LIFE = 16
HALF_LIVES = 20


class PeakCell(NamedTuple):
    """A stretch of a peak; `height` is a multiple of the mean intensity."""

    from_us: int
    until_us: int
    height: float


def cumulative(weights: Sequence[Fraction]) -> list[int]:
    """Return cumulative word thresholds of weights; the last one is 2**32."""
    # Over one denominator the sums are whole numbers, many times faster than fractions.
    denominator = lcm(*(weight.denominator for weight in weights))
    parts = [weight.numerator * (denominator // weight.denominator) for weight in weights]
    total = sum(parts)
    return [(2 * WORD * reached + total) // (2 * total) for reached in accumulate(parts)]


def _cells(document: Document, labels: Labels) -> list[tuple[int, int, int, Fraction]]:
    only = document.traffic.only
    surfaces = document.traffic.surfaces
    cells: list[tuple[int, int, int, Fraction]] = []
    places: dict[str, Merchant | Service] = {**document.merchants, **document.services}
    for name, place in places.items():
        if (only is not None and name not in only) or not place.traffic:
            continue
        rows: list[tuple[str, str, Fraction]] = []
        for surface, weight in place.surfaces.items():
            usual = document.surfaces[surface].payload
            by_payload = weight if isinstance(weight, dict) else {usual: weight}
            rows.extend((surface, payload, share) for payload, share in by_payload.items())
        whole = sum((share for _, _, share in rows), Fraction(0))
        cells.extend(
            (
                labels.destinations[name],
                labels.surfaces[surface],
                int(Payload[payload.upper()]),
                place.traffic * share / whole,
            )
            for surface, payload, share in rows
            if surfaces is None or surface in surfaces
        )
    return sorted(cells, key=lambda cell: cell[:3])


def build_visits(document: Document, labels: Labels) -> VisitTable:
    """Return the cells of (destination, surface, payload) that get traffic, by index."""
    cells = [cell for cell in _cells(document, labels) if cell[3]]
    return VisitTable(
        chosen=tuple(cumulative([share for *_, share in cells])),
        destination=tuple(destination for destination, *_ in cells),
        surface=tuple(surface for _, surface, *_ in cells),
        payload=tuple(payload for _, _, payload, _ in cells),
    )


def _halving(steps: int) -> float:
    # 2 ** (-steps / 16) by repeated square roots: the same on every machine.
    whole, part = divmod(steps, CELLS_PER_HALF_LIFE)
    value = 1.0
    root = 0.5
    for bit in (8, 4, 2, 1):
        root = sqrt(root)
        if part & bit:
            value *= root
    for _ in range(whole):
        value *= 0.5
    return value


def _peak_cells(peak: Peak, start_us: int) -> list[PeakCell]:
    """Return the stretches of one peak, in microseconds of the horizon."""
    at = peak.at - start_us
    top = float(peak.top)
    cells: list[PeakCell] = []
    if peak.rise:
        edges = [at + peak.rise * k // RISE_CELLS for k in range(RISE_CELLS + 1)]
        cells.extend(
            PeakCell(edges[k], edges[k + 1], top * (k + 0.5) / RISE_CELLS)
            for k in range(RISE_CELLS)
        )
    step = max(1, peak.half_life // CELLS_PER_HALF_LIFE)
    summit = at + peak.rise
    for k in range(CELLS_PER_HALF_LIFE * HALF_LIVES):
        height = top * (_halving(k) + _halving(k + 1)) / 2
        cells.append(PeakCell(summit + k * step, summit + (k + 1) * step, height))
    return cells


def _edges(document: Document, peaks: Iterable[PeakCell]) -> list[int]:
    horizon = document.period.length_us
    edges = {0, horizon}
    if document.traffic.hours is not None:
        offset = (document.period.from_ + BEIJING_US) % HOUR_US
        edges.update(range(HOUR_US - offset, horizon, HOUR_US))
    for first, last, _ in peaks:
        edges.update(edge for edge in (first, last) if 0 < edge < horizon)
    return sorted(edges)


def _intensities(document: Document) -> tuple[list[int], list[float]]:
    """Return edges of cells (µs) and the intensity of each relative to the mean."""
    peaks = [c for p in document.traffic.peaks for c in _peak_cells(p, document.period.from_)]
    edges = _edges(document, peaks)
    hours = document.traffic.hours
    mean = sum(hours, Fraction(0)) / 24 if hours is not None else Fraction(1)
    relative = [float(weight / mean) for weight in hours] if hours is not None else []
    starts = sorted(peaks)
    heights = []
    for first in edges[:-1]:
        base = 1.0
        if relative:
            base = relative[(document.period.from_ + BEIJING_US + first) // HOUR_US % 24]
        heights.append(base + _extra(starts, first))
    return edges, heights


def _extra(peaks: Sequence[PeakCell], moment_us: int) -> float:
    return sum(height for first, last, height in peaks if first <= moment_us < last)


def build_arrivals(document: Document) -> ArrivalTable:
    """Return when checkouts arrive, thinning by `traffic` rules not yet applied."""
    traffic = document.traffic
    edges, heights = _intensities(document)
    seconds = [(edges[k + 1] - edges[k]) / MICROSECONDS_PER_SECOND for k in range(len(heights))]
    rate = float((traffic.rate or Fraction(1)) / document.scale * traffic.ceiling)
    mass = [0.0]
    for height, length in zip(heights, seconds, strict=True):
        mass.append(mass[-1] + rate * height * length)
    count = -1
    every = traffic.arrivals.every if traffic.arrivals is not None else 0
    if traffic.checkouts is not None:
        count = round_half_up(traffic.checkouts * traffic.ceiling)
    elif every:
        count = -(-document.period.length_us // every)
    return ArrivalTable(count, every, tuple(edges), tuple(mass))
