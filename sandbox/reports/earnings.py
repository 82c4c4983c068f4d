"""Who earns fees, who bears them, and what is left for merchants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.metrics import money
from sandbox.reports.answer import letters
from sandbox.reports.page import Column, Table, names
from sandbox.reports.phrases import per_thousand

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sandbox.answers.run_results import RunResult
    from sandbox.metrics.results import RegimeResult

SHOWN = 3  # parties of each kind at most; the others are taken together
OUTSIDERS = ("shoppers", "suppliers")


def earnings(run: RunResult, most: int = SHOWN) -> Table | None:
    """Return fees and net income by party, yuan per 1,000 checkouts; None where no money moved.

    Parameters
    ----------
    most
        Parties of each kind with a row of their own, the largest.
    """
    sizes = [int(result.counts("by_stage").sum()) for result in run.regimes]
    parts = {
        "fees earned": [_earners(result) for result in run.regimes],
        "fees borne": [money.fees_borne(result) for result in run.regimes],
        "net income": [_sellers(result) for result in run.regimes],
    }
    rows = [row for what, tables in parts.items() for row in _rows(what, tables, sizes, most)]
    if not rows:
        return None
    single = len(run.regimes) == 1
    marks = [Column("")] if single else [Column(mark) for mark in letters(run)]
    change = [Column("change")] if len(run.regimes) == 2 else []
    return Table([names("¥ per 1,000"), names("checkouts"), *marks, *change], rows, labels=2)


def _earners(result: RegimeResult) -> dict[str, int]:
    """Return fee income, the rails taken together."""
    earned = money.fees_earned(result)
    rails = sum(earned.pop(name, 0) for name in result.built.labels.rails.names)
    return {**earned, "rails": rails}


def _sellers(result: RegimeResult) -> dict[str, int]:
    """Return the net income of merchants and of whoever does not live by fees alone."""
    earned = money.fees_earned(result)
    return {
        name: fen
        for name, fen in money.net_income(result).items()
        if name not in OUTSIDERS and fen != earned.get(name)
    }


def _rows(
    what: str, tables: Sequence[Mapping[str, int]], sizes: Sequence[int], most: int
) -> Iterator[list[str]]:
    every = dict.fromkeys(name for table in tables for name in table)
    used = [name for name in every if any(table.get(name) for table in tables)]
    largest = sorted(used, key=lambda name: -max(abs(table.get(name, 0)) for table in tables))
    # One party alone would take no more room under its own name.
    most = len(used) if len(used) == most + 1 else most
    shown = [name for name in used if name in largest[:most]]
    for number, name in enumerate(shown):
        fen = [table.get(name, 0) for table in tables]
        yield [what if not number else "", name, *_amounts(fen, sizes)]
    if len(used) > len(shown):
        rest = [sum(table.get(n, 0) for n in used if n not in shown) for table in tables]
        yield ["", f"{len(used) - len(shown)} more", *_amounts(rest, sizes)]


def _amounts(fen: Sequence[int], sizes: Sequence[int]) -> list[str]:
    cells = [per_thousand(part, size) for part, size in zip(fen, sizes, strict=True)]
    if len(fen) == 2:
        change = fen[1] * sizes[0] - fen[0] * sizes[1]
        text = per_thousand(change, sizes[0] * sizes[1])
        cells.append(text if text.startswith("-") or not change else f"+{text}")
    return cells
