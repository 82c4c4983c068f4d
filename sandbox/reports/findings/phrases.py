"""Numbers and words as reports write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.reports.findings.english import AND, MEANINGS, NOUNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.statistics.estimates import Estimate

NOTHING = "–"


def words(name: str) -> str:
    """Return an identifier as words, for example `no common wallet`."""
    return name.lower().replace("_", " ")


def percent(share: float | None, decimals: int = 1) -> str:
    """Return a share as text, for example `84.3 %`."""
    return NOTHING if share is None else f"{100 * share:.{decimals}f} %"


def points(difference: float | None, decimals: int = 1) -> str:
    """Return a difference of shares in percentage points with its sign, for example `+8.5`."""
    if difference is None:
        return NOTHING
    text = f"{100 * difference:+.{decimals}f}"
    return text[1:] if float(text) == 0 else text


def decimals_for(*estimates: Estimate) -> int:
    """Return the decimals that show the narrowest interval: one, or two below 0.05 points."""
    widths = [e.half_width for e in estimates if e.half_width]
    return 2 if widths and min(widths) < 0.0005 else 1


def interval(estimate: Estimate, decimals: int = 1, *, signed: bool = False) -> str:
    """Return the bounds of an estimate as text, for example `84.1 to 84.5 %`."""
    if estimate.low is None or estimate.high is None:
        return "no interval"
    if signed:
        return f"{points(estimate.low, decimals)} to {points(estimate.high, decimals)}"
    return f"{100 * estimate.low:.{decimals}f} to {percent(estimate.high, decimals)}"


def count(number: int, noun: str = "") -> str:
    """Return a number with its noun in the right form, for example `1 replication`."""
    if not noun:
        return f"{number:,}"
    one, many = NOUNS.get(noun, (noun, f"{noun}s"))
    return f"{number:,} {one if number == 1 else many}"


def listed(items: Sequence[str], last: str = AND) -> str:
    """Return items as a list in a sentence, for example `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def per_thousand(fen: int, checkouts: int) -> str:
    """Return a sum as yuan per 1,000 checkouts, for example `1,132` or `0.25`."""
    if not checkouts:
        return NOTHING
    yuan = fen * 10 / checkouts
    text = f"{yuan:,.2f}" if abs(yuan) < 10 else f"{yuan:,.0f}"
    return text if float(text.replace(",", "")) else "0"


__all__ = [
    "MEANINGS",
    "NOTHING",
    "count",
    "decimals_for",
    "interval",
    "listed",
    "per_thousand",
    "percent",
    "points",
    "words",
]
