"""Numbers and words as reports write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.reports.findings.english import AND, MEANINGS, NOUNS

if TYPE_CHECKING:
    from collections.abc import Sequence


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


def count(number: int, noun: str = "") -> str:
    """Return a number with its noun in the right form, for example `1 replication`."""
    if not noun:
        return f"{number:,}"
    one, many = NOUNS.get(noun, (noun, f"{noun}s"))
    return f"{number:,} {one if number == 1 else many}"


def enumeration(items: Sequence[str], last: str = AND) -> str:
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
    "enumeration",
    "per_thousand",
    "percent",
    "points",
    "words",
]
