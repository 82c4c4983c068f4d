"""What a document says about its parties, asked by name: ids, owners, fronts, hosts, routes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sandbox.scenario.schema.money_sections import FlatSchedule
from sandbox.scenario.schema.party_sections import (
    CounterCode,
    Funding,
    Merchant,
    Route,
    Service,
    Surface,
)
from sandbox.scenario.schema.party_sections import Wallet as WalletSection
from sandbox.scenario.schema.people_sections import Audience, TierName
from sandbox.scenario.schema.scenario_document import Document
from tests.oracles.naive_draws import cumulated

FIRST_FREE_ID = 16_384
TIERS: tuple[TierName, ...] = ("tier_1", "tier_2", "tier_3", "lower")


def ids_of(parties: Mapping[str, Any]) -> dict[str, int]:
    """Return the id of each party: its own, or counted up among those without."""
    ids = {}
    nameless = 0
    for name, party in parties.items():
        if party.id is None:
            ids[name] = FIRST_FREE_ID + nameless
            nameless += 1
        else:
            ids[name] = party.id
    return ids


class Parties:
    """The parties of a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.destinations: dict[str, Merchant | Service] = {
            **document.merchants,
            **document.services,
        }
        self.destination_ids = ids_of(self.destinations)
        self.wallet_ids = ids_of(document.wallets)
        self.surface_ids = ids_of(document.surfaces)
        self.segment_ids = ids_of(document.segments)
        self.route_ids = ids_of(document.routes)
        self.joint_wallets = {name: self._joint_wallets(name) for name in self.destinations}
        self.kinds = {name: self._kinds(name) for name in self.destinations}

    def surface(self, name: str) -> Surface:
        """Return a surface."""
        return self.document.surfaces[name]

    def wallet(self, name: str) -> WalletSection:
        """Return a wallet."""
        return self.document.wallets[name]

    def merchant(self, name: str) -> Merchant | None:
        """Return a merchant, or none where the destination is a service."""
        return self.document.merchants.get(name)

    def audience(self, destination: str) -> Audience:
        """Return who comes to a destination."""
        return self.document.audiences[self.destinations[destination].audience]

    def owner_of_destination(self, name: str) -> str | None:
        """Return the ecosystem of a destination; a hosted store inherits its host's."""
        merchant = self.merchant(name)
        if merchant is not None and merchant.hosted_on is not None:
            return self.owner_of_destination(merchant.hosted_on)
        return self.destinations[name].ecosystem

    def with_host(self, name: str) -> set[str]:
        """Return the names that a `merchant` selector may call a merchant by."""
        host = self.document.merchants[name].hosted_on
        return {name} if host is None else {name} | self.with_host(host)

    def with_front(self, name: str) -> set[str]:
        """Return the names that a `wallet` selector may call a wallet by."""
        behind = self.wallet(name).front_of
        return {name} if behind is None else {name} | self.with_front(behind)

    def says(self, wallet: str, field: str) -> WalletSection:
        """Return the wallet whose word counts for a field: a front's own where it is written."""
        section = self.wallet(wallet)
        if section.front_of is None or field in section.model_fields_set:
            return section
        return self.says(section.front_of, field)

    def fundings(self, wallet: str) -> dict[str, Funding]:
        """Return a wallet's sources of money in order, at least one."""
        return self.says(wallet, "funding").funding or {"balance": Funding()}

    def counter(self, destination: str) -> CounterCode | None:
        """Return the code on a merchant's counter."""
        merchant = self.merchant(destination)
        return None if merchant is None else merchant.counter

    def rail_schedule(self, rail: str) -> FlatSchedule:
        """Return what a rail charges; one that is not listed charges nothing."""
        return self.document.rails[rail].fee if rail in self.document.rails else FlatSchedule()

    def routes(self, merchant: str, wallet: str) -> dict[str, Route]:
        """Return the ways from a merchant to a wallet, the preferred one first.

        A wallet that no route reaches is reached directly, at its own price and pace.
        """
        declared = self._declared(wallet)
        if not declared:
            return {f"{merchant}→{wallet}": Route(wallet=wallet)}
        places = self.with_host(merchant)
        usable = [n for n, r in declared.items() if not r.merchants or places & set(r.merchants)]
        preferred = [n for n in self.document.merchants[merchant].routes if n in usable]
        others = sorted(set(usable) - set(preferred), key=lambda n: self.route_ids[n])
        return {name: declared[name] for name in preferred + others}

    def _declared(self, wallet: str) -> dict[str, Route]:
        """Return the routes written for a wallet; a front without any uses those behind it."""
        found = {name: r for name, r in self.document.routes.items() if r.wallet == wallet}
        front_of = self.wallet(wallet).front_of
        return self._declared(front_of) if not found and front_of is not None else found

    def _kinds(self, destination: str) -> dict[tuple[str, str], int]:
        """Return the odds of (segment, city tier) of who comes to a destination."""
        segments = self.document.segments
        weights = self.audience(destination).segments or dict.fromkeys(segments, Fraction(1))
        whole = sum(weights.values(), Fraction(0))
        table: dict[tuple[str, str], Fraction] = {}
        for name in sorted(weights, key=lambda n: self.segment_ids[n]):
            tiers = segments[name].city_tiers
            of_tiers = sum(tiers.values(), Fraction(0))
            for tier in TIERS:
                table[name, tier] = weights[name] / whole * tiers.get(tier, Fraction(0)) / of_tiers
        return cumulated(table)

    def _joint_wallets(self, destination: str) -> dict[tuple[bool, frozenset[str]], int]:
        """Return the odds of (is new, set of wallets) of who comes to a destination."""
        audience = self.audience(destination)
        new_share = audience.new.share if audience.new is not None else Fraction(0)
        table: dict[tuple[bool, frozenset[str]], Fraction] = {}
        for is_new, share, wallets in [
            (False, 1 - new_share, audience.wallets),
            (True, new_share, audience.new.wallets if audience.new is not None else {}),
        ]:
            sets: dict[frozenset[str], Fraction] = {frozenset(): Fraction(0)}
            for text, part in wallets.items():
                sets[wallet_set(text)] = part
            sets[frozenset()] += 1 - sum(sets.values(), Fraction(0))
            for held in sorted(sets, key=self._large_sets_first):
                table[is_new, held] = share * sets[held]
        return cumulated(table)

    def _large_sets_first(self, held: frozenset[str]) -> tuple[int, list[int]]:
        ids = sorted((self.wallet_ids[name] for name in held), reverse=True)
        return -len(held), ids


def wallet_set(text: str) -> frozenset[str]:
    """Return the wallets that a key such as `alipay + wechat_pay` names; `none` names none."""
    return frozenset(name.strip() for name in text.split("+")) - {"none"}
