"""Success by merchant, surface, favourite wallet and segment; who pays with what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.measures import breakdown, flows
from sandbox.reports.answer import OPENNESS, headline_of, letters
from sandbox.reports.page import Column, Table, names
from sandbox.reports.phrases import NOTHING, percent, points
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from sandbox.measures.results import RegimeResult, RunResult

SHOWN = {"merchant": 5, "surface": 4, "favourite": 3, "segment": 4}
SMALL = 0.002  # share of arrivals below which a member tells nothing
SMALL_SHARE = 0.005  # of payments; wallets below it are taken together
SPREAD = 0.05  # of success between members, below which an axis tells nothing
SHIFT = 0.04  # of its change


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an axis: its share of arrivals, and its success under each regime."""

    name: str
    share: float
    success: tuple[float | None, ...]


def successes(run: RunResult) -> Table | None:
    """Return success by the members of each axis that says something; None where none does."""
    rows = [row for axis in SHOWN for row in _rows(axis, members(run, axis))]
    if not rows:
        return None
    word = "opened" if headline_of(run) is OPENNESS else "success"
    marks = [Column(m) for m in letters(run)] if len(run.regimes) > 1 else [Column(word)]
    change = [Column("change")] if len(run.regimes) == 2 else []
    columns = [names(f"{word} by"), names(""), Column("arrivals", room=60), *marks, *change]
    return Table(columns, rows)


def members(run: RunResult, axis: str) -> list[Member]:
    """Return the members of an axis that somebody came to, the largest first."""
    is_open = headline_of(run) is OPENNESS
    tables = [breakdown.axes(result)[axis] for result in run.regimes]
    services = _services(run.regimes[0]) if axis == "merchant" else set()
    whole = sum(int(sum(row.sum() for row in rows)) for rows in tables[0].values())
    found = []
    for name in tables[0]:
        if name == breakdown.NONE:
            continue
        size = int(sum(row.sum() for row in tables[0][name]))
        if size and size >= SMALL * whole:
            rates = tuple(
                _success(table[name], is_open=is_open or name in services) for table in tables
            )
            found.append(Member(name, size / whole, rates))
    return sorted(found, key=lambda member: -member.share)


def _services(result: RegimeResult) -> set[str]:
    flags = result.built.world.destinations.is_service
    names_of = result.built.labels.destinations.names
    return {name for name, flag in zip(names_of, flags, strict=True) if flag}


def _success(rows: Sequence[NDArray[np.int64]], *, is_open: bool) -> float | None:
    if not is_open:
        return breakdown.success_of(rows).mean
    whole = sum(int(row.sum()) for row in rows)
    return sum(int(row[Outcome.OPENED]) for row in rows) / whole if whole else None


def is_telling(found: Sequence[Member]) -> bool:
    """Tell whether an axis says more than the whole does: its members differ, or their changes."""
    known = [m for m in found if all(rate is not None for rate in m.success)]
    if len(known) < 2:
        return False
    levels = [m.success[0] or 0 for m in known]
    shifts = [(m.success[-1] or 0) - (m.success[0] or 0) for m in known]
    return max(levels) - min(levels) >= SPREAD or max(shifts) - min(shifts) >= SHIFT


def _rows(axis: str, found: Sequence[Member]) -> Iterator[list[str]]:
    if not is_telling(found):
        return
    shown = found[: SHOWN[axis]]
    for number, member in enumerate(shown):
        change = []
        if len(member.success) == 2:
            before, after = member.success
            change = [NOTHING if before is None or after is None else points(after - before)]
        rates = [percent(rate) for rate in member.success]
        yield [axis if not number else "", member.name, percent(member.share), *rates, *change]
    rest = found[len(shown) :]
    if rest:
        blank = [""] * (len(found[0].success) + (len(found[0].success) == 2))
        yield ["", f"{len(rest)} more", percent(sum(m.share for m in rest)), *blank]


def wallets(run: RunResult) -> Table | None:
    """Return the share of payments and the success of each wallet, and their concentration."""
    shares = [flows.wallet_shares(result) for result in run.regimes]
    tried = [_tried(result) for result in run.regimes]
    used = [name for name in tried[0] if any(table[name] is not None for table in tried)]
    if not used:
        return None
    rows = []
    blanks = len(tried) if len(tried) < 3 else 0
    largest = {name: max(table.get(name, 0.0) for table in shares) for name in used}
    shown = [name for name in used if largest[name] >= SMALL_SHARE] or used
    for name in shown:
        parts = [percent(table.get(name, 0.0)) for table in shares]
        success = [percent(table[name]) for table in tried] if len(tried) < 3 else []
        rows.append([name, *parts, *success])
    if len(used) > len(shown):
        rest = [sum(table.get(n, 0.0) for n in used if n not in shown) for table in shares]
        rows.append([f"{len(used) - len(shown)} more", *map(percent, rest), *([""] * blanks)])
    indices = [flows.concentration(result) for result in run.regimes]
    hhi = [NOTHING if index is None else f"{index:.2f}" for index in indices]
    rows.append(["HHI, 1 = one wallet only", *hhi, *([""] * blanks)])
    return Table([names("wallets"), *_pairs(run)], rows)


def _pairs(run: RunResult) -> list[Column]:
    if len(run.regimes) == 1:
        return [Column("of payments"), Column("success")]
    marks = letters(run)
    shares = [Column(f"share {mark}") for mark in marks]
    success = [Column(f"success {mark}") for mark in marks]
    return [*shares, *success] if len(marks) < 3 else shares


def _tried(result: RegimeResult) -> Mapping[str, float | None]:
    table = breakdown.axes(result)["wallet"]
    return {name: breakdown.success_of(rows).mean for name, rows in table.items() if name != "none"}
