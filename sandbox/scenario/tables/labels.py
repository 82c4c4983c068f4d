"""Names and indices of parties: an index is the rank of the party's id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from sandbox.vocabulary import NOBODY

if TYPE_CHECKING:
    from sandbox.scenario.schema.scenario_document import Document

FIRST_ASSIGNED_ID = 16_384


class _HasId(Protocol):
    @property
    def id(self) -> int | None: ...


class Register:
    """Names of one kind of party in the order of their ids.

    A party without an id gets `FIRST_ASSIGNED_ID` plus its position among those without one.

    Parameters
    ----------
    parties
        Name → section with an optional `id`.
    """

    __slots__ = ("_index", "ids", "names")

    def __init__(self, parties: Mapping[str, _HasId]) -> None:
        ids: dict[str, int] = {}
        assigned = FIRST_ASSIGNED_ID
        for name, party in parties.items():
            if party.id is None:
                ids[name] = assigned
                assigned += 1
            else:
                ids[name] = party.id
        self.names = tuple(sorted(ids, key=ids.__getitem__))
        self.ids = tuple(ids[name] for name in self.names)
        self._index = {name: index for index, name in enumerate(self.names)}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Register):
            return NotImplemented
        return self.names == other.names and self.ids == other.ids

    def __hash__(self) -> int:
        return hash((self.names, self.ids))

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: str) -> bool:
        return name in self._index

    def __getitem__(self, name: str) -> int:
        return self._index[name]

    def find(self, name: str | None) -> int:
        """Return the index of a name, `NOBODY` where there is none."""
        return NOBODY if name is None else self._index.get(name, NOBODY)


@dataclass(frozen=True, slots=True)
class Labels:
    """Registers of every kind of party, and the accounts of the ledger."""

    surfaces: Register
    destinations: Register
    wallets: Register
    rails: Register
    segments: Register
    audiences: tuple[str, ...]
    ecosystems: tuple[str, ...]
    owners: Mapping[str, str | None]
    accounts: tuple[str, ...]
    account: Mapping[str, int] = field(repr=False)

    def owner_index(self, ecosystem: str | None) -> int:
        """Return the index of an ecosystem, `NOBODY` for none."""
        return NOBODY if ecosystem is None else self.ecosystems.index(ecosystem)


def owner_of(document: Document, destination: str) -> str | None:
    """Return the ecosystem that owns a merchant or service; hosted stores inherit their host's."""
    merchant = document.merchants.get(destination)
    if merchant is None:
        service = document.services.get(destination)
        return service.ecosystem if service is not None else None
    if merchant.hosted_on is not None:
        return owner_of(document, merchant.hosted_on)
    return merchant.ecosystem


def hosts_of(document: Document, merchant: str) -> list[str]:
    """Return a merchant and the marketplaces that host it, itself first."""
    chain = [merchant]
    section = document.merchants.get(merchant)
    while section is not None and section.hosted_on is not None:
        chain.append(section.hosted_on)
        section = document.merchants.get(section.hosted_on)
    return chain


def fronts_of(document: Document, wallet: str) -> list[str]:
    """Return a wallet and the wallets whose front it is, itself first."""
    chain = [wallet]
    section = document.wallets.get(wallet)
    while section is not None and section.front_of is not None:
        chain.append(section.front_of)
        section = document.wallets.get(section.front_of)
    return chain


def seller_account(document: Document, merchant: str) -> str:
    """Return the account that sales go to."""
    return f"{merchant}.stores" if document.merchants[merchant].marketplace else merchant


def escrow_account(merchant: str) -> str:
    """Return the account in which a merchant's escrow lies."""
    return f"{merchant}.escrow"


def _ecosystems(document: Document) -> tuple[str, ...]:
    named = set(document.ecosystems)
    named.update(s.ecosystem for s in document.surfaces.values() if s.ecosystem)
    named.update(m.ecosystem for m in document.merchants.values() if m.ecosystem)
    named.update(s.ecosystem for s in document.services.values() if s.ecosystem)
    named.update(w.ecosystem for w in document.wallets.values())
    return tuple(sorted(named))


def _accounts(document: Document, destinations: Register, wallets: Register) -> tuple[str, ...]:
    names = ["shoppers", "suppliers"]
    for destination in destinations.names:
        if destination in document.merchants:
            names.append(destination)
            if document.merchants[destination].marketplace:
                names.append(seller_account(document, destination))
            if document.merchants[destination].escrow is not None:
                names.append(escrow_account(destination))
    names.extend(wallets.names)
    names.extend(sorted({r.acquirer for r in document.routes.values() if r.acquirer}))
    names.extend(Register(document.rails).names)
    return tuple(dict.fromkeys(names))


def build_labels(document: Document) -> Labels:
    """Return the registers of a document."""
    destinations = Register({**document.merchants, **document.services})
    wallets = Register(document.wallets)
    accounts = _accounts(document, destinations, wallets)
    return Labels(
        surfaces=Register(document.surfaces),
        destinations=destinations,
        wallets=wallets,
        rails=Register(document.rails),
        segments=Register(document.segments),
        audiences=tuple(document.audiences),
        ecosystems=_ecosystems(document),
        owners={name: owner_of(document, name) for name in destinations.names},
        accounts=accounts,
        account={name: index for index, name in enumerate(accounts)},
    )
