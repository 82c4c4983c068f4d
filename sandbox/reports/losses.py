"""Where checkouts end, side by side, and whose sales the additional ones are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.answers.changes import moved_sales
from sandbox.metrics import rates
from sandbox.reports.answer import letters
from sandbox.reports.page import Column, Table, names
from sandbox.reports.phrases import MEANINGS, count, percent, points, words
from sandbox.vocabulary import Outcome, PaidAfter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandbox.answers.run_results import RunResult
    from sandbox.metrics.results import RegimeResult

RARE = 0.0005  # share of arrivals; smaller ones would read as 0.0 %
MEANING_ROOM = 76  # columns; below, the names of the causes have to do
MEANING_REGIMES = 5  # with more of them there is no room for it beside the numbers
MENU_ASSUMPTION = "opening a wallet loses nobody at the wallet menu"
EVERY = len(Outcome)
AT_THE_MENU = (Outcome.NO_COMMON_WALLET, Outcome.SWITCH_REFUSED, Outcome.SURCHARGE_REFUSED)


def endings(run: RunResult, causes: int = EVERY) -> Table:
    """Return the share of every outcome that occurred, with the change where two are compared.

    Parameters
    ----------
    causes
        Of loss, at most; those that differ most between regimes stay, of one regime the largest.
    """
    shares = _shares_of(run)
    shown = _shown(shares, causes)
    cells: list[list[str]] = []
    for outcome in shown:
        cells.append([words(outcome.name), *_shares(shares[outcome]), MEANINGS[outcome]])
        if outcome is Outcome.PAID:
            cells.extend(_later_tries(run))
    others = [outcome for outcome in Outcome if outcome not in shown]
    rest = [sum(shares[o][k] for o in others) for k in range(len(run.regimes))]
    if max(rest) >= RARE:
        left_out = sum(max(shares[outcome]) >= RARE for outcome in others)
        title = f"{left_out} more causes" if left_out > 1 else "other causes"
        meaning = "" if left_out else "each below 0.05 %"
        cells.append([title, *_shares(rest), meaning])
    columns = [names("where they end"), *_columns(run)]
    if len(run.regimes) > MEANING_REGIMES:
        return Table(columns, [row[:-1] for row in cells])
    return Table([*columns, names("", flows=True, room=MEANING_ROOM)], cells)


def _shares_of(run: RunResult) -> dict[Outcome, list[float]]:
    """Return the share of arrivals that end so, under each regime."""
    rows = [result.counts("by_stage").sum(axis=0) for result in run.regimes]
    wholes = [max(int(row.sum()), 1) for row in rows]
    return {
        outcome: [int(row[outcome]) / whole for row, whole in zip(rows, wholes, strict=True)]
        for outcome in Outcome
    }


def _shown(shares: dict[Outcome, list[float]], causes: int) -> list[Outcome]:
    """Return the outcomes that have a row of their own, in their usual order."""
    large = [outcome for outcome in Outcome if max(shares[outcome]) >= RARE]
    lost = [outcome for outcome in large if outcome not in (Outcome.PAID, Outcome.OPENED)]
    # One cause alone would take no more room under its own name.
    most = causes + 1 if len(lost) == causes + 1 else causes
    first = sorted(lost, key=lambda outcome: _weight(shares[outcome]), reverse=True)[:most]
    return [outcome for outcome in large if outcome in first or outcome not in lost]


def _weight(shares: Sequence[float]) -> tuple[float, float]:
    return round(max(shares) - min(shares), 3), max(shares)


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
        yield "assumed", f"by construction, {MENU_ASSUMPTION}"


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
