"""Where checkouts end, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sandbox.reports.findings.cases import (
    first_cases,
    marks,
    outcome_shares,
    share_digits,
    weight,
)
from sandbox.reports.findings.english import HEADS
from sandbox.reports.findings.phrases import MEANINGS, percent, points, words
from sandbox.reports.page_blocks import Column, Table, names
from sandbox.vocabulary import Outcome, PaidAfter

if TYPE_CHECKING:
    from sandbox.reports.findings.view import Plain, View

RARE = 0.0005  # share of arrivals; smaller ones would read as 0.0 %
MEANING_ROOM = 76  # columns; below, the names of the causes have to do
# With more regimes than this there is no room for it beside numbers of so many digits.
MEANING_REGIMES = {0: 5, 1: 5, 2: 4}
EVERY = len(Outcome)
KEPT = (Outcome.PAID, Outcome.OPENED)

Shares = Mapping[Outcome, Sequence[float]]


def endings(view: View, causes: int = EVERY) -> Table:
    """Return the share of every outcome that occurred, with the change where two are compared.

    What was paid or opened comes first, then causes of loss by the size of their change; of one
    regime by their size.

    Parameters
    ----------
    causes
        Of loss, at most.
    """
    cases, digits = first_cases(view), share_digits(view)
    shares = _shares_of(cases)
    shown = _shown(shares, causes, digits)
    cells: list[list[str]] = []
    for outcome in shown:
        cells.append([words(outcome.name), *_cells(shares[outcome], digits), MEANINGS[outcome]])
        if outcome is Outcome.PAID:
            cells.extend(_later_tries(cases, digits))
    others = [outcome for outcome in Outcome if outcome not in shown]
    rest = [sum(shares[outcome][k] for outcome in others) for k in range(len(cases))]
    if max(rest) >= RARE:
        left_out = sum(max(shares[outcome]) >= RARE for outcome in others)
        many = HEADS["more_causes"].format(count=left_out)
        meaning = "" if left_out else HEADS["each_below"]
        title = many if left_out > 1 else HEADS["other_causes"]
        cells.append([title, *_cells(rest, digits), meaning])
    columns = [names(HEADS["where"]), *_columns(view)]
    if len(cases) > MEANING_REGIMES.get(digits, 3):
        return Table(columns, [row[:-1] for row in cells])
    return Table([*columns, names("", wraps=True, room=MEANING_ROOM)], cells)


def _shares_of(cases: Sequence[Plain]) -> Shares:
    """Return the share of arrivals that end so, under each regime."""
    tables = [outcome_shares(case) for case in cases]
    return {o: [table.get(o.name.lower(), 0.0) for table in tables] for o in Outcome}


def _shown(shares: Shares, causes: int, digits: int) -> list[Outcome]:
    """Return the outcomes that have a row of their own, in the order of the rows."""
    large = [outcome for outcome in Outcome if max(shares[outcome]) >= RARE]
    lost = [outcome for outcome in large if outcome not in KEPT]
    # One cause alone would take no more room under its own name.
    most = causes + 1 if len(lost) == causes + 1 else causes
    ordered = sorted(lost, key=lambda outcome: weight(shares[outcome], digits), reverse=True)
    return [outcome for outcome in KEPT if outcome in large] + ordered[:most]


def _columns(view: View) -> list[Column]:
    letters = marks(view)
    if len(letters) == 1:
        return [Column(HEADS["share"])]
    change = [Column(HEADS["change"])] if len(letters) == 2 else []
    return [*map(Column, letters), *change]


def _cells(shares: Sequence[float], digits: int) -> list[str]:
    texts = [percent(share, digits) for share in shares]
    return [*texts, points(shares[1] - shares[0], digits)] if len(shares) == 2 else texts


def _later_tries(cases: Sequence[Plain], digits: int) -> Iterator[list[str]]:
    """Yield a row for what was paid, but not at the first try."""
    first = PaidAfter.FIRST_TRY.name.lower()
    tries = [case["paid_after"] for case in cases]
    later = [sum(row.values()) - row.get(first, 0) for row in tries]
    if any(later):
        sizes = [case["checkouts"] or 1 for case in cases]
        shares = [part / whole for part, whole in zip(later, sizes, strict=True)]
        yield [HEADS["not_first"], *_cells(shares, digits), HEADS["later"]]
