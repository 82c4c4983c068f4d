"""Volume and approvals by route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.reports.findings.cases import first_cases, marks, share_digits, weight
from sandbox.reports.findings.english import HEADS
from sandbox.reports.findings.phrases import percent
from sandbox.reports.page_blocks import Column, Table, names

if TYPE_CHECKING:
    from sandbox.reports.findings.view import Plain, View

PAIR = 2  # regimes; with more of them there is room for shares only


def routes(view: View) -> Table | None:
    """Return each route's share of attempts and of approvals; None where there are not several.

    Those whose share changes most come first; of one regime the largest.
    """
    tables = [case.get("by_route") or {} for case in first_cases(view)]
    used = list(dict.fromkeys(name for table in tables for name in table))
    if len(used) < 2:
        return None
    digits = share_digits(view)
    ordered = sorted(
        used, key=lambda n: weight([_number(t, n, "share") for t in tables], digits), reverse=True
    )
    keys = ["share", "approval_rate"] if len(tables) <= PAIR else ["share"]
    rows = [
        [name, *(percent(_number(t, name, key), digits) for key in keys for t in tables)]
        for name in ordered
    ]
    return Table([names(HEADS["routes"]), *_columns(view, keys)], rows)


def _columns(view: View, keys: list[str]) -> list[Column]:
    heads = {"share": HEADS["of_attempts"], "approval_rate": HEADS["approved"]}
    letters = marks(view)
    if len(letters) == 1:
        return [Column(heads[key]) for key in keys]
    return [Column(f"{heads[key]} {mark}") for key in keys for mark in letters]


def _number(table: Plain, name: str, key: str) -> float | None:
    """Return a number of a route: as it is, or the mean of an estimate."""
    found = table.get(name, {}).get(key)
    if isinstance(found, int | float):
        return float(found)
    return None if found is None else found["mean"]
