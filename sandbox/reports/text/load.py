"""What load did: waits, refusals, unknown results, and how busy each place was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sandbox.reports.findings.cases import first_cases, marks, spread
from sandbox.reports.findings.english import HEADS, LOAD
from sandbox.reports.findings.phrases import NOTHING, percent
from sandbox.reports.page_blocks import Column, Table, names
from sandbox.units import format_duration

if TYPE_CHECKING:
    from sandbox.reports.findings.view import Plain, View


def load(view: View) -> Table | None:
    """Return what load did under each regime; None where nothing waits, fails or is repeated.

    Counts whose rates change most come first, and so do places; of one regime the largest.
    """
    cases = first_cases(view)
    if any("pressure" not in case for case in cases):
        return None
    pressures = [case["pressure"] for case in cases]
    sizes = [case["checkouts"] for case in cases]
    rows = [*_waits(pressures), *_counts(pressures, sizes), *_places(pressures)]
    if not rows:
        return None
    letters = marks(view) if len(cases) > 1 else [""]
    return Table([names(HEADS["load"]), *map(Column, letters)], rows)


def _waits(pressures: Sequence[Plain]) -> Iterator[list[str]]:
    waits = [pressure["wait"] for pressure in pressures]
    if any(wait["share_waiting"] for wait in waits):
        yield [HEADS["waiting"], *(percent(wait["share_waiting"]) for wait in waits)]
        yield [HEADS["mean_wait"], *(_duration(wait["mean"]) for wait in waits)]
        yield [HEADS["long_wait"], *(_duration(wait["p99"]) for wait in waits)]


def _duration(microseconds: float | None) -> str:
    return NOTHING if microseconds is None else format_duration(round(microseconds))


def _counts(pressures: Sequence[Plain], sizes: Sequence[int]) -> Iterator[list[str]]:
    found = {
        counter: [
            1_000 * pressure["counters"].get(counter, 0) / max(size, 1)
            for pressure, size in zip(pressures, sizes, strict=True)
        ]
        for counter in LOAD
    }
    for counter in sorted(found, key=lambda counter: -spread(found[counter])):
        if any(found[counter]):
            yield [LOAD[counter], *(f"{rate:,.1f}" for rate in found[counter])]


def _places(pressures: Sequence[Plain]) -> Iterator[list[str]]:
    places = dict.fromkeys(name for pressure in pressures for name in pressure["stations"])
    found = {
        name: [pressure["stations"].get(name, {}).get("utilisation") for pressure in pressures]
        for name in places
    }
    for name in sorted(found, key=lambda name: -spread(found[name])):
        yield [HEADS["busy"].format(place=name), *map(percent, found[name])]
