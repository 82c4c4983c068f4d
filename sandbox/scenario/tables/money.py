"""Price schedules, subsidies, fundings and rails as tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sandbox.model.tables.world import RailTable
from sandbox.payments.declines import FundingTable
from sandbox.payments.fees import ScheduleTable, SubsidyTable
from sandbox.scenario.schema.money_sections import FeeSetting, FlatSchedule, Schedule
from sandbox.scenario.schema.party_sections import Funding
from sandbox.scenario.tables.traffic import cumulative
from sandbox.units import AMOUNT_FEN_MAX, ppm, threshold

if TYPE_CHECKING:
    from sandbox.scenario.schema.money_sections import Subsidy
    from sandbox.scenario.schema.party_sections import Wallet
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.labels import Labels


class ScheduleTier(NamedTuple):
    """The share of a schedule from a volume on."""

    volume_fen: int
    share_ppm: int


class ScheduleRow(NamedTuple):
    """One schedule; its table holds the columns and, apart, the tiers of all rows."""

    share_ppm: int
    fixed_fen: int
    min_fen: int
    cap_fen: int
    tiers: tuple[ScheduleTier, ...]


@dataclass(slots=True)
class ScheduleRows:
    """Rows of the schedule table while it is built; equal schedules share a row."""

    rows: list[ScheduleRow] = field(default_factory=list)

    def copy(self) -> ScheduleRows:
        """Return rows to go on with, while these stay as they are."""
        return ScheduleRows(list(self.rows))

    def add(self, schedule: Schedule, category: str = "") -> int:
        """Add a schedule as it holds for a merchant category and return its row."""
        share = schedule.categories.get(category, schedule.share)
        tiers = (
            ()
            if category in schedule.categories
            else tuple(ScheduleTier(tier.volume, ppm(tier.share)) for tier in schedule.tiers)
        )
        return self._row(ppm(share), schedule.fixed, schedule.min, schedule.cap, tiers)

    def add_flat(self, schedule: FlatSchedule) -> int:
        """Add a schedule without steps and return its row."""
        return self._row(ppm(schedule.share), schedule.fixed, schedule.min, schedule.cap, ())

    def add_setting(self, setting: FeeSetting) -> int:
        """Add the schedule that a fee rule sets and return its row."""
        tiers = tuple(ScheduleTier(tier.volume, ppm(tier.share)) for tier in setting.tiers or [])
        share = ppm(setting.share) if setting.share is not None else 0
        return self._row(share, setting.fixed or 0, setting.min or 0, setting.cap, tiers)

    def _row(
        self,
        share_ppm: int,
        fixed_fen: int,
        min_fen: int,
        cap_fen: int | None,
        tiers: tuple[ScheduleTier, ...],
    ) -> int:
        most = AMOUNT_FEN_MAX if cap_fen is None else cap_fen
        row = ScheduleRow(share_ppm, fixed_fen, min_fen, most, tiers)
        if row not in self.rows:
            self.rows.append(row)
        return self.rows.index(row)

    def table(self) -> ScheduleTable:
        """Return the finished table."""
        starts = [0]
        for row in self.rows:
            starts.append(starts[-1] + len(row.tiers))
        tiers = [tier for row in self.rows for tier in row.tiers]
        return ScheduleTable(
            tuple(row.share_ppm for row in self.rows),
            tuple(row.fixed_fen for row in self.rows),
            tuple(row.min_fen for row in self.rows),
            tuple(row.cap_fen for row in self.rows),
            tuple(starts),
            tuple(tier.volume_fen for tier in tiers),
            tuple(tier.share_ppm for tier in tiers),
        )


@dataclass(slots=True)
class SubsidyRows:
    """Rows of the subsidy table while it is built."""

    rows: list[tuple[int, int, int, int]] = field(default_factory=list)

    def add(self, subsidy: Subsidy, labels: Labels) -> int:
        """Add a subsidy and return its row."""
        cap = AMOUNT_FEN_MAX if subsidy.cap is None else subsidy.cap
        payer = labels.account[subsidy.payer]
        self.rows.append((payer, ppm(subsidy.share), subsidy.fixed, cap))
        return len(self.rows) - 1

    def table(self) -> SubsidyTable:
        """Return the finished table."""
        return SubsidyTable(*(tuple(row[column] for row in self.rows) for column in range(4)))


def sets_schedule(setting: FeeSetting) -> bool:
    """Tell whether a fee rule replaces the schedule."""
    parts = (setting.share, setting.fixed, setting.min, setting.cap, setting.tiers)
    return any(part is not None for part in parts)


def inherited(document: Document, name: str, key: str) -> Wallet:
    """Return the wallet whose section decides a key: a device front inherits what it leaves out."""
    wallet = document.wallets[name]
    while wallet.front_of is not None and key not in wallet.model_fields_set:
        wallet = document.wallets[wallet.front_of]
    return wallet


def fundings_of(document: Document, name: str) -> dict[str, Funding]:
    """Return the fundings of a wallet in order; one that never lacks funds where none is named."""
    return inherited(document, name, "funding").funding or {"balance": Funding()}


def build_fundings(document: Document, labels: Labels) -> FundingTable:
    """Return the fundings of all wallets, wallet after wallet."""
    starts, chosen, curve_starts = [0], [], [0]
    sections: list[Funding] = []
    for name in labels.wallets.names:
        fundings = list(fundings_of(document, name).values())
        chosen.extend(cumulative([funding.share for funding in fundings]))
        sections.extend(fundings)
        starts.append(len(sections))
    for funding in sections:
        curve_starts.append(curve_starts[-1] + len(funding.insufficient_funds))
    knots = [k for funding in sections for k in sorted(funding.insufficient_funds.items())]
    return FundingTable(
        start=tuple(starts),
        chosen=tuple(chosen),
        rail=tuple(labels.rails.find(funding.rail) for funding in sections),
        limit_fen=tuple(AMOUNT_FEN_MAX if f.limit is None else f.limit for f in sections),
        supplement_ppm=tuple(ppm(funding.supplement) for funding in sections),
        falls_through=tuple(int(funding.falls_through) for funding in sections),
        curve_start=tuple(curve_starts),
        curve_fen=tuple(amount for amount, _ in knots),
        curve_threshold=tuple(threshold(share) for _, share in knots),
    )


def _every(document: Document, rail: str) -> int:
    settlement = document.rails[rail].settlement
    return 0 if settlement is None else settlement.every


def build_rails(document: Document, labels: Labels, schedules: ScheduleRows) -> RailTable:
    """Return the rails in the order of their ids."""
    return RailTable(
        tuple(labels.account[name] for name in labels.rails.names),
        tuple(schedules.add_flat(document.rails[name].fee) for name in labels.rails.names),
        tuple(_every(document, name) for name in labels.rails.names),
    )
