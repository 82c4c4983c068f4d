"""The trace: one row per checkout, column by column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (
    "checkout",
    "arrival_us",
    "end_us",
    "destination",
    "surface",
    "payload",
    "store",
    "segment",
    "tier",
    "is_new",
    "held",
    "favourite",
    "amount_fen",
    "link_state",
    "container",
    "wallet",
    "route",
    "funding",
    "attempts",
    "wait_us",
    "outcome",
    "paid_after",
    "discount_fen",
    "subsidy_fen",
    "surcharge_fen",
    "refunded_fen",
    "goes_elsewhere",
)


@dataclass(slots=True)
class Trace:
    """Rows of checkouts in the order in which they end; indices as in the tables, -1 for nothing.

    Attributes
    ----------
    rows
        One tuple per checkout, in the order of `COLUMNS`.
    """

    rows: list[tuple[int, ...]] = field(default_factory=list)

    def add(self, row: tuple[int, ...]) -> None:
        """Add the row of one checkout."""
        self.rows.append(row)

    def columns(self) -> dict[str, Sequence[int]]:
        """Return the columns, sorted by checkout."""
        ordered = sorted(self.rows)
        return {name: [row[k] for row in ordered] for k, name in enumerate(COLUMNS)}
