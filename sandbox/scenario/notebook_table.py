"""A world or scenario as a small table for a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.markup import small_table
from sandbox.units import format_duration, format_time

if TYPE_CHECKING:
    from sandbox.scenario.loading import Loaded

PARTIES = ("merchants", "services", "wallets", "surfaces", "rails", "segments")


def loaded_table(loaded: Loaded) -> str:
    """Return what a document holds, as HTML."""
    document = loaded.document
    period = document.period
    chosen = document.compare or [document.regime or ""]
    assumed = sum(number.is_assumption for number in loaded.provenance.values())
    rows = [
        ["period", f"{format_time(period.from_)}, {format_duration(period.length_us)}"],
        ["regimes", ", ".join(chosen) if document.walk is None else "a walk through several"],
        *([kind, _names(list(getattr(document, kind)))] for kind in PARTIES),
        ["assumed numbers", f"{assumed:,}"],
    ]
    caption = loaded.question or document.title or loaded.name
    return small_table(caption, [loaded.name, "what it holds"], [row for row in rows if row[1]])


def _names(names: list[str]) -> str:
    return f"{len(names):,}: {', '.join(names)}" if names else ""
