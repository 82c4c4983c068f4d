"""The settings of a run: the numbers that stand outside every table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.model.tables.world import Settings
from sandbox.scenario.tables import learners as memory
from sandbox.scenario.tables import pressure
from sandbox.units import WORD, threshold
from sandbox.vocabulary import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.scenario.regimes import Stage
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.families import Effects
    from sandbox.scenario.tables.labels import Labels
    from sandbox.scenario.tables.law_rows import LawRows
    from sandbox.scenario.tables.money import ScheduleRows
    from sandbox.scenario.tables.routes import RouteRows
    from sandbox.scenario.tables.rule_tables import Openness
    from sandbox.scenario.tables.sharing import Shared

BUCKETS = 60


@dataclass(frozen=True, slots=True)
class TableParts:
    """What most tables are built from."""

    document: Document
    labels: Labels
    laws: LawRows
    schedules: ScheduleRows
    shared: Shared


def build_settings(
    parts: TableParts,
    openness: Openness,
    routes: RouteRows,
    effects: Effects,
    stages: Sequence[Stage],
) -> Settings:
    """Return the settings of a run, with what its other tables let an engine leave out."""
    clauses, chains = openness
    document, labels = parts.document, parts.labels
    bucket_us, buckets = _buckets(document)
    choice, cashier, retries = document.choice, document.cashier, document.retries
    return Settings(
        horizon_us=document.period.length_us,
        bucket_us=max(1, bucket_us),
        buckets=buckets,
        stages=len(stages),
        destinations=len(labels.destinations),
        wallets=len(labels.wallets),
        surfaces=len(labels.surfaces),
        segments=len(labels.segments),
        routes=len(routes.names),
        rails=len(labels.rails),
        accounts=len(labels.accounts),
        shoppers=labels.account["shoppers"],
        suppliers=labels.account["suppliers"],
        folded_visibility=threshold(choice.folded_visibility),
        default_pull=threshold(choice.default_pull),
        subsidy_pull=threshold(choice.subsidy_pull),
        surcharge_accepted=threshold(choice.surcharge_accepted),
        goes_elsewhere=threshold(choice.goes_elsewhere),
        cancelled=threshold(cashier.cancelled),
        biometric=threshold(cashier.biometric),
        password_free_limit_fen=cashier.password_free_limit,
        tries_per_route=retries.tries_per_route,
        routes_per_wallet=retries.routes_per_wallet,
        wallets_tried=retries.wallets,
        attempts_max=retries.attempts_max,
        backoff_us=retries.backoff,
        has_subsidies=int(any(clauses.effect[row] != NOBODY for row in chains.subsidy.clauses)),
        has_surcharges=int(any(clauses.effect[row] > 0 for row in chains.surcharge.clauses)),
        has_thinning=int(any(clauses.effect[row] < WORD for row in chains.traffic.clauses)),
        has_through=int(len(effects.through) > 1),
        has_pressure=int(pressure.is_modelled(document)),
        patience_scope=pressure.patience_scope(document),
        patience_law=pressure.patience_law(document, parts.laws),
        stations=pressure.count_stations(document),
        has_memory=int(memory.is_modelled(document, effects.learners)),
        has_clearing=int(_clears(document)),
        has_notices=int(pressure.has_notices(document)),
        unpaid_after_us=document.unpaid.after,
        pays_again=threshold(document.unpaid.pays_again),
        leaves_unpaid=threshold(document.unpaid.pays_again + document.unpaid.leaves),
        has_tiers=int(any(row.tiers for row in parts.schedules.rows)),
        amount_bands=1,
    )


def _buckets(document: Document) -> tuple[int, int]:
    horizon = document.period.length_us
    wanted = document.buckets
    if wanted is None:
        return -(-horizon // BUCKETS), BUCKETS
    if wanted <= 4_096:
        return -(-horizon // wanted), wanted
    return wanted, -(-horizon // wanted)


def _clears(document: Document) -> bool:
    return any(rail.settlement is not None for rail in document.rails.values()) or any(
        merchant.escrow is not None for merchant in document.merchants.values()
    )
