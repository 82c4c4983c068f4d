"""What docs/MODEL.md lists is what the code has."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, get_args

import sandbox
from sandbox.chance import streams
from sandbox.payments.ledger import Posting
from sandbox.scenario.checks.idle_selectors import SELECTORS
from sandbox.scenario.loading import load_text
from sandbox.scenario.schema.party_sections import Source
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.schema.traffic_sections import CauseName
from sandbox.statistics.estimates import CONFIDENCE
from sandbox.studies.runs import REPLICATIONS
from sandbox.vocabulary import EntityKind, Outcome, Purpose, RoutingPolicy, Step

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "docs" / "MODEL.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")
HEADING = re.compile(r"^#{2,3} (.+)$", re.MULTILINE)
STRESS_DES = ["Objectives", "Logic", "Data", "Experimentation", "Implementation", "Code access"]


def section(title: str) -> str:
    """Return the text below the heading that ends with a title."""
    parts = HEADING.split(TEXT)
    (found,) = [body for head, body in zip(parts[1::2], parts[2::2], strict=True) if title in head]
    return found


def table(title: str, number: int = 0) -> list[list[str]]:
    """Return the rows of a table in a section, cell by cell."""
    tables = re.findall(r"(?:^\|.+\n)+", section(title), re.MULTILINE)
    rows = tables[number].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def words(cell: str) -> list[str]:
    return CODE.findall(cell)


@cache
def documents() -> tuple[dict[str, Any], ...]:
    """Return the first points of two regimes, of a walk, and of a run under load."""
    compared = load_text(
        "extends: china_2021\ncompare: [walled_garden, full_interop]\ntraffic: {checkouts: 200}\n"
    )
    walked = load_text(
        "extends: china_2021\n"
        "traffic: {checkouts: 200}\n"
        "walk: {2021-09-01: walled_garden, 2021-09-01T12:00: full_interop}\n"
    )
    loaded = load_text(
        "extends: china_2021\n"
        "traffic: {checkouts: 200}\n"
        "wallets: {alipay: {capacity: {parallel: 1}}}\n"
        "rails: {netsunion: {settlement: {every: 1h}}}\n"
    )
    worlds = compared, walked, loaded
    return tuple(sandbox.run(world, replications=2).as_json()["points"][0] for world in worlds)


def test_the_order_is_that_of_stress_des() -> None:
    numbered = re.findall(r"^## \d (.+)$", TEXT.replace(". ", " "), re.MULTILINE)
    assert numbered[: len(STRESS_DES)] == STRESS_DES


def test_every_output_is_a_key_of_the_document() -> None:
    comparison, *_ = documents()
    known = {key for point in documents() for part in (point, *point["cases"]) for key in part}
    for _, keys, _ in table("Outputs"):
        for key in words(keys):
            head, _, tail = key.partition("[].")
            assert head in known, key
            assert not tail or tail in comparison[head][0], key


def test_every_outcome_is_listed_in_order() -> None:
    listed = [words(row[0])[0] for row in table("Outcomes")]
    assert listed == [outcome.name.lower() for outcome in Outcome]


def test_the_order_of_tests_is_complete() -> None:
    tests = [row[1] for row in table("Outcomes")]
    numbered = sorted(int(number) for number in tests if number.isdecimal())
    assert numbered == list(range(1, len(numbered) + 1))


def test_the_packaged_worlds_suffer_no_pressure() -> None:
    assert "The packaged worlds name no capacity" in section("Capacity, rate limits")
    under_load = ["wallet_down", "rail_down", "route_down", "overloaded", "timed_out", "impatient"]
    comparison, walk, _ = documents()
    for document in (*comparison["cases"], *walk["cases"]):
        assert [document["outcomes"][name] for name in under_load] == [0] * len(under_load)


def test_every_posting_is_listed_in_order() -> None:
    assert [words(row[0])[0] for row in table("Money")] == [p.name.lower() for p in Posting]


def test_every_family_lists_the_selectors_that_it_looks_at() -> None:
    body = section("Scenario logic")
    stands_for = {
        name: words(names)
        for name, names in re.findall(r"(\w+) (?:stands )?for ((?:`\w+`(?:, )?)+)", body.lower())
    }
    listed = {}
    for family, _, _, selectors in table("Scenario logic"):
        plain = [part for part in selectors.split(", ") if "`" not in part]
        groups = [name for part in plain for name in stands_for[part]]
        listed[words(family)[0]] = {*groups, *words(selectors)}
    assert listed == {family: set(names) for family, names in SELECTORS.items()}


def test_the_steps_after_a_failure_are_listed() -> None:
    numbered = re.findall(r"^\d\. `(\w+)`", section("After a failed attempt"), re.MULTILINE)
    assert sorted(numbered) == sorted(step.name.lower() for step in Step)
    assert "cancelled" in get_args(CauseName)


def test_every_routing_policy_is_listed_in_order() -> None:
    listed = [words(row[0])[0] for row in table("Routing, breakers")]
    assert listed == [policy.name.lower() for policy in RoutingPolicy]


def test_every_level_of_confidence_is_explained() -> None:
    levels = get_args(Source.model_fields["confidence"].annotation)
    assert [words(row[0])[0] for row in table("Sources")] == list(levels)


def test_input_parameters_are_sections_of_the_document() -> None:
    named = [name for row in table("Input parameters") for name in words(row[1])]
    assert set(named) <= set(Document.model_fields)


def test_every_block_of_words_is_listed() -> None:
    blocks = [words(row[0])[0].split(" / ") for row in table("Random sampling")]
    assert {purpose for _, purpose in blocks} == {purpose.name for purpose in Purpose}
    assert {kind for kind, _ in blocks} - {"any"} <= {kind.name for kind in EntityKind}


def test_every_lane_is_at_its_number() -> None:
    for block, _, lanes in table("Random sampling"):
        prefix = words(block)[0].split(" / ")[1]
        listed = {
            name.upper().replace(" ", "_"): int(number)
            for number, name in re.findall(r"(\d) ([a-z][a-z ]+)", lanes.split(";")[0])
        }
        for name, number in listed.items():
            first_word = name.split("_AND_")[0]
            assert getattr(streams, f"{prefix}_{first_word}") == number, (block, name)


def test_the_stated_defaults_are_those_of_the_code() -> None:
    assert REPLICATIONS == 20
    assert "Twenty independent replications by default" in section("Estimation")
    assert f"{CONFIDENCE:.0%}".replace("%", " %") in section("Estimation")


def test_the_number_of_assumptions_is_about_the_stated_one() -> None:
    stated = int(re.findall(r"some (\d+) assumed numbers", section("Assumptions"))[0])
    for world in ("china_2021", "china_2024"):
        found = sum(p.is_assumption for p in sandbox.load(world).provenance.values())
        assert abs(found - stated) <= 10
