"""Routes and offers as tables: every way in which a merchant can take a wallet."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sandbox.model.tables.world import RouteTable
from sandbox.payments.routing import OfferTable
from sandbox.scenario.tables.labels import Register, fronts_of, hosts_of
from sandbox.scenario.tables.money import inherited
from sandbox.units import part_of, ppm, threshold
from sandbox.vocabulary import NOBODY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.labels import Labels
    from sandbox.scenario.tables.law_rows import LawRows
    from sandbox.scenario.tables.money import ScheduleRows

WEIGHT_TOTAL = 1 << 20  # keeps word × sum of weights inside 63 bits


class DeclaredRoute(NamedTuple):
    """A route of the document and its row."""

    name: str
    row: int


class DirectOffer(NamedTuple):
    """A wallet that a merchant reaches without a declared route; `latency` is a row of laws."""

    merchant: str
    wallet: str
    latency: int


@dataclass(slots=True)
class RouteRows:
    """Routes and offers while they are built.

    Attributes
    ----------
    names
        Name of each route: its own, or `MERCHANT→WALLET` for a direct one.
    columns
        Fields of each route as in `RouteTable`.
    start
        Where the offers of each (destination × wallet) begin, and the end of the last.
    route, schedule
        Rows of each offer's route and price.
    offer_names
        Name of each offer's route.
    weights
        Own weight of each offer.
    """

    names: list[str] = field(default_factory=list)
    columns: list[tuple[int, ...]] = field(default_factory=list)
    start: list[int] = field(default_factory=lambda: [0])
    route: list[int] = field(default_factory=list)
    schedule: list[int] = field(default_factory=list)
    offer_names: list[str] = field(default_factory=list)
    weights: list[Fraction] = field(default_factory=list)

    def routes(self) -> RouteTable:
        """Return the finished table of routes."""
        return RouteTable(
            *(tuple(row[k] for row in self.columns) for k in range(len(RouteTable._fields)))
        )

    def offers(self, variants: list[Mapping[str, Fraction]]) -> OfferTable:
        """Return the finished table of offers with the weights of all variants."""
        weight = self._scaled(self.weights)
        for variant in variants:
            weight += self._scaled([variant.get(name, Fraction(0)) for name in self.offer_names])
        return OfferTable(tuple(self.start), tuple(self.route), tuple(self.schedule), tuple(weight))

    def _scaled(self, weights: Sequence[Fraction]) -> list[int]:
        """Return integer weights that add up to about `WEIGHT_TOTAL` in every cell."""
        scaled: list[int] = []
        for first, last in pairwise(self.start):
            if last - first == 1:  # most often, and then there is nothing to divide
                scaled.append(WEIGHT_TOTAL if weights[first] else 0)
                continue
            total = sum(weights[first:last], Fraction(0)) or Fraction(1)
            scaled.extend(part_of(WEIGHT_TOTAL, w / total) for w in weights[first:last])
        return scaled


def build_routes(
    document: Document,
    labels: Labels,
    laws: LawRows,
    schedules: ScheduleRows,
) -> RouteRows:
    """Return every route and offer; a wallet without declared routes is reached directly."""
    rows = RouteRows()
    declared = {
        name: _add_declared(rows, document, labels, laws, name)
        for name in Register(document.routes).names
    }
    latencies = {
        name: laws.add_duration(inherited(document, name, "latency").latency)
        for name in labels.wallets.names
    }
    lenders = {wallet: lender_of_routes(document, wallet) for wallet in labels.wallets.names}
    for place in labels.destinations.names:
        for wallet, lender in lenders.items():
            if place in document.merchants:
                names = usable_routes(document, place, wallet) if lender else []
                if names:
                    _offer_declared(
                        rows,
                        document,
                        schedules,
                        place,
                        [DeclaredRoute(n, declared[n]) for n in names],
                    )
                elif lender is None:
                    _offer_direct(
                        rows,
                        document,
                        labels,
                        schedules,
                        DirectOffer(place, wallet, latencies[wallet]),
                    )
            rows.start.append(len(rows.route))
    return rows


def lender_of_routes(document: Document, wallet: str) -> str | None:
    """Return the wallet whose declared routes lead to a wallet: itself, or one that it fronts."""
    declared = {route.wallet for route in document.routes.values()}
    return next((name for name in fronts_of(document, wallet) if name in declared), None)


def usable_routes(document: Document, merchant: str, wallet: str) -> list[str]:
    """Return the declared routes from a merchant to a wallet in the merchant's order.

    A hosted store uses the routes of its marketplace, a device front those of its wallet.
    """
    order = document.merchants[merchant].routes
    hosts = hosts_of(document, merchant)
    lender = lender_of_routes(document, wallet)
    names = [
        name
        for name in Register(document.routes).names
        if document.routes[name].wallet == lender
        and (
            not document.routes[name].merchants
            or not set(hosts).isdisjoint(document.routes[name].merchants)
        )
    ]
    return sorted(names, key=lambda name: order.index(name) if name in order else len(order))


def _add_declared(
    rows: RouteRows,
    document: Document,
    labels: Labels,
    laws: LawRows,
    name: str,
) -> int:
    route = document.routes[name]
    law = route.latency or inherited(document, route.wallet, "latency").latency
    declines = route.declines or inherited(document, route.wallet, "declines").declines
    rows.names.append(name)
    register = Register(document.routes)
    rows.columns.append(
        (
            register.ids[register[name]],
            labels.wallets[route.wallet],
            labels.account[route.acquirer] if route.acquirer else NOBODY,
            ppm(route.acquirer_share),
            laws.add_duration(law),
            threshold(declines.technical_decline),
            threshold(declines.risk_declined),
            threshold(declines.insufficient_funds),
        )
    )
    return len(rows.names) - 1


def _offer_declared(
    rows: RouteRows,
    document: Document,
    schedules: ScheduleRows,
    merchant: str,
    routes: Sequence[DeclaredRoute],
) -> None:
    category = document.merchants[merchant].category
    for name, row in routes:
        route = document.routes[name]
        fee = route.fee or inherited(document, route.wallet, "fee").fee
        rows.route.append(row)
        rows.schedule.append(schedules.add(fee, category))
        rows.offer_names.append(name)
        rows.weights.append(route.weight)


def _offer_direct(
    rows: RouteRows,
    document: Document,
    labels: Labels,
    schedules: ScheduleRows,
    offer: DirectOffer,
) -> None:
    merchant, wallet, latency = offer
    declines = inherited(document, wallet, "declines").declines
    name = f"{merchant}→{wallet}"
    rows.names.append(name)
    rows.columns.append(
        (
            0,
            labels.wallets[wallet],
            NOBODY,
            0,
            latency,
            threshold(declines.technical_decline),
            threshold(declines.risk_declined),
            threshold(declines.insufficient_funds),
        )
    )
    category = document.merchants[merchant].category
    rows.route.append(len(rows.names) - 1)
    rows.schedule.append(schedules.add(inherited(document, wallet, "fee").fee, category))
    rows.offer_names.append(name)
    rows.weights.append(Fraction(1))
