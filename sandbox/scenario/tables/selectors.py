"""What the selectors of a rule match: sets of indices of parties.

Names that the world lacks match nothing, so that packaged regimes fit smaller worlds.
A marketplace stands for the stores that it hosts, a wallet for the device fronts that use it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.scenario.tables.labels import fronts_of, hosts_of
from sandbox.vocabulary import CityTier, CodeKind, Container, Payload

if TYPE_CHECKING:
    from enum import IntEnum

    from sandbox.scenario.schema.rule_sections import When
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.labels import Labels


@dataclass(frozen=True, slots=True)
class SelectedParties:
    """Sorted indices of what a rule speaks of, dimension by dimension."""

    surfaces: tuple[int, ...]
    payloads: tuple[int, ...]
    destinations: tuple[int, ...]
    wallets: tuple[int, ...]
    issuers: tuple[int, ...]
    codes: tuple[int, ...]
    containers: tuple[int, ...]
    segments: tuple[int, ...]
    tiers: tuple[int, ...]


def select(document: Document, labels: Labels, when: When) -> SelectedParties:
    """Return the indices that the selectors of a rule match."""
    return SelectedParties(
        surfaces=_surfaces(document, labels, when),
        payloads=_members(Payload, when.payload),
        destinations=_destinations(document, labels, when),
        wallets=_wallets(document, labels, when.wallet, when.wallet_owner),
        issuers=_wallets(document, labels, when.issuer, None),
        codes=_members(CodeKind, when.code),
        containers=_members(Container, when.container),
        segments=tuple(
            index
            for index, name in enumerate(labels.segments.names)
            if when.segment is None or name in when.segment
        ),
        tiers=_members(CityTier, when.city_tier),
    )


def _members(kind: type[IntEnum], names: object) -> tuple[int, ...]:
    if not isinstance(names, list):
        return tuple(int(member) for member in kind)
    return tuple(int(member) for member in kind if member.name.lower() in names)


def _surfaces(document: Document, labels: Labels, when: When) -> tuple[int, ...]:
    return tuple(
        index
        for index, name in enumerate(labels.surfaces.names)
        if (when.surface is None or name in when.surface)
        and (when.surface_owner is None or document.surfaces[name].ecosystem in when.surface_owner)
    )


def _destinations(document: Document, labels: Labels, when: When) -> tuple[int, ...]:
    return tuple(
        index
        for index, name in enumerate(labels.destinations.names)
        if _matches_destination(document, labels, name, when)
    )


def _matches_destination(document: Document, labels: Labels, name: str, when: When) -> bool:
    merchant = document.merchants.get(name)
    names = set(hosts_of(document, name))
    owner = labels.owners[name]
    merchant_only = (
        when.merchant,
        when.merchant_owner,
        when.merchant_size,
        when.category,
    )
    if merchant is None and any(selector is not None for selector in merchant_only):
        return False
    return (
        (when.destination is None or not names.isdisjoint(when.destination))
        and (when.merchant is None or not names.isdisjoint(when.merchant))
        and (when.destination_owner is None or owner in when.destination_owner)
        and (when.merchant_owner is None or owner in when.merchant_owner)
        and (
            when.merchant_size is None
            or (merchant is not None and merchant.size in when.merchant_size)
        )
        and (when.category is None or (merchant is not None and merchant.category in when.category))
    )


def _wallets(
    document: Document,
    labels: Labels,
    names: list[str] | None,
    owners: list[str] | None,
) -> tuple[int, ...]:
    return tuple(
        index
        for index, wallet in enumerate(labels.wallets.names)
        if (names is None or not set(fronts_of(document, wallet)).isdisjoint(names))
        and (owners is None or document.wallets[wallet].ecosystem in owners)
    )
