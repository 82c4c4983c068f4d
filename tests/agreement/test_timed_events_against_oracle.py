"""The engines say of worlds in time, event by event, what the oracle says.

Worlds of one feature each come from event_worlds.yaml, worlds of all at once from chance.
Where the engines part from the pages, the oracle follows the engines here, so that everything else
is compared; timed_disputes.yaml shows each of these points alone, as the pages read.
"""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given

from sandbox.engines.catalogue import COMPILED, REFERENCE
from sandbox.scenario.schema.scenario_document import Document
from tests.agreement import event_worlds
from tests.agreement.feature_worlds import document_of
from tests.agreement.timed_events import assert_same, differences, known_to_oracle
from tests.oracles.readings import AS_ENGINES, Readings
from tests.properties import worlds
from tests.properties.pressure_worlds import pressure_worlds
from tests.properties.random_rules import World

# The oracle knows no breakers, no budgets, and no policy that remembers.
WITH_MEMORY = ("breaker", "budget", "learn", "route_by_", "route_with_", "route_that_", "policies_")
NAMES = [name for name in event_worlds.WORLDS if not any(word in name for word in WITH_MEMORY)]
FAST = (
    "places_in_a_row",
    "limit_for_each_merchant_id",
    "impatient_in_a_pause",
    "impatient_in_the_second_queue",
    "outages_on_top_of_each_other",
    "random_outages",
    "queries_that_wait_their_turn",
    "queries_during_an_outage",
    "captures_that_nobody_hears_of",
    "paying_again_under_load",
    "escrow_and_refunds",
    "clearing_at_cut_offs",
    "arrivals_without_end",
    "events_beyond_the_horizon",
)
HERE = Path(__file__).parent
DISPUTES: dict[str, Any] = yaml.safe_load((HERE / "timed_disputes.yaml").read_text("utf-8"))
SETTLED: dict[str, Any] = yaml.safe_load((HERE / "timed_settled.yaml").read_text("utf-8"))
ENGINES = (REFERENCE, COMPILED)


@pytest.mark.parametrize("name", FAST)
def test_worlds_of_one_feature(name: str) -> None:
    assert_same(event_worlds.WORLDS[name].document, REFERENCE)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", NAMES)
def test_all_worlds_of_one_feature(name: str, engine: str) -> None:
    assert_same(event_worlds.WORLDS[name].document, engine, replication=1)


@worlds.examples(12)
@given(pressure_worlds())
def test_random_worlds(world: World) -> None:
    assert_same(worlds.document_of(known_to_oracle(world)), REFERENCE)


@pytest.mark.slow
@worlds.examples(100)
@given(pressure_worlds())
def test_many_random_worlds(world: World) -> None:
    document = worlds.document_of(known_to_oracle(world))
    for engine in ENGINES:
        assert_same(document, engine, replication=1)


def disputed(name: str) -> Document:
    """Return the smallest world in which a point matters."""
    period = {"from": "2024-03-01", "for": "10m"}
    return document_of({"period": period, **{**DISPUTES, **SETTLED}[name]["world"]})


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", SETTLED)
def test_what_was_disputed_is_settled_as_the_pages_say(name: str, engine: str) -> None:
    assert_same(disputed(name), engine)


def test_every_disputed_point_has_a_world() -> None:
    assert sorted(DISPUTES) == sorted(field.name for field in fields(Readings))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", DISPUTES)
def test_nothing_else_is_disputed(name: str, engine: str) -> None:
    assert_same(disputed(name), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=pytest.mark.xfail(reason=f"{point['says']}; but {point['but']}", strict=True),
        )
        for name, point in DISPUTES.items()
    ],
)
def test_the_engines_do_what_the_pages_say(name: str, engine: str) -> None:
    as_written = replace(AS_ENGINES, **{name: True})
    assert not differences(disputed(name), engine, readings=as_written)
