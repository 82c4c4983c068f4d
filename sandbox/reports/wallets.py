"""Who pays with what, and how concentrated that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.metrics import breakdown
from sandbox.metrics import ecosystems as flows
from sandbox.metrics.selection import NONE, Part
from sandbox.reports.answer import letters
from sandbox.reports.page import Column, Table, names
from sandbox.reports.phrases import NOTHING, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sandbox.answers.run_results import RunResult
    from sandbox.metrics.results import RegimeResult

SMALL = 0.005  # share of payments; wallets below it are taken together
PAIR = 2  # regimes; with more of them there is room for shares only


def wallets(run: RunResult, own: AbstractSet[str], most: int | None = None) -> Table | None:
    """Return the share of payments and the success of each wallet, and their concentration.

    Parameters
    ----------
    own
        Parties that the scenario itself brings; they are shown whatever their size.
    most
        Other wallets with a row of their own, the largest; None for all.
    """
    shares = [flows.wallet_shares(result) for result in run.regimes]
    tried = [_tried(result) for result in run.regimes]
    used = [name for name in tried[0] if any(table[name] is not None for table in tried)]
    if not used:
        return None
    largest = {name: max(table.get(name, 0.0) for table in shares) for name in used}
    large = [name for name in used if largest[name] >= SMALL]
    first = sorted(large, key=lambda name: -largest[name])[:most]
    shown = [name for name in used if name in first or name in own]
    rest = [name for name in used if name not in shown]
    rows = [_row(name, [name], shares, tried) for name in shown]
    if rest:
        rows.append(_row(f"{len(rest)} more", rest, shares, [{} for _ in tried]))
    indices = [flows.concentration(result) for result in run.regimes]
    hhi = [NOTHING if index is None else f"{index:.2f}" for index in indices]
    blanks = [""] * len(_successes([{}] * len(hhi), ""))
    rows.append(["HHI (0 to 1)", *hhi, *blanks])
    return Table([names("wallets"), *_columns(run)], rows)


def _row(
    title: str,
    parts: list[str],
    shares: Sequence[Mapping[str, float]],
    tried: Sequence[Mapping[str, float | None]],
) -> list[str]:
    whole = [percent(sum(table.get(name, 0.0) for name in parts)) for table in shares]
    return [title, *whole, *_successes(tried, parts[0])]


def _successes(tried: Sequence[Mapping[str, float | None]], name: str) -> list[str]:
    if len(tried) > PAIR:
        return []
    return [percent(table[name]) if name in table else "" for table in tried]


def _columns(run: RunResult) -> list[Column]:
    if len(run.regimes) == 1:
        return [Column("of payments"), Column("success")]
    marks = letters(run)
    shares = [Column(f"share {mark}") for mark in marks]
    success = [Column(f"success {mark}") for mark in marks]
    return [*shares, *success] if len(marks) <= PAIR else shares


def _tried(result: RegimeResult) -> dict[str, float | None]:
    table = breakdown.axes(result, Part.PURCHASES)["wallet"]
    return {name: breakdown.success_of(rows).mean for name, rows in table.items() if name != NONE}
