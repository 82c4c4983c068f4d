"""Names mean nothing: renamed and unused parties leave every checkout as it is."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given

from sandbox.engines.catalogue import ENGINES
from tests.properties import worlds
from tests.properties.random_rules import World
from tests.properties.runs import balances, run, stories, with_section

# Other words in another alphabetical order.
OTHER_NAMES = {
    "wallet_0": "zebra_pay",
    "wallet_1": "yak_pay",
    "wallet_2": "ant_pay",
    "band": "a_ring",
    "merchant_0": "zoo",
    "merchant_1": "arcade",
    "merchant_2": "museum",
    "surface_0": "wall",
    "surface_1": "alley",
    "route_0": "road",
    "route_1": "path",
    "route_2": "lane",
    "keen": "willing",
    "slow": "careful",
    "locals": "those",
    "guests": "anybody",
    "cards": "plastic",
    "agent": "zealot",
    "red": "vermilion",
    "blue": "azure",
    "green": "zaffre",
    "every_link": "x_link",
    "every_wallet": "a_wallet",
    "early": "first_stage",
    **{f"own_{k}": f"z_{9 - k}" for k in range(6)},
    **{f"walls_{k}": f"w_{9 - k}" for k in range(6)},
    **{f"doors_{k}": f"a_{9 - k}" for k in range(6)},
}


def renamed(text: str) -> str:
    """Return a text with every name replaced."""
    pattern = re.compile(r"\b(" + "|".join(OTHER_NAMES) + r")\b")
    return pattern.sub(lambda match: OTHER_NAMES[match[1]], text)


@pytest.mark.parametrize("engine", ENGINES)
@worlds.examples(15)
@given(world=worlds.worlds())
def test_renaming_changes_nothing(engine: str, world: World) -> None:
    other: World = yaml.safe_load(renamed(yaml.safe_dump(world, sort_keys=False)))
    before, after = run(world, engine=engine), run(other, engine=engine)
    assert list(other["wallets"]) != list(world["wallets"])  # type: ignore[call-overload]  # mappings
    assert before.columns == after.columns
    assert {renamed(name): kinds for name, kinds in balances(before).items()} == balances(after)


UNUSED: dict[str, World] = {
    "ecosystems": {"nobody": {"id": 3}},
    "surfaces": {"far_corner": {"id": 40, "ecosystem": "nobody"}},
    "wallets": {"unheld_pay": {"id": 30, "ecosystem": "nobody", "fee": "9%", "latency": "1s"}},
    "rails": {"disused": {"id": 2, "fee": "1%"}},
    "merchants": {
        "closed_shop": {
            "id": 50,
            "traffic": 0,
            "surfaces": {"far_corner": 1},
            "audience": "locals",
            "basket": "¥1",
        },
    },
    "routes": {"overgrown": {"id": 9, "wallet": "unheld_pay", "acquirer": "idler"}},
}
SILENT: list[World] = [
    {"when": {"wallet": "unheld_pay"}, "set": {"accept": "listed"}},
    {"when": {"merchant": "closed_shop"}, "set": {"accept": "off"}},
    {"when": {"surface": "far_corner"}, "set": {"link": "blocked"}},
    {"when": {"amount": {"from": "¥6000"}}, "set": {"fee": {"share": "50%"}}},
    {"rollout": {"of": "shoppers", "share": "0%"}, "set": {"link": "blocked"}},
]


@pytest.mark.parametrize("engine", ENGINES)
@worlds.examples(15)
@given(world=worlds.worlds())
def test_unused_parties_and_rules_leave_every_checkout_as_it_is(engine: str, world: World) -> None:
    crowded = world
    for section, more in UNUSED.items():
        crowded = with_section(crowded, section, more)
    rules = world["rules"]
    assert isinstance(rules, list)
    silent = [{"name": f"silent_{k}", "id": 990 + k, **rule} for k, rule in enumerate(SILENT)]
    crowded["rules"] = [silent[0], *rules, *silent[1:]]
    assert stories(crowded, engine=engine) == stories(world, engine=engine)
    assert balances(run(crowded, engine=engine)) == balances(run(world, engine=engine))
