"""The regimes of a document's first point, which alone are told in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sandbox.metrics.metric_units import Unit
from sandbox.reports.findings.gauges import gauge_for
from sandbox.reports.findings.view import half_width, letter

if TYPE_CHECKING:
    from sandbox.reports.findings.view import Plain, View

OUTSIDERS = ("shoppers", "suppliers")  # accounts that nobody asks about


def first_cases(view: View) -> Sequence[Plain]:
    """Return the cases of the first point, the baseline first."""
    cases: Sequence[Plain] = view.points[0]["cases"]
    return cases


def marks(view: View) -> list[str]:
    """Return the letter of each regime."""
    return [letter(place) for place in range(len(first_cases(view)))]


def is_about_opening(view: View) -> bool:
    """Tell whether nobody buys anything, so that opening is what succeeds."""
    return all(_mean(case.get("success_rate")) is None for case in first_cases(view))


def rate_key(view: View) -> str:
    """Return the rate that tells success: of checkouts, or of opening where nobody pays."""
    return "open_rate" if is_about_opening(view) else "success_rate"


def share_digits(view: View) -> int:
    """Return the digits behind the point of every share beside the headline: one precision."""
    key = rate_key(view)
    if key in view.metrics:
        return view.gauge(key).decimals
    rates = [case[key] for case in first_cases(view) if key in case]
    widths = [half_width(rate) for rate in rates]
    return gauge_for(Unit.SHARE, widths, [rate["mean"] for rate in rates]).decimals


def outcome_shares(case: Plain) -> Mapping[str, float]:
    """Return the share of arrivals that end so, by outcome."""
    whole = case["checkouts"] or 1
    return {name: number / whole for name, number in case["outcomes"].items()}


def protected_parties(view: View) -> frozenset[str]:
    """Return the parties that no table folds away: those asked about, and those of the scenario."""
    return frozenset([*view.document["named"], *view.document["own"]])


def is_protected(name: str, parties: frozenset[str]) -> bool:
    """Tell whether a party, or an account of it such as `taobao.stores`, may not be folded away."""
    return name.partition(".")[0] in parties


def untold(view: View, kind: str) -> frozenset[str]:
    """Return the protected parties of one kind that no asked metric names.

    Parameters
    ----------
    kind
        `wallet`, `member` (of the axes along which success is split), or `party` with money.
    """
    asked = [side for text in view.metrics for side in view.metric(text).sides]
    told = {name for side in asked for name in (side.party, *dict(side.filters).values())}
    known = {name for case in first_cases(view) for name in _parties_of(case, kind)}
    return (protected_parties(view) - told) & known


def _parties_of(case: Plain, kind: str) -> Iterator[str]:
    if kind == "party":
        for key in ("fees_minor", "net_income_minor"):
            yield from (name.partition(".")[0] for name, sum_ in case[key].items() if sum_)
        return
    for axis in ("wallet",) if kind == "wallet" else ("merchant", "surface"):
        yield from case["by"].get(axis, ())


def spread(values: Sequence[float | None]) -> float:
    """Return by how much values differ between regimes; of one regime its size."""
    known = [value for value in values if value is not None]
    if len(values) == 1:
        return abs(known[0]) if known else 0.0
    return max(known, default=0.0) - min(known, default=0.0)


def weight(shares: Sequence[float | None], digits: int) -> tuple[float, float]:
    """Return what orders the rows of a table: the change, of equal ones the size.

    Parameters
    ----------
    digits
        Behind the point of what is shown: changes that read alike are alike.
    """
    known = [share for share in shares if share is not None]
    return round(spread(shares), digits + 2), max(known, default=0.0)


def _mean(estimate: Plain | None) -> float | None:
    return None if estimate is None else estimate["mean"]
