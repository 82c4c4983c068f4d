"""Where checkouts end, side by side, and whose sales the additional ones are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.measures import rates
from sandbox.measures.contrast import moved_sales
from sandbox.reports.answer import letters
from sandbox.reports.page import Column, Table, names
from sandbox.reports.phrases import MEANINGS, count, percent, points, words
from sandbox.vocabulary import Outcome, PaidAfter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandbox.measures.results import RegimeResult, RunResult

RARE = 0.0005  # share of arrivals; smaller ones would read as 0.0 %
MEANING_ROOM = 76  # columns; below, the names of the causes have to do
MENU_ASSUMPTION = (
    "opening a wallet never loses anyone at the wallet menu; that is built into the model, "
    "not found by it"
)
AT_THE_MENU = (Outcome.NO_COMMON_WALLET, Outcome.SWITCH_REFUSED, Outcome.SURCHARGE_REFUSED)


def endings(run: RunResult) -> Table:
    """Return the share of every outcome that occurred, with the change where two are compared."""
    rows = [result.counts("by_stage").sum(axis=0) for result in run.regimes]
    cells: list[list[str]] = []
    rare = [0.0] * len(rows)
    for outcome in Outcome:
        shares = [row[outcome] / max(int(row.sum()), 1) for row in rows]
        if max(shares) >= RARE:
            cells.append([words(outcome.name), *_shares(shares), MEANINGS[outcome]])
        else:
            rare = [sum(pair) for pair in zip(rare, shares, strict=True)]
        if outcome is Outcome.PAID:
            cells.extend(_later_tries(run))
    if max(rare) >= RARE:
        cells.append(["other causes", *_shares(rare), "each below 0.05 %"])
    columns = [names("where they end"), *_columns(run), names("", flows=True, room=MEANING_ROOM)]
    return Table(columns, cells)


def _columns(run: RunResult) -> list[Column]:
    if len(run.regimes) == 1:
        return [Column("share")]
    marks = [Column(mark) for mark in letters(run)]
    return [*marks, Column("change")] if len(run.regimes) == 2 else marks


def _shares(shares: Sequence[float]) -> list[str]:
    texts = [percent(share) for share in shares]
    return [*texts, points(shares[1] - shares[0])] if len(shares) == 2 else texts


def _later_tries(run: RunResult) -> Iterator[list[str]]:
    """Yield a row for what was paid, but not at the first try."""
    tries = [result.counts("paid_after") for result in run.regimes]
    later = [int(row.sum() - row[PaidAfter.FIRST_TRY]) for row in tries]
    if any(later):
        sizes = [int(result.counts("by_stage").sum()) for result in run.regimes]
        shares = [part / whole for part, whole in zip(later, sizes, strict=True)]
        yield ["  not at first try", *_shares(shares), "after a retry, route or wallet"]


def sales(run: RunResult) -> Iterator[tuple[str, str]]:
    """Yield which part of the additional sales is new, and what menu gains assume."""
    baseline, *others = run.regimes
    if not any(sum(rates.purchases(result)) for result in run.regimes):
        return
    for mark, other in zip(letters(run)[1:], others, strict=True):
        yield ("sales" if len(others) == 1 else f"sales {mark}"), _sales_of(baseline, other)
    if any(_menu_losses(other) < _menu_losses(baseline) for other in others):
        yield "assumed", MENU_ASSUMPTION


def _sales_of(baseline: RegimeResult, other: RegimeResult) -> str:
    additional = sum(rates.paid(other)) - sum(rates.paid(baseline))
    moved = moved_sales(baseline, other)
    if not additional and not moved:
        return "as many are paid"
    if additional > 0 and 0 <= moved <= additional:
        new = f"{count(additional - moved)} are new, {count(moved)} moved here from elsewhere"
        return f"{count(additional)} more are paid: {new}"
    if additional < 0 and additional <= moved <= 0:
        gone = f"{count(moved - additional)} are lost to all, {count(-moved)} moved elsewhere"
        return f"{count(-additional)} fewer are paid: {gone}"
    return f"{additional:+,} are paid: moved {moved:+,}, new {additional - moved:+,}"


def _menu_losses(result: RegimeResult) -> int:
    row = result.counts("by_stage").sum(axis=0)
    return sum(int(row[cause]) for cause in AT_THE_MENU)
