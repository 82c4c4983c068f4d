"""The shape of the tables that engines run on: named tuples of flat integer sequences.

Indices are ranks of ids within a kind, so that display names and positions in a file mean nothing.
Destinations are merchants and services together.
Two-dimensional tables are flat; the docstrings name their order, last index fastest.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sandbox.chance.law_table import LawTable
from sandbox.model.tables.people_tables import AudienceTable, SegmentTable
from sandbox.model.tables.pressure_tables import (
    LimitTable,
    NoticeTable,
    OutageTable,
    QueryTable,
    StationTable,
)
from sandbox.model.tables.traffic_tables import ArrivalTable, VisitTable
from sandbox.payments.breakers import BreakerTable
from sandbox.payments.declines import FundingTable
from sandbox.payments.fees import ScheduleTable, SubsidyTable
from sandbox.payments.learning import LearnerTable
from sandbox.payments.links import FrictionTable
from sandbox.payments.openness import ChainTable, ClauseTable
from sandbox.payments.routing import OfferTable


class DestinationTable(NamedTuple):
    """Merchants and services, by index.

    Attributes
    ----------
    id, owner
        Immutable id; index of the ecosystem, -1 for none.
    is_service
        1 for a destination without payment.
    audience, basket
        Index of the audience; row of the law of amounts, -1 for services.
    stores, merchant_ids
        Number of stores; number of merchant ids at a wallet.
    issuer, code
        Wallet that issued the counter's code, -1 for none; `CodeKind`.
    seller, marketplace
        Account of the seller; account of the marketplace, or of the seller itself.
    take_ppm, margin_ppm
        Service fee; share of a sale that the seller keeps after the cost of goods.
    volume_fen
        Volume captured before the run.
    refund_share, refund_full
        Word thresholds.
    fee_returned
        1 where the merchant discount goes back with a refund.
    refund_after
        Row of the law of the time to a refund, -1 for at once.
    escrow, receipt, automatic_us
        Account of the escrow, -1 for none; row of the law of the time to receipt; time after
        which receipt is taken as confirmed.
    """

    id: Sequence[int]
    owner: Sequence[int]
    is_service: Sequence[int]
    audience: Sequence[int]
    basket: Sequence[int]
    stores: Sequence[int]
    merchant_ids: Sequence[int]
    issuer: Sequence[int]
    code: Sequence[int]
    seller: Sequence[int]
    marketplace: Sequence[int]
    take_ppm: Sequence[int]
    margin_ppm: Sequence[int]
    volume_fen: Sequence[int]
    refund_share: Sequence[int]
    refund_full: Sequence[int]
    fee_returned: Sequence[int]
    refund_after: Sequence[int]
    escrow: Sequence[int]
    receipt: Sequence[int]
    automatic_us: Sequence[int]


class SurfaceTable(NamedTuple):
    """Surfaces, by index: owner (-1 for none), container, 1 for each destination's own app."""

    owner: Sequence[int]
    container: Sequence[int]
    own_app: Sequence[int]


class WalletTable(NamedTuple):
    """Wallets, by index.

    Attributes
    ----------
    owner, account
        Index of the ecosystem; account in the ledger.
    agreement_word
        Position of the wallet's draw among the agreement words.
    """

    owner: Sequence[int]
    account: Sequence[int]
    agreement_word: Sequence[int]


class RouteTable(NamedTuple):
    """Routes, by index.

    Attributes
    ----------
    id
        Immutable id, 0 for direct routes.
    wallet, acquirer
        Wallet that it reaches; account of the acquirer, -1 for a direct route.
    acquirer_ppm
        Share of the merchant discount that the acquirer keeps.
    latency
        Row of the law of the answer time.
    technical, risk, insufficient
        Word thresholds of declines.
    """

    id: Sequence[int]
    wallet: Sequence[int]
    acquirer: Sequence[int]
    acquirer_ppm: Sequence[int]
    latency: Sequence[int]
    technical: Sequence[int]
    risk: Sequence[int]
    insufficient: Sequence[int]


class RailTable(NamedTuple):
    """Rails, by index: account, price schedule, time between cut-offs (0 for none)."""

    account: Sequence[int]
    schedule: Sequence[int]
    every_us: Sequence[int]


class Chains(NamedTuple):
    """For each family the chains of its cells.

    Attributes
    ----------
    link
        (surface × payload) × destination.
    accept
        (destination × wallet) × container.
    interop
        (scanner × issuer) × code kind.
    traffic
        Visit cell.
    route
        Destination.
    schedule, cut, subsidy, surcharge, bearer
        Destination × wallet.
    """

    link: ChainTable
    accept: ChainTable
    interop: ChainTable
    traffic: ChainTable
    route: ChainTable
    schedule: ChainTable
    cut: ChainTable
    subsidy: ChainTable
    surcharge: ChainTable
    bearer: ChainTable


class MenuTable(NamedTuple):
    """Menus that are the same for every checkout: destination × container.

    Attributes
    ----------
    is_fixed
        1 where every wallet's acceptance is decided without a look at the checkout.
    listed, folded, preselected
        Bit masks of wallets, those without a route left out; only where `is_fixed`.
    """

    is_fixed: Sequence[int]
    listed: Sequence[int]
    folded: Sequence[int]
    preselected: Sequence[int]


class Settings(NamedTuple):
    """Single numbers of a run.

    Attributes
    ----------
    horizon_us, bucket_us, buckets, stages
        Length of the horizon and of a time bucket, number of buckets and of regimes walked.
    destinations, wallets, surfaces, segments, routes, rails, accounts
        How many there are.
    shoppers, suppliers
        Accounts.
    folded_visibility, default_pull, subsidy_pull, surcharge_accepted, goes_elsewhere
        Word thresholds.
    cancelled, biometric
        Word thresholds of the cashier.
    password_free_limit_fen
        Largest password-free payment.
    tries_per_route, routes_per_wallet, wallets_tried, attempts_max, backoff_us
        Bounds and pause of retries.
    has_subsidies, has_surcharges, has_thinning, has_tiers, has_through
        1 where some rule or schedule needs the draw, the running volume, or names routes.
    has_pressure
        1 where there is a capacity, a rate limit, patience or an outage.
    patience_scope, patience_law
        `PatienceScope`; row of the law of patience, `NOBODY` for none.
    stations
        How many places have a capacity.
    has_memory
        1 where there is a learning router, a breaker or a retry budget.
    has_clearing
        1 where some rail has cut-offs or some merchant an escrow.
    has_notices, unpaid_after_us, pays_again, leaves_unpaid
        1 where merchants may learn late of a capture; time that shoppers wait for that; word
        thresholds, the second one behind the first.
    amount_bands
        In how many bands of amounts purchases are counted: one more than there are edges.
    """

    horizon_us: int
    bucket_us: int
    buckets: int
    stages: int
    destinations: int
    wallets: int
    surfaces: int
    segments: int
    routes: int
    rails: int
    accounts: int
    shoppers: int
    suppliers: int
    folded_visibility: int
    default_pull: int
    subsidy_pull: int
    surcharge_accepted: int
    goes_elsewhere: int
    cancelled: int
    biometric: int
    password_free_limit_fen: int
    tries_per_route: int
    routes_per_wallet: int
    wallets_tried: int
    attempts_max: int
    backoff_us: int
    has_subsidies: int
    has_surcharges: int
    has_thinning: int
    has_tiers: int
    has_through: int
    has_pressure: int
    patience_scope: int
    patience_law: int
    stations: int
    has_clearing: int
    has_memory: int
    has_notices: int
    unpaid_after_us: int
    pays_again: int
    leaves_unpaid: int
    amount_bands: int


class World(NamedTuple):
    """Everything that an engine needs to know.

    Attributes
    ----------
    settings … rails
        See the types.
    through
        Allowed offers as a bit mask: variant × (destination × wallet).
    learners, learner_of
        Learning routers, and which one decides: setting × (destination × wallet), -1 for none.
    plugin_of
        Installed Python policy of each learner, -1 for none.
    breakers
        Circuit breakers by route.
    budget_ppm
        Retry budget by destination.
    handover_failed
        Word thresholds by container.
    authentication_failed, confirmation_us
        Word thresholds, and durations, by way to confirm.
    steps_after
        Bit mask of allowed steps by outcome.
    stage_us
        Moments at which the stages of a walk begin.
    holding_groups, agreement_groups
        Party fields of the holding and agreement blocks that are drawn.
    amount_edges
        Where a band of amounts ends and the next begins, fen, rising.
    """

    settings: Settings
    arrivals: ArrivalTable
    visits: VisitTable
    destinations: DestinationTable
    surfaces: SurfaceTable
    wallets: WalletTable
    audiences: AudienceTable
    segments: SegmentTable
    laws: LawTable
    friction: FrictionTable
    clauses: ClauseTable
    chains: Chains
    menus: MenuTable
    offers: OfferTable
    through: Sequence[int]
    learners: LearnerTable
    learner_of: Sequence[int]
    plugin_of: Sequence[int]
    breakers: BreakerTable
    budget_ppm: Sequence[int]
    routes: RouteTable
    fundings: FundingTable
    schedules: ScheduleTable
    subsidies: SubsidyTable
    rails: RailTable
    stations: StationTable
    limits: LimitTable
    outages: OutageTable
    queries: QueryTable
    notices: NoticeTable
    handover_failed: Sequence[int]
    authentication_failed: Sequence[int]
    confirmation_us: Sequence[int]
    steps_after: Sequence[int]
    stage_us: Sequence[int]
    holding_groups: Sequence[int]
    agreement_groups: Sequence[int]
    amount_edges: Sequence[int]
