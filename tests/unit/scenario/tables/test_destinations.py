from __future__ import annotations

from sandbox.scenario.loading import load
from sandbox.scenario.tables.destinations import build_destinations
from sandbox.scenario.tables.labels import build_labels
from sandbox.scenario.tables.law_rows import LawRows
from sandbox.vocabulary import NOBODY


def test_merchants_have_baskets_and_services_have_none() -> None:
    document = load("china_2021").document
    labels, laws = build_labels(document), LawRows()
    table = build_destinations(document, labels, laws)
    assert table.id == labels.destinations.ids
    for index, name in enumerate(labels.destinations.names):
        is_service = name in document.services
        assert table.is_service[index] == int(is_service)
        assert (table.basket[index] == NOBODY) == is_service
        if not is_service:
            merchant = document.merchants[name]
            assert laws.low[table.basket[index]] == merchant.basket.min
            assert table.audience[index] == labels.audiences.index(merchant.audience)
