"""A comparison of two stored runs as a small table for a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.markup import small_table
from sandbox.metrics.quantities import Unit, format_quantity
from sandbox.studies.comparison import headline_name

if TYPE_CHECKING:
    from sandbox.studies.comparison import Comparison, Pair

NOTHING = "–"
HEADS = ("regime", "A", "interval in A", "B", "interval in B", "B – A", "interval of B – A")


def html(found: Comparison) -> str:
    """Return the rate that answers the question on both sides, and the difference, by regime."""
    caption = f"{found.first.place} (A) and {found.second.place} (B), 95 % intervals"
    if found.warnings:
        caption += f"; note: {'; '.join(found.warnings)}"
    heads = [*HEADS, "verdict", "compared"]
    return small_table(caption, heads, [_row(pair) for pair in found.pairs])


def _row(pair: Pair) -> list[str]:
    name = headline_name(pair.changes)
    one, other = pair.first.name, pair.second.name
    cells = [one if one == other else f"{one} and {other}"]
    for regime in (pair.first, pair.second):
        rate = regime.document[name]
        cells += [_shown(rate["mean"]), _bounds(rate["low"], rate["high"])]
    change = pair.changes[name]
    cells += [_shown(change.mean, change=True), _bounds(change.low, change.high, change=True)]
    how = f"{pair.replications:,} paired" if pair.replications else "independent"
    return [*cells, pair.verdict, f"{how}: {pair.because}"]


def _bounds(low: float | None, high: float | None, *, change: bool = False) -> str:
    if low is None or high is None:
        return "no interval"
    return f"{_shown(low, change=change)} to {_shown(high, change=change)}"


def _shown(share: float | None, *, change: bool = False) -> str:
    if share is None:
        return NOTHING
    return format_quantity(share, Unit.SHARE, is_difference=change)
