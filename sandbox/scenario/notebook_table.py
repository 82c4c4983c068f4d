"""A world or scenario as a small table for a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.markup import small_table
from sandbox.units import format_duration, format_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.scenario.provenance import Provenance
    from sandbox.scenario.schema.scenario_document import Document

PARTIES = ("merchants", "services", "wallets", "surfaces", "rails", "segments")


def loaded_table(
    name: str, question: str, document: Document, numbers: Iterable[Provenance]
) -> str:
    """Return what a document holds, as HTML.

    Parameters
    ----------
    name
        Of the scenario or world.
    question
        What its file opens with; empty for nothing.
    document
        What it says.
    numbers
        Where its numbers come from.
    """
    period = document.period
    chosen = document.compare or [document.regime or ""]
    assumed = sum(number.is_assumption for number in numbers)
    rows = [
        ["period", f"{format_time(period.from_)}, {format_duration(period.length_us)}"],
        ["regimes", ", ".join(chosen) if document.walk is None else "a walk through several"],
        *([kind, _names(list(getattr(document, kind)))] for kind in PARTIES),
        ["assumed numbers", f"{assumed:,}"],
    ]
    caption = question or document.title or name
    return small_table(caption, [name, "what it holds"], [row for row in rows if row[1]])


def _names(names: list[str]) -> str:
    return f"{len(names):,}: {', '.join(names)}" if names else ""
