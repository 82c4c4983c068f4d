"""Capacities, rate limits, patience and outages as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.model.tables.pressure_tables import (
    UNLIMITED,
    LimitTable,
    NoticeTable,
    OutageTable,
    QueryTable,
    StationTable,
)
from sandbox.scenario.tables.labels import Register, fronts_of
from sandbox.units import ppm, round_half_up, threshold
from sandbox.vocabulary import NOBODY, PatienceScope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.scenario.schema.pressure_sections import Capacity, Outage
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.labels import Labels
    from sandbox.scenario.tables.law_rows import LawRows

TOKEN = 10**12
WALLET, RAIL, ROUTE = 0, 1, 2
DRAIN_US = 86_400 * 1_000_000


def is_modelled(document: Document) -> bool:
    """Tell whether anything can fill up, refuse, fail or make shoppers leave."""
    return bool(
        count_stations(document)
        or document.patience is not None
        or any(touches(document, outage) for outage in document.outages.values())
        or any(
            wallet.rate_limit is not None or wallet.timeout is not None
            for wallet in document.wallets.values()
        )
    )


def touches(document: Document, outage: Outage) -> bool:
    """Tell whether an outage can fall into the horizon."""
    if outage.from_ is None:
        return True
    start = document.period.from_
    # What is in flight at the end of the horizon is drained for a while.
    return outage.end_us > start and outage.from_ < start + document.period.length_us + DRAIN_US


def _capacities(document: Document) -> list[Capacity]:
    found = [
        *(wallet.capacity for wallet in document.wallets.values()),
        *(route.capacity for route in document.routes.values()),
        *(rail.capacity for rail in document.rails.values()),
    ]
    return [capacity for capacity in found if capacity is not None]


def count_stations(document: Document) -> int:
    """Return how many places have a capacity."""
    return len(_capacities(document))


def patience_scope(document: Document) -> int:
    """Return the `PatienceScope` of a run."""
    if document.patience is None:
        return int(PatienceScope.ENDLESS)
    return int(PatienceScope[document.patience.scope.upper()])


def patience_law(document: Document, laws: LawRows) -> int:
    """Return the row of the law of patience, `NOBODY` for none."""
    return NOBODY if document.patience is None else laws.add_duration(document.patience.time)


def build_stations(document: Document, labels: Labels, routes: Sequence[str]) -> StationTable:
    """Return the stations: wallets first, then routes, then rails, each in order of ids."""
    parallel: list[int] = []
    queue: list[int] = []

    def station(capacity: Capacity | None) -> int:
        if capacity is None:
            return NOBODY
        scaled = max(1, round_half_up(capacity.parallel / document.scale))
        parallel.append(scaled)
        queue.append(UNLIMITED if capacity.queue == "unlimited" else capacity.queue)
        return len(parallel) - 1

    own = {name: station(document.wallets[name].capacity) for name in labels.wallets.names}
    wallets = tuple(
        next((own[n] for n in fronts_of(document, name) if own[n] != NOBODY), NOBODY)
        for name in labels.wallets.names
    )
    declared = document.routes
    of_route = tuple(
        station(declared[name].capacity) if name in declared else NOBODY for name in routes
    )
    rails = tuple(station(document.rails[name].capacity) for name in labels.rails.names)
    return StationTable(tuple(parallel), tuple(queue), wallets, of_route, rails)


def build_limits(document: Document, labels: Labels) -> LimitTable:
    """Return the rate limits by wallet; a device front shares the buckets of its wallet."""
    per_us, burst, owner = [], [], []
    for name in labels.wallets.names:
        chain = fronts_of(document, name)
        lender = next((n for n in chain if document.wallets[n].rate_limit is not None), name)
        limit = document.wallets[lender].rate_limit
        earned = 0
        if limit is not None:
            earned = max(1, round_half_up(limit.rate / document.scale * TOKEN / 1_000_000))
        per_us.append(earned)
        burst.append(0 if limit is None else max(TOKEN, earned * limit.burst))
        owner.append(labels.wallets[lender])
    return LimitTable(tuple(per_us), tuple(burst), tuple(owner))


def build_queries(document: Document, labels: Labels, laws: LawRows) -> QueryTable:
    """Return what merchants do without an answer, by wallet."""
    rows = []
    for name in labels.wallets.names:
        wallet = document.wallets[name]
        asks = wallet.queries
        rows.append(
            (
                wallet.timeout or 0,
                threshold(wallet.no_answer),
                asks.first,
                asks.every,
                asks.most,
                asks.deadline,
                laws.add_duration(asks.takes),
            )
        )
    return QueryTable(*(tuple(row[k] for row in rows) for k in range(len(QueryTable._fields))))


def build_notices(document: Document, labels: Labels, laws: LawRows) -> NoticeTable:
    """Return how merchants learn of a capture, by wallet."""
    law, lost, start, pauses = [], [], [0], []
    for name in labels.wallets.names:
        notices = document.wallets[name].notifications
        law.append(NOBODY if notices is None else laws.add_duration(notices.delay))
        lost.append(0 if notices is None else threshold(notices.lost))
        pauses.extend([] if notices is None else notices.pauses_us)
        start.append(len(pauses))
    return NoticeTable(tuple(law), tuple(lost), tuple(start), tuple(pauses))


def has_notices(document: Document) -> bool:
    """Tell whether a merchant may learn late of a capture."""
    return any(wallet.notifications is not None for wallet in document.wallets.values()) or any(
        outage.unnotified and touches(document, outage) for outage in document.outages.values()
    )


def _concerned(
    outage: Outage,
    document: Document,
    labels: Labels,
    routes: Sequence[str],
) -> list[tuple[int, int]]:
    owned = [n for n, w in document.wallets.items() if w.ecosystem in outage.ecosystems]
    hit = {*outage.wallets, *owned}
    # A device front fails with the wallet behind it.
    wallets = [n for n in document.wallets if not hit.isdisjoint(fronts_of(document, n))]
    return [
        *((WALLET, labels.wallets[name]) for name in wallets if name in labels.wallets),
        *((RAIL, labels.rails[name]) for name in outage.rails if name in labels.rails),
        *((ROUTE, routes.index(name)) for name in outage.routes if name in routes),
    ]


def build_outages(document: Document, labels: Labels, routes: Sequence[str]) -> OutageTable:
    """Return the outages, one row per party concerned, in the order of their ids."""
    rows = []
    start = document.period.from_
    register = Register(document.outages)
    for name, number in zip(register.names, register.ids, strict=True):
        outage = document.outages[name]
        if not touches(document, outage):
            continue
        dated = outage.from_ is not None
        for of, party in _concerned(outage, document, labels, routes):
            rows.append(
                (
                    number,
                    of,
                    party,
                    (outage.from_ or 0) - start if dated else 0,
                    outage.end_us - start if dated else 0,
                    outage.random.between if outage.random is not None else 0,
                    outage.random.repair if outage.random is not None else 0,
                    threshold(outage.share),
                    threshold(outage.declines),
                    threshold(outage.unnotified),
                    ppm(outage.slower),
                )
            )
    return OutageTable(*(tuple(row[k] for row in rows) for k in range(len(OutageTable._fields))))
