"""Random worlds in which much goes wrong at once, on top of those of `worlds`.

Durations come from one short list, so that answers, deadlines, departures, pauses and arrivals
fall into the same microsecond in most worlds.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.properties.random_rules import MOMENTS, World
from tests.properties.worlds import worlds

__all__ = ["pressure_worlds"]

CHECKOUTS = 120
MAYBE = st.booleans()
SHARES = st.sampled_from(["0%", "20%", "60%", "100%"])
SMALL_SHARES = st.sampled_from(["0%", "10%", "40%"])
TIMES = st.sampled_from(["0s", "5s", "10s", "30s", "60s"])
LAWS = st.one_of(
    TIMES,
    st.sampled_from(
        [
            {"exponential": "15s"},
            {"median": "8s", "p99": "2m"},
            {"empirical": {"0%": "5s", "50%": "10s", "100%": "60s"}},
        ]
    ),
)
CAPACITIES = st.fixed_dictionaries(
    {"parallel": st.integers(1, 4), "queue": st.sampled_from([0, 1, 5, "unlimited"])}
)
LIMITS = st.sampled_from(["6/min", "1/s", {"rate": "12/min", "burst": "30s"}])
BREAKERS = st.fixed_dictionaries(
    {
        "failures": st.integers(0, 3),
        "window": st.sampled_from([0, 4, 10]),
        "share": st.sampled_from(["30%", "75%"]),
        "minimum": st.integers(1, 4),
        "open_for": TIMES,
        "probes": st.integers(1, 3),
    }
)
POLICIES = st.sampled_from(
    [
        "weighted",
        "least_cost",
        "round_robin",
        "success_rate",
        {"policy": "success_rate", "window": 5, "explore": "20%"},
        "ucb1",
        {"policy": "discounted_ucb", "discount": "90%"},
        {"policy": "window_ucb", "window": 6, "exploration": "150%"},
        "thompson",
        {"policy": "discounted_thompson", "discount": "80%", "explore": "10%"},
        {"policy": "expected_value", "window": 9},
    ]
)
OPEN: list[World] = [
    {"name": "open_links", "set": {"link": "open"}},
    {"name": "open_wallets", "set": {"accept": "listed"}},
    {"name": "open_codes", "set": {"interop": "open"}},
    {"name": "all_come", "set": {"traffic": "100%"}},
]
ARRIVALS = st.sampled_from([None, {"every": "1us"}, {"every": "5s"}, {"every": "30s"}])


@st.composite
def pressure_worlds(draw: st.DrawFn) -> World:
    """Draw a world with queues, limits, outages, silence, late notices, learners and clearing."""
    calm = draw(_wide_open_worlds())
    names = {section: _names(calm, section) for section in ("merchants", "wallets", "routes")}
    routes = draw(_further_routes(names["wallets"]))
    names["routes"] += list(routes)
    names["rails"] = ["on_us", "cards"]
    world: World = {**calm, "routes": {**_section(calm, "routes"), **routes}}
    world["traffic"] = {
        **_section(calm, "traffic"),
        "checkouts": CHECKOUTS,
        "arrivals": draw(ARRIVALS),
    }
    for section, parts in (
        ("wallets", _wallets()),
        ("routes", _routes()),
        ("rails", _rails()),
        ("merchants", _merchants()),
    ):
        world = draw(_with_parts(world, section, names[section], parts))
    if draw(MAYBE):
        scope = draw(st.sampled_from(["queue", "checkout"]))
        world["patience"] = {"scope": scope, "time": draw(LAWS)}
    world["unpaid"] = {"after": draw(TIMES), "pays_again": draw(SHARES), "leaves": draw(SHARES)}
    count = draw(st.integers(0, 3))
    world["outages"] = {f"cut_{k}": draw(_outages(names)) for k in range(count)}
    world["retries"] = {**_section(calm, "retries"), **draw(_budgets())}
    world["rules"] = [*_rules(calm), *draw(_policies(names["merchants"]))]
    return world


@st.composite
def _wide_open_worlds(draw: st.DrawFn) -> World:
    """Draw a world; in most of them nearly everybody gets as far as the request."""
    world = draw(worlds())
    opens = draw(st.sampled_from(["first", "last", "last", "never"]))
    before, after = (OPEN if opens == place else [] for place in ("first", "last"))
    world["rules"] = [*before, *_rules(world), *after]
    if draw(st.integers(0, 3)):
        takes = _section(world, "cashier")["takes"]
        world["cashier"] = {"takes": takes, "cancelled": draw(SMALL_SHARES)}
    return world


def _section(world: World, name: str) -> World:
    section = world.get(name, {})
    assert isinstance(section, dict)
    return section


def _names(world: World, section: str) -> list[str]:
    return [name for name, party in _section(world, section).items() if party is not None]


def _rules(world: World) -> list[World]:
    rules = world["rules"]
    assert isinstance(rules, list)
    return rules


@st.composite
def _with_parts(
    draw: st.DrawFn,
    world: World,
    section: str,
    names: list[str],
    parts: st.SearchStrategy[World],
) -> World:
    old = _section(world, section)
    more = {name: {**_section(old, name), **draw(parts)} for name in names}
    return {**world, section: {**old, **more}}


@st.composite
def _further_routes(draw: st.DrawFn, wallets: list[str]) -> World:
    """Draw routes for everybody, so that a wallet often has a choice of them."""
    usual = [name for name in wallets if name != "band"]
    return {
        f"way_{number}": {
            "wallet": draw(st.sampled_from(usual[:2])),
            "latency": draw(LAWS),
            "declines": {"technical_decline": draw(SMALL_SHARES)},
        }
        for number in range(draw(st.integers(0, 4)))
    }


@st.composite
def _wallets(draw: st.DrawFn) -> World:
    wallet: World = {"latency": draw(LAWS)}
    if draw(MAYBE):
        wallet["declines"] = {"technical_decline": draw(SMALL_SHARES)}
        wallet["funding"] = draw(st.sampled_from([{}, {"card": {"rail": "cards"}}]))
    if draw(MAYBE):
        wallet["capacity"] = draw(CAPACITIES)
    if draw(st.integers(0, 3)) == 0:
        wallet["rate_limit"] = draw(LIMITS)
    if draw(MAYBE):
        wallet |= draw(_silences())
    if draw(MAYBE):
        wallet["notifications"] = {
            "delay": draw(LAWS),
            "lost": draw(SMALL_SHARES),
            "retries": draw(st.sampled_from([[], ["5s", "5s", "30s"], "wechat_pay", "alipay"])),
        }
    return wallet


@st.composite
def _silences(draw: st.DrawFn) -> World:
    return {
        "timeout": draw(st.sampled_from(["5s", "10s", "60s"])),
        "no_answer": draw(st.sampled_from(["0%", "30%"])),
        "queries": {
            "first": draw(TIMES),
            "every": draw(TIMES),
            "most": draw(st.integers(0, 5)),
            "deadline": draw(st.sampled_from(["0s", "10s", "60s", "3min"])),
            "takes": draw(LAWS),
        },
    }


@st.composite
def _routes(draw: st.DrawFn) -> World:
    route: World = {}
    if draw(st.integers(0, 2)) == 0:
        route["capacity"] = draw(CAPACITIES)
    if draw(st.integers(0, 2)) == 0:
        route["breaker"] = draw(BREAKERS)
    return route


@st.composite
def _rails(draw: st.DrawFn) -> World:
    rail: World = {}
    if draw(st.integers(0, 2)) == 0:
        rail["capacity"] = draw(CAPACITIES)
    if draw(MAYBE):
        every = draw(st.sampled_from(["10s", "60s", "1d"]))
        rail["settlement"] = {"every": every, "after": draw(TIMES)}
    return rail


@st.composite
def _merchants(draw: st.DrawFn) -> World:
    merchant: World = {"merchant_ids": draw(st.sampled_from([1, 3]))}
    if draw(MAYBE):
        merchant["escrow"] = {"receipt": draw(LAWS), "automatic": draw(TIMES)}
    if draw(MAYBE):
        merchant["refunds"] = {
            "share": draw(SHARES),
            "full": draw(SHARES),
            "fee_returned": draw(MAYBE),
            "after": draw(LAWS),
        }
    return merchant


@st.composite
def _budgets(draw: st.DrawFn) -> World:
    causes = ("wallet_down", "rail_down", "route_down", "overloaded", "timed_out")
    steps = st.lists(st.sampled_from(["retry", "failover", "switch"]), unique=True)
    return {
        "budget": draw(st.sampled_from([None, None, "0%", "30%", "100%"])),
        "backoff": draw(TIMES),
        "tries_per_route": draw(st.integers(1, 3)),
        "after": {cause: draw(steps) for cause in causes},
    }


@st.composite
def _outages(draw: st.DrawFn, names: dict[str, list[str]]) -> World:
    outage: World = {
        "wallets": draw(st.lists(st.sampled_from(names["wallets"]), max_size=2, unique=True)),
        "rails": [draw(st.sampled_from(names["rails"]))],
        "share": draw(SMALL_SHARES),
        "slower": draw(st.sampled_from(["100%", "250%", "50%"])),
        "declines": draw(SMALL_SHARES),
        "unnotified": draw(SHARES),
    }
    if names["routes"]:
        some = st.lists(st.sampled_from(names["routes"]), max_size=2, unique=True)
        outage["routes"] = draw(some)
    chance: World = {"random": {"between": "3min", "repair": "1min"}}
    dates: World = {"from": MOMENTS[0], "for": draw(st.sampled_from(["60us", "5min", "1h"]))}
    return {**outage, **draw(st.sampled_from([chance, dates]))}


@st.composite
def _policies(draw: st.DrawFn, merchants: list[str]) -> list[World]:
    """Draw rules about routing: for all, for one merchant, for a share of the checkouts."""
    rules: list[World] = []
    for number in range(draw(st.integers(0, 3))):
        rule: World = {"name": f"policy_{number}", "set": {"route": draw(POLICIES)}}
        if number == 1:
            rule["when"] = {"merchant": draw(st.sampled_from(merchants))}
        if number == 2:
            rule["rollout"] = {"of": "checkouts", "share": "50%"}
        rules.append(rule)
    return rules
