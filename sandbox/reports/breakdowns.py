"""Success by merchant, surface, favourite wallet and segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.metrics import breakdown
from sandbox.metrics.selection import NONE, Part
from sandbox.reports.answer import OPENNESS, headline_of, letters
from sandbox.reports.page import Column, Table, names
from sandbox.reports.phrases import NOTHING, percent, points
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from sandbox.answers.run_results import RunResult
    from sandbox.metrics.breakdown import Rows
    from sandbox.metrics.results import RegimeResult

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


@dataclass(frozen=True, slots=True)
class Axis:
    """One way to split arrivals.

    Attributes
    ----------
    tables
        Outcomes by member and replication, one table per regime.
    services
        Members where nobody pays; opening is their success.
    """

    tables: Sequence[Rows]
    services: AbstractSet[str]

    def size(self, name: str) -> int:
        """Return the arrivals of a member under the baseline."""
        return sum(int(row.sum()) for row in self.tables[0][name])

    def together(self, title: str, parts: Sequence[str]) -> Member:
        """Return members as one."""
        whole = sum(map(self.size, self.tables[0])) or 1
        is_open = bool(parts) and all(name in self.services for name in parts)
        rates = tuple(_success(table, parts, is_open=is_open) for table in self.tables)
        return Member(title, sum(map(self.size, parts)) / whole, rates)


def successes(run: RunResult, own: AbstractSet[str], most: int = 4) -> Table | None:
    """Return success by the members of each axis that says something; None where none does.

    Parameters
    ----------
    own
        Parties that the scenario itself brings; they are shown whatever their size.
    most
        Other members of an axis with a row of their own.
    """
    rows: list[list[str]] = []
    for axis, usual in SHOWN.items():
        # Segments say least; they give way where merchants have something to say.
        if axis != "segment" or not any(row[0] == "merchant" for row in rows):
            rows.extend(_rows(axis, axis_of(run, axis), own, min(most, usual)))
    if not rows:
        return None
    word = "opened" if headline_of(run) is OPENNESS else "success"
    marks = [Column(m) for m in letters(run)] if len(run.regimes) > 1 else [Column(word)]
    change = [Column("change")] if len(run.regimes) == 2 else []
    columns = [names(f"{word} by"), names(""), Column("arrivals", room=64), *marks, *change]
    return Table(columns, rows, labels=2)


def axis_of(run: RunResult, name: str) -> Axis:
    """Return one way to split the arrivals of a run."""
    is_open = headline_of(run) is OPENNESS
    # Only among destinations do services stand as members of their own.
    part = Part.SERVICES if is_open else Part.ALL if name == "merchant" else Part.PURCHASES
    tables = [breakdown.axes(result, part).get(name, {}) for result in run.regimes]
    return Axis(tables, frozenset(tables[0]) if is_open else _services(run.regimes[0]))


def _services(result: RegimeResult) -> frozenset[str]:
    flags = result.built.world.destinations.is_service
    known = result.built.labels.destinations.names
    return frozenset(name for name, flag in zip(known, flags, strict=True) if flag)


def _success(table: Rows, parts: Sequence[str], *, is_open: bool) -> float | None:
    rows = [row for name in parts for row in table[name]]
    whole = sum(int(row.sum()) for row in rows)
    outcome = Outcome.OPENED if is_open else Outcome.PAID
    return sum(int(row[outcome]) for row in rows) / whole if whole else None


def is_telling(found: Sequence[Member]) -> bool:
    """Tell whether an axis says more than the whole does: its members differ, or their changes."""
    known = [m for m in found if all(rate is not None for rate in m.success)]
    if len(known) < 2:
        return False
    levels = [m.success[0] or 0 for m in known]
    shifts = [(m.success[-1] or 0) - (m.success[0] or 0) for m in known]
    return max(levels) - min(levels) >= SPREAD or max(shifts) - min(shifts) >= SHIFT


def _rows(title: str, axis: Axis, own: AbstractSet[str], most: int) -> Iterator[list[str]]:
    sizes = {name: axis.size(name) for name in axis.tables[0] if name != NONE}
    floor = SMALL * sum(sizes.values())
    found = sorted((n for n in sizes if sizes[n] > floor or n in own), key=lambda n: -sizes[n])
    if not is_telling([axis.together(name, [name]) for name in found]):
        return
    # One party alone would take no more room under its own name.
    most = len(found) if len(found) == most + 1 else most
    shown = [name for k, name in enumerate(found) if k < most or name in own]
    rest = [name for name in found if name not in shown]
    for number, name in enumerate(shown):
        yield [title if not number else "", *_cells(axis.together(name, [name]))]
    if rest:
        yield ["", *_cells(axis.together(f"{len(rest)} more", rest))]


def _cells(member: Member) -> list[str]:
    cells = [member.name, percent(member.share), *map(percent, member.success)]
    if len(member.success) == 2:
        before, after = member.success
        cells.append(NOTHING if before is None or after is None else points(after - before))
    return cells
