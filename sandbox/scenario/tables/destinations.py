"""Destinations as a table: the merchants that sell, and the services that only open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.model.tables.world import DestinationTable
from sandbox.scenario.tables.labels import escrow_account, seller_account
from sandbox.units import ppm, threshold
from sandbox.vocabulary import NOBODY, CodeKind

if TYPE_CHECKING:
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.labels import Labels
    from sandbox.scenario.tables.law_rows import LawRows


def build_destinations(document: Document, labels: Labels, laws: LawRows) -> DestinationTable:
    """Return merchants and services in the order of their ids."""
    rows = [
        _merchant(document, labels, laws, name)
        if name in document.merchants
        else _service(document, labels, name)
        for name in labels.destinations.names
    ]
    return DestinationTable(
        *(tuple(row[k] for row in rows) for k in range(len(DestinationTable._fields)))
    )


def _service(document: Document, labels: Labels, name: str) -> tuple[int, ...]:
    index = labels.destinations[name]
    audience = labels.audiences.index(document.services[name].audience)
    owner = labels.owner_index(labels.owners[name])
    row = dict.fromkeys(DestinationTable._fields, 0)
    row.update(id=labels.destinations.ids[index], owner=owner, is_service=1, audience=audience)
    row.update(
        basket=NOBODY, stores=1, merchant_ids=1, issuer=NOBODY, seller=NOBODY, marketplace=NOBODY
    )
    return tuple(row.values())


def _merchant(document: Document, labels: Labels, laws: LawRows, name: str) -> tuple[int, ...]:
    merchant = document.merchants[name]
    counter = merchant.counter
    return (
        labels.destinations.ids[labels.destinations[name]],
        labels.owner_index(labels.owners[name]),
        0,
        labels.audiences.index(merchant.audience),
        laws.add_amount(merchant.basket),
        merchant.stores,
        merchant.merchant_ids,
        labels.wallets.find(counter.issuer if counter is not None else None),
        int(CodeKind[counter.code.upper()]) if counter is not None else 0,
        labels.account[seller_account(document, name)],
        labels.account[merchant.hosted_on or name],
        ppm(merchant.take),
        ppm(merchant.margin),
        merchant.volume_so_far,
        threshold(merchant.refunds.share),
        threshold(merchant.refunds.full),
        int(merchant.refunds.fee_returned),
        NOBODY if merchant.refunds.after is None else laws.add_duration(merchant.refunds.after),
        labels.account[escrow_account(name)] if merchant.escrow is not None else NOBODY,
        laws.add_duration(merchant.escrow.receipt) if merchant.escrow is not None else NOBODY,
        merchant.escrow.automatic if merchant.escrow is not None else 0,
    )
