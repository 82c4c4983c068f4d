"""Who earns fees, who bears them, and what is left for merchants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sandbox.reports.findings.cases import (
    OUTSIDERS,
    first_cases,
    is_protected,
    marks,
    protected_parties,
    spread,
)
from sandbox.reports.findings.english import HEADS
from sandbox.reports.findings.phrases import per_thousand
from sandbox.reports.page_blocks import Column, Table, names

if TYPE_CHECKING:
    from sandbox.reports.findings.view import Plain, View

SHOWN = 3  # parties of each kind at most; the others are taken together
Amounts = Mapping[str, int]


def earnings(view: View, most: int = SHOWN) -> Table | None:
    """Return fees and net income by party, per 1,000 checkouts; None where no money moved.

    Those whose amount changes most come first; of one regime the largest.

    Parameters
    ----------
    most
        Parties of each kind with a row of their own beside those that the question is about.
    """
    cases = first_cases(view)
    parts = {
        "fees_earned": [case["fees_minor"] for case in cases],
        "fees_borne": [case["fees_borne_minor"] for case in cases],
        "net_income": [_sellers(case) for case in cases],
    }
    sizes = [case["checkouts"] for case in cases]
    asked = protected_parties(view)
    rows = [
        [HEADS[what] if not number else "", *row]
        for what, tables in parts.items()
        for number, row in enumerate(_rows(tables, sizes, asked, most))
    ]
    if not rows:
        return None
    letters = marks(view) if len(cases) > 1 else [""]
    change = [Column(HEADS["change"])] if len(cases) == 2 else []
    columns = [names(HEADS["money"]), names(HEADS["checkouts"]), *map(Column, letters), *change]
    return Table(columns, rows, labels=2)


def _sellers(case: Plain) -> Amounts:
    """Return the net income of merchants and of whoever does not live by fees alone."""
    earned = case["fees_minor"]
    return {
        name: amount
        for name, amount in case["net_income_minor"].items()
        if name not in OUTSIDERS and amount != earned.get(name)
    }


def _rows(
    tables: Sequence[Amounts], sizes: Sequence[int], asked_parties: frozenset[str], most: int
) -> Iterator[list[str]]:
    every = dict.fromkeys(name for table in tables for name in table)
    used = [name for name in every if any(table.get(name) for table in tables)]
    weights = {name: _weight(tables, sizes, name) for name in used}
    ordered = sorted(used, key=lambda name: weights[name], reverse=True)
    # One party alone would take no more room under its own name.
    most = len(used) if len(used) == most + 1 else most
    shown = [n for k, n in enumerate(ordered) if k < most or is_protected(n, asked_parties)]
    rest = [name for name in ordered if name not in shown]
    for name in shown:
        yield [name, *_amounts([table.get(name, 0) for table in tables], sizes)]
    if rest:
        together = [sum(table.get(name, 0) for name in rest) for table in tables]
        yield [HEADS["more"].format(count=len(rest)), *_amounts(together, sizes)]


def _weight(tables: Sequence[Amounts], sizes: Sequence[int], name: str) -> tuple[float, float]:
    pairs = zip(tables, sizes, strict=True)
    found = [table.get(name, 0) / max(size, 1) for table, size in pairs]
    return spread(found), max(map(abs, found))


def _amounts(minor: Sequence[int], sizes: Sequence[int]) -> list[str]:
    cells = [per_thousand(part, size) for part, size in zip(minor, sizes, strict=True)]
    if len(minor) == 2:
        change = minor[1] * sizes[0] - minor[0] * sizes[1]
        text = per_thousand(change, sizes[0] * sizes[1])
        cells.append(text if text.startswith("-") or not change else f"+{text}")
    return cells
