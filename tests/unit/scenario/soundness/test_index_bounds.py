"""Nothing that an engine indexes is empty or out of range."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.scenario.loading import load, load_text
from sandbox.scenario.soundness.index_bounds import check_indices
from sandbox.scenario.tables.build import BuiltWorld, build_world


def built(text: str = "") -> BuiltWorld:
    return build_world(load_text(f"extends: blank\n{text}").document)


def messages(world: Any, of: BuiltWorld) -> list[str]:  # noqa: ANN401 -- a broken world
    return [fault.message for fault in check_indices(world, of.labels)]


@pytest.mark.parametrize("target", ["blank", "china_2021", "china_2024"])
def test_packaged_worlds_are_sound(target: str) -> None:
    document = load(target).document
    for regime in document.regimes:
        of = build_world(document, regime)
        assert messages(of.world, of) == []


BROKEN = {
    "audiences": ("kind_segment", (7,)),
    "visits": ("destination", (1,)),
    "destinations": ("audience", (-1,)),
    "offers": ("route", (5,)),
    "routes": ("latency", (99,)),
    "fundings": ("start", (0, 0)),
    "wallets": ("account", (44,)),
    "queries": ("law", (44,)),
    "rails": ("schedule", (9,)),
    "limits": ("owner", (3,)),
    "friction": ("start", (0, 3, 1)),
}


@pytest.mark.parametrize("table", BROKEN)
def test_an_index_out_of_its_table_is_found(table: str) -> None:
    of = built()
    column, numbers = BROKEN[table]
    broken = getattr(of.world, table)._replace(**{column: numbers})
    assert messages(of.world._replace(**{table: broken}), of)


@pytest.mark.parametrize("family", ["link", "accept", "interop", "traffic", "route", "bearer"])
def test_a_chain_that_lacks_a_cell_is_found(family: str) -> None:
    of = built()
    chain = getattr(of.world.chains, family)
    shorter = chain._replace(start=chain.start[:-1])
    chains = of.world.chains._replace(**{family: shorter})
    assert messages(of.world._replace(chains=chains), of)


def test_an_audience_of_nobody_is_told_once_by_its_name() -> None:
    of = built()
    nobody = of.world.audiences._replace(kind_start=(0, 0), kind_chosen=(), kind_segment=())
    found = messages(of.world._replace(audiences=nobody), of)
    assert found == ["audience `everyone` consists of nobody"]
