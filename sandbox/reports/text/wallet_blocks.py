"""Who pays with what, and how concentrated that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sandbox.metrics.selection import NONE
from sandbox.reports.findings.cases import (
    first_cases,
    is_protected,
    marks,
    protected_parties,
    share_digits,
    weight,
)
from sandbox.reports.findings.english import HEADS
from sandbox.reports.findings.phrases import NOTHING, percent
from sandbox.reports.page_blocks import Column, Table, names

if TYPE_CHECKING:
    from sandbox.reports.findings.view import Plain, View

SMALL = 0.005  # share of payments; wallets below it are taken together
PAIR = 2  # regimes; with more of them there is room for shares only


def wallets(view: View, most: int = 99) -> Table | None:
    """Return the share of payments and the success of each wallet, and their concentration.

    Those whose share changes most come first; of one regime the largest.

    Parameters
    ----------
    most
        Wallets with a row of their own beside those that the question is about.
    """
    cases, digits = first_cases(view), share_digits(view)
    shares = [case["wallet_shares"] for case in cases]
    tried = [_tried(case) for case in cases]
    used = [n for n in dict.fromkeys(n for table in tried for n in table) if n != NONE]
    if not used:
        return None
    ordered = sorted(
        used, key=lambda n: weight([t.get(n, 0.0) for t in shares], digits), reverse=True
    )
    large = [name for name in ordered if max(t.get(name, 0.0) for t in shares) >= SMALL][:most]
    asked = protected_parties(view)
    shown = [name for name in ordered if name in large or is_protected(name, asked)]
    rest = [name for name in ordered if name not in shown]
    # One wallet alone would take no more room under its own name.
    shown, rest = (ordered, []) if len(rest) == 1 else (shown, rest)
    rows = [
        [name, *_cells([name], shares, digits), *_successes(tried, name, digits)] for name in shown
    ]
    if rest:
        title = HEADS["more"].format(count=len(rest))
        rows.append([title, *_cells(rest, shares, digits), *_successes(tried, "", digits)])
    indices = [NOTHING if case["hhi"] is None else f"{case['hhi']:.2f}" for case in cases]
    rows.append([HEADS["hhi"], *indices, *_successes(tried, "", digits)])
    return Table([names(HEADS["wallets"]), *_columns(view)], rows)


def _tried(case: Plain) -> dict[str, float | None]:
    """Return the success of purchases that tried a wallet, by wallet."""
    return {name: row["success_rate"]["mean"] for name, row in case["by"]["wallet"].items()}


def _cells(parts: Sequence[str], shares: Sequence[Mapping[str, float]], digits: int) -> list[str]:
    return [percent(sum(table.get(name, 0.0) for name in parts), digits) for table in shares]


def _successes(
    success_rates: Sequence[Mapping[str, float | None]], name: str, digits: int
) -> list[str]:
    """Return the success under each regime, blanks for what is no wallet."""
    if len(success_rates) > PAIR:
        return []
    return [percent(table.get(name), digits) if name else "" for table in success_rates]


def _columns(view: View) -> list[Column]:
    letters = marks(view)
    if len(letters) == 1:
        return [Column(HEADS["of_payments"]), Column(HEADS["success"])]
    shares = [Column(f"{HEADS['share']} {mark}") for mark in letters]
    success = [Column(f"{HEADS['success']} {mark}") for mark in letters]
    return [*shares, *success] if len(letters) <= PAIR else shares
