"""What load did: waits, refusals, unknown results, and how busy each place was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.metrics.pressure import pressure_json
from sandbox.reports.answer import letters
from sandbox.reports.page import Column, Table, names
from sandbox.reports.phrases import NOTHING, percent
from sandbox.units import format_duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandbox.answers.run_results import RunResult

PER_THOUSAND = {
    "rate_limited": "refused by a rate limit",
    "queue_full": "refused by a full queue",
    "left_queue": "left the queue",
    "unknown": "results unknown in time",
    "queries": "status queries",
    "reversals": "approvals reversed",
    "shown_unpaid": "paid, yet shown unpaid",
    "duplicates": "charged twice, refunded",
}


def load(run: RunResult) -> Table | None:
    """Return what load did under each regime; None where nothing waits, fails or is repeated."""
    pressures = [pressure_json(result) for result in run.regimes]
    sizes = [int(result.counts("by_stage").sum()) for result in run.regimes]
    rows = [*_waits(pressures), *_counts(pressures, sizes), *_places(pressures)]
    if not rows:
        return None
    marks = letters(run) if len(run.regimes) > 1 else [""]
    return Table([names("load, per 1,000 checkouts"), *map(Column, marks)], rows)


def _waits(pressures: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    waits = [pressure["wait"] for pressure in pressures]
    if any(wait["share_waiting"] for wait in waits):
        yield ["share of requests that wait", *(percent(w["share_waiting"]) for w in waits)]
        yield ["mean wait", *(_duration(wait["mean"]) for wait in waits)]
        yield ["99 % wait at most", *(_duration(wait["p99"]) for wait in waits)]


def _duration(microseconds: float | None) -> str:
    return NOTHING if microseconds is None else format_duration(round(microseconds))


def _counts(pressures: Sequence[dict[str, Any]], sizes: Sequence[int]) -> Iterator[list[str]]:
    for counter, title in PER_THOUSAND.items():
        found = [pressure["counters"].get(counter, 0) for pressure in pressures]
        if any(found):
            parts = zip(found, sizes, strict=True)
            yield [title, *(f"{1_000 * part / max(size, 1):,.1f}" for part, size in parts)]


def _places(pressures: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    for name in dict.fromkeys(name for pressure in pressures for name in pressure["stations"]):
        stations = [pressure["stations"].get(name) for pressure in pressures]
        busy = [None if station is None else station["utilisation"] for station in stations]
        yield [f"{name} busy", *map(percent, busy)]
