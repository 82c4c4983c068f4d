"""Random worlds as a user could write them: small, valid, and with every feature in reach.

Shares come from short lists, because worlds in which much happens find more than uniform ones.
"""

from __future__ import annotations

import yaml
from hypothesis import settings
from hypothesis import strategies as st

from sandbox.scenario.loading import load_text
from sandbox.scenario.schema.scenario_document import Document
from tests.properties.random_rules import (
    MOMENTS,
    OWNERS,
    PRICES,
    SHARES,
    Names,
    World,
    rule_lists,
)

SMALL_SHARES = st.sampled_from(["0%", "5%", "12.5%", "20%"])
AMOUNTS = st.sampled_from(["¥0.01", "¥0.99", "¥10", "¥80", "¥333.33", "¥5000"])
SMALL_AMOUNTS = st.sampled_from(["¥0", "¥0.01", "¥0.10", "¥2"])
WEIGHTS = st.sampled_from([1, 2, 5])
CHECKOUTS = 60
OPEN: list[World] = [
    {"name": "every_link", "set": {"link": "open"}},
    {"name": "every_wallet", "set": {"accept": "listed"}},
]


def examples(count: int) -> settings:
    """Return settings for so many worlds, or for as many as a searching profile asks for."""
    profile = settings()
    return settings(max_examples=count if profile.derandomize else profile.max_examples)


def document_of(world: World) -> Document:
    """Load a world as a user would: from text, on top of the blank one."""
    return load_text(text_of(world)).document


def text_of(world: World) -> str:
    """Return the YAML of a world."""
    whole = {"extends": "blank", **world}
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a world of one hour with a few shops, wallets, routes, rules and two regimes."""
    surfaces = draw(_surfaces())
    wallets = draw(_wallets())
    merchants = draw(_merchants(list(surfaces), list(wallets)))
    routes = draw(_routes(list(wallets), list(merchants)))
    names = Names(
        surfaces=["own_app", *surfaces],
        merchants=list(merchants),
        wallets=list(wallets),
        routes=list(routes),
        categories=sorted(set(_columns(merchants, "category"))),
    )
    doors = draw(st.sampled_from(["shut", "open", "open"]))
    return {
        "period": {"from": MOMENTS[0], "for": "1h"},
        "regime": None,
        "traffic": {
            "checkouts": CHECKOUTS,
            "arrivals": {"every": "1min"},
            "ceiling": "125%",
        },
        "ecosystems": {name: {} for name in OWNERS},
        "surfaces": surfaces,
        "merchants": {"shop": None, **merchants},
        "wallets": {"pay": None, **wallets},
        "rails": {"cards": {"fee": draw(_schedules(flat=True))}},
        "routes": routes,
        "segments": {"shoppers": None, "keen": draw(_segments()), "slow": draw(_segments())},
        "audiences": {
            "everyone": None,
            "locals": draw(_audiences(list(wallets))),
            "guests": draw(_audiences(list(wallets))),
        },
        "choice": draw(
            st.fixed_dictionaries(
                dict.fromkeys(
                    (
                        "folded_visibility",
                        "default_pull",
                        "subsidy_pull",
                        "surcharge_accepted",
                        "goes_elsewhere",
                    ),
                    SHARES,
                ),
            ),
        ),
        "friction": {"warned": {"page": draw(SHARES)}, "copied": {"a": draw(SHARES), "b": "90%"}},
        "cashier": draw(_cashiers()),
        "retries": draw(_retries()),
        "rules": draw(rule_lists(names, "own")),
        "regimes": {
            "open": None,
            "walls": {
                "rules": (OPEN if doors == "open" else []) + draw(rule_lists(names, "walls"))
            },
            "doors": {"extends": "walls", "rules": draw(rule_lists(names, "doors"))},
        },
    }


def _some(names: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)


@st.composite
def _surfaces(draw: st.DrawFn) -> World:
    found: World = {"counter": {"container": "counter", "payload": "payment_qr"}}
    for number in range(draw(st.integers(1, 2))):
        found[f"surface_{number}"] = {
            "ecosystem": draw(st.sampled_from([None, *OWNERS])),
            "container": draw(st.sampled_from(["webview", "mini_program", "browser"])),
            "payload": draw(st.sampled_from(["product_link", "mini_program_card"])),
        }
    return found


@st.composite
def _schedules(draw: st.DrawFn, *, flat: bool = False) -> World:
    schedule: World = {"share": draw(PRICES), "fixed": draw(SMALL_AMOUNTS)}
    if draw(st.booleans()):
        schedule["min"] = draw(SMALL_AMOUNTS)
        schedule["cap"] = "¥5"
    if not flat and draw(st.booleans()):
        schedule["tiers"] = [{"volume": "¥100", "share": draw(PRICES)}]
        schedule["categories"] = {"food": draw(PRICES)}
    return schedule


@st.composite
def _declines(draw: st.DrawFn) -> World:
    return {
        "insufficient_funds": draw(SMALL_SHARES),
        "risk_declined": draw(SMALL_SHARES),
        "technical_decline": draw(SMALL_SHARES),
    }


@st.composite
def _fundings(draw: st.DrawFn) -> World:
    found: World = {}
    for number in range(draw(st.integers(0, 3))):
        found[f"purse_{number}"] = {
            "share": draw(WEIGHTS),
            "rail": draw(st.sampled_from(["on_us", "cards"])),
            "insufficient_funds": draw(
                st.sampled_from(["0%", "30%", {"¥1": "5%", "¥50": "20%", "¥400": "40%"}]),
            ),
            "limit": draw(st.sampled_from([None, "¥80", "¥333.32"])),
            "supplement": draw(st.sampled_from(["0%", "0.4%"])),
            "falls_through": draw(st.booleans()),
        }
    return found


@st.composite
def _wallets(draw: st.DrawFn) -> World:
    found: World = {}
    for number in range(draw(st.integers(2, 3))):
        wallet: World = {
            "ecosystem": draw(st.sampled_from(OWNERS)),
            "fee": draw(_schedules()),
            "latency": draw(st.sampled_from([0, "250ms", "70s"])),
            "declines": draw(_declines()),
            "funding": draw(_fundings()),
        }
        if draw(st.booleans()):
            wallet["id"] = 40 - 7 * number
        found[f"wallet_{number}"] = wallet
    if draw(st.booleans()):
        found["band"] = {
            "ecosystem": draw(st.sampled_from(OWNERS)),
            "front_of": "wallet_0",
            "held_by": "30%",
            "favourite_of": "15%",
        }
    return found


@st.composite
def _merchants(draw: st.DrawFn, surfaces: list[str], wallets: list[str]) -> World:
    found: World = {}
    for number in range(draw(st.integers(1, 3))):
        merchant: World = {
            "ecosystem": draw(st.sampled_from([None, *OWNERS])),
            "marketplace": draw(st.booleans()),
            "category": draw(st.sampled_from(["food", "books"])),
            "size": draw(st.sampled_from(["micro", "large"])),
            "stores": draw(st.sampled_from([1, 7, 1000])),
            "traffic": draw(WEIGHTS),
            "surfaces": draw(
                st.dictionaries(
                    st.sampled_from(["own_app", *surfaces]), WEIGHTS, min_size=1, max_size=3
                ),
            ),
            "audience": draw(st.sampled_from(["locals", "guests"])),
            "basket": draw(AMOUNTS),
            "take": draw(PRICES),
            "margin": draw(SHARES),
            "fee_borne_by": draw(st.sampled_from(["store", "marketplace", "shopper"])),
            "volume_so_far": draw(st.sampled_from(["¥0", "¥99"])),
            "refunds": {
                "share": draw(SHARES),
                "full": draw(SHARES),
                "fee_returned": draw(st.booleans()),
            },
        }
        if number and draw(st.booleans()):
            merchant["hosted_on"] = "merchant_0"
            merchant["ecosystem"] = None
        if draw(st.booleans()):
            merchant["counter"] = {
                "issuer": draw(st.sampled_from(wallets)),
                "code": draw(st.sampled_from(["static", "dynamic"])),
            }
        found[f"merchant_{number}"] = merchant
    return found


@st.composite
def _routes(draw: st.DrawFn, wallets: list[str], merchants: list[str]) -> World:
    """Draw routes; the first of a wallet serves everybody, because a wallet needs a way in."""
    found: World = {}
    for number in range(draw(st.integers(0, 3))):
        wallet = draw(st.sampled_from([name for name in wallets if name != "band"]))
        route: World = {"wallet": wallet, "weight": draw(WEIGHTS)}
        if wallet in _columns(found, "wallet") and draw(st.booleans()):
            route["merchants"] = draw(_some(merchants))
        if draw(st.booleans()):
            route["acquirer"] = "agent"
            route["acquirer_share"] = draw(SMALL_SHARES)
        if draw(st.booleans()):
            route["fee"] = draw(_schedules())
        if draw(st.booleans()):
            route["declines"] = draw(_declines())
        found[f"route_{number}"] = route
    return found


def _columns(sections: World, key: str) -> list[str]:
    return [str(section[key]) for section in sections.values() if isinstance(section, dict)]


@st.composite
def _segments(draw: st.DrawFn) -> World:
    return {
        "switch_willingness": draw(SHARES),
        "switch_after_decline": draw(SHARES),
        "city_tiers": draw(
            st.dictionaries(
                st.sampled_from(["tier_1", "tier_2", "tier_3", "lower"]), WEIGHTS, min_size=1
            ),
        ),
    }


@st.composite
def _tables(draw: st.DrawFn, wallets: list[str]) -> World:
    sets = st.lists(st.sampled_from(wallets), min_size=1, max_size=3, unique=True)
    chosen = draw(st.lists(sets.map(sorted).map(" + ".join), min_size=1, max_size=3, unique=True))
    shares = [["95%"], ["60%", "38%"], ["45%", "30%", "25%"]][len(chosen) - 1]
    return dict(zip(chosen, shares, strict=True))


@st.composite
def _audiences(draw: st.DrawFn, wallets: list[str]) -> World:
    usual = [name for name in wallets if name != "band"]
    weights = st.dictionaries(st.sampled_from(wallets), WEIGHTS, min_size=1)
    audience: World = {
        "segments": draw(st.sampled_from([{}, {"keen": 1}, {"keen": 1, "slow": 3}])),
        "wallets": draw(_tables(usual)),
        "favourites": draw(weights),
        "agreements": draw(st.dictionaries(st.sampled_from(wallets), SHARES)),
    }
    if draw(st.booleans()):
        audience["new"] = {
            "share": draw(SHARES),
            "wallets": draw(_tables(usual)),
            "favourites": draw(st.one_of(st.none(), weights)),
        }
    return audience


@st.composite
def _cashiers(draw: st.DrawFn) -> World:
    places = ["merchant_app", "webview", "mini_program", "browser", "counter"]
    methods = ["password_free", "biometric", "pin"]
    return {
        "handover_failed": {place: draw(SMALL_SHARES) for place in places},
        "cancelled": draw(SMALL_SHARES),
        "authentication_failed": {method: draw(SMALL_SHARES) for method in methods},
        "biometric": draw(SHARES),
        "password_free_limit": draw(AMOUNTS),
        "takes": {method: draw(st.sampled_from([0, "2s", "65s"])) for method in methods},
    }


@st.composite
def _retries(draw: st.DrawFn) -> World:
    bounds = st.integers(1, 3)
    steps = st.lists(st.sampled_from(["retry", "failover", "switch"]), unique=True)
    return {
        "tries_per_route": draw(bounds),
        "routes_per_wallet": draw(bounds),
        "wallets": draw(bounds),
        "attempts_max": draw(st.sampled_from([1, 3, 64])),
        "backoff": draw(st.sampled_from([0, "30s"])),
        "after": {
            cause: draw(steps)
            for cause in (
                "handover_failed",
                "authentication_failed",
                "cancelled",
                "insufficient_funds",
                "limit_exceeded",
                "risk_declined",
                "technical_decline",
            )
        },
    }
