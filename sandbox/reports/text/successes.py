"""Success by merchant, surface, favourite wallet and segment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.metrics.selection import NONE
from sandbox.reports.findings.cases import (
    first_cases,
    is_about_opening,
    is_protected,
    marks,
    protected_parties,
    share_digits,
    spread,
)
from sandbox.reports.findings.english import AXES, HEADS
from sandbox.reports.findings.phrases import NOTHING, percent, points
from sandbox.reports.page_blocks import Column, Table, names
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from sandbox.reports.findings.view import Plain, View

SHOWN = {"merchant": 4, "surface": 3, "favourite": 3, "segment": 3}
SMALL = 0.002  # share of arrivals below which a member tells nothing
SPREAD = 0.08  # of success between members, below which an axis tells nothing
SHIFT = 0.08  # of its change


@dataclass(frozen=True, slots=True)
class Member:
    """Members of an axis taken together: their share of arrivals, success under each regime."""

    name: str
    share: float
    success: tuple[float | None, ...]

    @property
    def weight(self) -> float:
        """By how much its success changes; of one regime its size."""
        return spread(self.success) if len(self.success) > 1 else self.share


@dataclass(frozen=True, slots=True)
class ArrivalSplit:
    """One way to split arrivals.

    Attributes
    ----------
    tables
        Member → counts and rates, one table per regime.
    is_opening
        Whether opening is what succeeds, because nobody pays.
    """

    tables: Sequence[Plain]
    is_opening: bool

    def size(self, name: str) -> int:
        """Return the arrivals of a member under the baseline."""
        return int(self.tables[0].get(name, {}).get("checkouts", 0))

    def together(self, title: str, parts: Sequence[str]) -> Member:
        """Return members as one."""
        whole = sum(map(self.size, self.tables[0])) or 1
        rates = tuple(self._success(table, parts) for table in self.tables)
        return Member(title, sum(map(self.size, parts)) / whole, rates)

    def _success(self, table: Plain, parts: Sequence[str]) -> float | None:
        rows = [table[name] for name in parts if name in table]
        if len(rows) == 1 and not self._opens(rows[0]):
            rate: float | None = rows[0]["success_rate"]["mean"]
            return rate
        outcome = Outcome.OPENED if all(map(self._opens, rows)) else Outcome.PAID
        # Where nobody buys among buyers there is no success to speak of.
        rows = rows if outcome is Outcome.OPENED else [r for r in rows if not self._opens(r)]
        whole = sum(row["checkouts"] for row in rows)
        ended = sum(row["outcomes"].get(outcome.name.lower(), 0) for row in rows)
        return ended / whole if whole else None

    def _opens(self, row: Plain) -> bool:
        return self.is_opening or row["success_rate"]["mean"] is None


def successes(view: View, most: int = 4) -> Table | None:
    """Return success by the members of each axis that says something; None where none does.

    Members whose success changes most come first; of one regime the largest.

    Parameters
    ----------
    most
        Members of an axis with a row of their own beside those that the question is about.
    """
    asked, digits = protected_parties(view), share_digits(view)
    rows: list[list[str]] = []
    for name, usual in SHOWN.items():
        # Segments say least; they give way where merchants have something to say.
        if name != "segment" or not any(row[0] == AXES["merchant"] for row in rows):
            members = list(_members(axis_of(view, name), asked, min(most, usual)))
            rows += [
                [AXES[name] if not k else "", *_cells(member, digits)]
                for k, member in enumerate(members)
            ]
    if not rows:
        return None
    letters = marks(view)
    word = HEADS["opened" if is_about_opening(view) else "success"]
    columns = [names(HEADS["success_by"].format(what=word)), names("")]
    columns += [Column(HEADS["arrivals"], room=64)]
    columns += [Column(mark) for mark in letters] if len(letters) > 1 else [Column(word)]
    columns += [Column(HEADS["change"])] if len(letters) == 2 else []
    return Table(columns, rows, labels=2)


def axis_of(view: View, name: str) -> ArrivalSplit:
    """Return one way to split the arrivals of a document's first point."""
    return ArrivalSplit(
        [case["by"].get(name, {}) for case in first_cases(view)], is_about_opening(view)
    )


def differs_enough(members: Sequence[Member]) -> bool:
    """Tell whether an axis says more than the whole does: its members differ, or their changes."""
    known = [m for m in members if all(rate is not None for rate in m.success)]
    if len(known) < 2:
        return False
    levels = [m.success[0] or 0 for m in known]
    shifts = [(m.success[-1] or 0) - (m.success[0] or 0) for m in known]
    return max(levels) - min(levels) >= SPREAD or max(shifts) - min(shifts) >= SHIFT


def _members(axis: ArrivalSplit, asked_parties: frozenset[str], most: int) -> Iterator[Member]:
    sizes = {name: axis.size(name) for name in axis.tables[0] if name != NONE}
    floor = SMALL * sum(sizes.values())
    found = [n for n in sizes if sizes[n] > floor or (is_protected(n, asked_parties) and sizes[n])]
    every = [axis.together(name, [name]) for name in found]
    if not differs_enough(every):
        return
    ordered = sorted(every, key=lambda member: -member.weight)
    # One party alone would take no more room under its own name.
    most = len(ordered) if len(ordered) == most + 1 else most
    shown = [m for k, m in enumerate(ordered) if k < most or is_protected(m.name, asked_parties)]
    rest = [member.name for member in ordered if member not in shown]
    yield from shown
    if rest:
        yield axis.together(HEADS["more"].format(count=len(rest)), rest)


def _cells(member: Member, digits: int) -> list[str]:
    cells = [member.name, percent(member.share)]
    cells += [percent(rate, digits) for rate in member.success]
    if len(member.success) == 2:
        before, after = member.success
        change = None if before is None or after is None else after - before
        cells.append(NOTHING if change is None else points(change, digits))
    return cells
