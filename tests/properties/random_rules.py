"""Random rules of every family, with selectors, dates and roll-outs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

World = dict[str, object]

OWNERS = ("red", "blue", "green")
MOMENTS = ("2024-03-01T00:00", "2024-03-01T00:15", "2024-03-01T00:30", "2024-03-01T00:45")
SHARES = st.sampled_from(["0%", "10%", "35%", "50%", "80%", "100%"])
PRICES = st.sampled_from(["0%", "0.38%", "0.6%", "1.2345%", "7%"])
FAMILIES = ("link", "accept", "accept", "interop", "fee", "fee", "route", "traffic")


@dataclass(frozen=True)
class Names:
    """What rules can speak of."""

    surfaces: list[str]
    merchants: list[str]
    wallets: list[str]
    routes: list[str]
    categories: list[str]


def _some(names: tuple[str, ...] | list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)


def rule_lists(names: Names, prefix: str) -> st.SearchStrategy[list[World]]:
    """Draw up to six rules whose names begin with a prefix; some have an id."""
    first_id = {"own": 700, "walls": 800, "doors": 900}[prefix]

    def named(rules: list[World], numbered: int) -> list[World]:
        return [
            {"name": f"{prefix}_{k}", **({"id": first_id - k} if numbered >> k & 1 else {}), **rule}
            for k, rule in enumerate(rules)
        ]

    if prefix == "own":
        # The world must hold together under its own rules; in regimes a lack of routes is no error.
        names = replace(names, routes=[])
    return st.builds(named, st.lists(_rules(names), max_size=6), st.integers(0, 63))


@st.composite
def _rules(draw: st.DrawFn, names: Names) -> World:
    family = draw(st.sampled_from(FAMILIES))
    rule: World = {"when": draw(_selectors(names, family)), "set": draw(_settings(names, family))}
    if draw(st.booleans()):
        rule["from"] = draw(st.sampled_from(MOMENTS[:2]))
        rule["until"] = draw(st.sampled_from([None, *MOMENTS[2:]]))
    if draw(st.booleans()):
        rule["rollout"] = draw(_rollouts())
    return rule


@st.composite
def _rollouts(draw: st.DrawFn) -> World:
    rollout: World = {
        "of": draw(st.sampled_from(["shoppers", "stores", "checkouts"])),
        "cohort": draw(st.sampled_from([None, "early", "own_0"])),
    }
    shares = draw(st.lists(SHARES, min_size=2, max_size=3))
    course = dict(zip(MOMENTS[1:], shares, strict=False))
    rollout.update(
        draw(st.sampled_from([{"share": shares[0]}, {"share": course}, {"ramp": course}])),
    )
    return rollout


@st.composite
def _selectors(draw: st.DrawFn, names: Names, family: str) -> World:
    origin = {
        "surface": _some(names.surfaces),
        "surface_owner": _some(OWNERS),
        "payload": _some(("product_link", "mini_program_card", "payment_qr")),
    }
    place = {
        "destination": _some(names.merchants),
        "destination_owner": _some(OWNERS),
        "merchant": _some(names.merchants),
        "merchant_owner": _some(OWNERS),
        "merchant_size": _some(("micro", "large")),
        "category": _some(names.categories),
    }
    shopper = {"segment": _some(("keen", "slow")), "city_tier": _some(("tier_1", "lower"))}
    wallet = {"wallet": _some(names.wallets), "wallet_owner": _some(OWNERS)}
    container = {"container": _some(("merchant_app", "webview", "browser", "counter"))}
    amount = {"amount": st.sampled_from([{"from": "¥10"}, {"from": "¥1", "to": "¥80"}])}
    counter = {"issuer": _some(names.wallets), "code": _some(("static", "dynamic"))}
    allowed: dict[str, dict[str, st.SearchStrategy[object]]] = {
        "link": {**origin, **place, **shopper},
        "accept": {**origin, **place, **wallet, **container, **shopper, **amount},
        "interop": {**wallet, **counter, **shopper, **amount},
        "fee": {**origin, **place, **wallet, **shopper, **amount},
        "route": {**place},
        "traffic": {**origin, **place, **shopper},
    }
    chosen = draw(st.lists(st.sampled_from(sorted(allowed[family])), max_size=2, unique=True))
    return {selector: draw(allowed[family][selector]) for selector in chosen}


def _settings(names: Names, family: str) -> st.SearchStrategy[World]:
    return {
        "link": _links(),
        "accept": _acceptances(names),
        "interop": st.sampled_from(["open", "open", "closed"]),
        "fee": _fees(names),
        "route": _policies(names),
        "traffic": st.sampled_from(["0%", "50%", "100%", "125%"]),
    }[family].map(lambda setting: {family: setting})


def _links() -> st.SearchStrategy[object]:
    states = st.sampled_from(["open", "warned", "copied", "blocked"])
    steps = st.dictionaries(st.sampled_from(["x", "y"]), SHARES)
    return st.one_of(states, st.fixed_dictionaries({"state": states, "keep": steps}))


@st.composite
def _acceptances(draw: st.DrawFn, names: Names) -> object:
    state = draw(st.sampled_from(["default", "listed", "listed", "folded", "off", "barred"]))
    if names.routes and draw(st.integers(0, 3)) == 0:
        return {"as": state, "through": draw(_some(names.routes))}
    return state


@st.composite
def _fees(draw: st.DrawFn, names: Names) -> World:
    payers = [*names.wallets, *names.merchants, "cards"]
    aspects: dict[str, st.SearchStrategy[object]] = {
        "share": PRICES,
        "cap": st.sampled_from(["¥0.05", "¥9"]),
        "tiers": st.just([{"volume": "¥200", "share": "0.1%"}]),
        "cut": st.sampled_from(["10%", "33.3333%", "100%"]),
        "subsidy": st.fixed_dictionaries(
            {"payer": st.sampled_from(payers), "share": PRICES},
            optional={"fixed": st.just("¥1"), "cap": st.just("¥2")},
        ),
        "surcharge": PRICES,
        "borne_by": st.sampled_from(["store", "marketplace", "shopper"]),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(aspects)), min_size=1, max_size=3, unique=True))
    return {aspect: draw(aspects[aspect]) for aspect in chosen}


@st.composite
def _policies(draw: st.DrawFn, names: Names) -> object:
    policy = draw(st.sampled_from(["priority", "weighted", "weighted", "least_cost"]))
    if policy != "weighted" or not names.routes or draw(st.booleans()):
        return policy
    weights = st.dictionaries(st.sampled_from(names.routes), st.sampled_from([1, 2, 5]), min_size=1)
    return {"policy": policy, "weights": draw(weights)}
