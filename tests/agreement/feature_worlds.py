"""Small worlds, one per feature: a town in which everything that the schema knows can happen.

Each world is the town with a few sections written over; distributions are constants, so that
nothing but the journey is compared.
"""

from __future__ import annotations

import yaml

from sandbox.scenario.loading import load_text
from sandbox.scenario.schema.document import Document

World = dict[str, object]


def written_over(below: World, above: World) -> World:
    """Return two worlds merged: mappings by key, everything else replaced."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        merged[key] = written_over(old, value) if both else value
    return merged


def document_of(world: World) -> Document:
    """Load a world as a user would: from text, on top of the blank one."""
    text = yaml.safe_dump({"extends": "blank", **world}, allow_unicode=True, sort_keys=False)
    return load_text(text).document


def town(**sections: object) -> World:
    """Return the town with some sections written over."""
    return written_over(TOWN, sections)


# Two ecosystems, a shop of neither, a marketplace with a hosted store, two counters, a clinic.
TOWN: World = {
    "period": {"from": "2024-03-01", "for": "1h"},
    "traffic": {"checkouts": 300, "arrivals": {"every": "12s"}},
    "ecosystems": {"red": {"id": 11}, "blue": {"id": 12}},
    "surfaces": {
        "red_chat": {"id": 2, "ecosystem": "red"},
        "blue_mini": {
            "id": 3,
            "ecosystem": "blue",
            "container": "mini_program",
            "payload": "mini_program_card",
        },
        "web": {"id": 4, "container": "browser"},
        "counter": {"id": 5, "container": "counter", "payload": "payment_qr"},
    },
    "services": {
        "clinic": {
            "id": 20,
            "ecosystem": "blue",
            "traffic": "0.3",
            "surfaces": {"red_chat": {"health_code": 1}, "web": {"health_code": 1}},
            "audience": "young",
        },
    },
    "merchants": {
        "shop": None,
        "mall": {
            "id": 10,
            "ecosystem": "red",
            "marketplace": True,
            "stores": 40,
            "category": "fashion",
            "traffic": 3,
            "surfaces": {"own_app": 3, "red_chat": 2, "blue_mini": 2, "web": 1},
            "audience": "young",
            "basket": "¥60.25",
            "take": "3%",
            "margin": "30%",
            "fee_borne_by": "marketplace",
            "refunds": {"share": "20%", "full": "60%"},
        },
        "boutique": {
            "id": 11,
            "hosted_on": "mall",
            "category": "luxury",
            "size": "medium",
            "surfaces": {"own_app": 1, "red_chat": {"product_link": 1, "mini_program_card": 1}},
            "audience": "old",
            "basket": "¥999.99",
            "take": "5%",
            "refunds": {"share": "30%", "full": "50%", "fee_returned": False},
        },
        "loner": {
            "id": 12,
            "size": "small",
            "traffic": 2,
            "surfaces": {"own_app": 1, "red_chat": 1, "blue_mini": 1, "web": 1},
            "audience": "old",
            "basket": "¥20",
        },
        "blue_stall": {
            "id": 13,
            "size": "micro",
            "stores": 9,
            "traffic": 2,
            "surfaces": {"counter": 1},
            "audience": "young",
            "basket": "¥8.40",
            "counter": {"issuer": "blue_pay", "code": "dynamic"},
        },
        "till": {
            "id": 14,
            "ecosystem": "blue",
            "surfaces": {"counter": 1},
            "audience": "old",
            "basket": "¥15",
        },
    },
    "wallets": {
        "pay": None,
        "red_pay": {
            "id": 31,
            "ecosystem": "red",
            "fee": "0.6%",
            "latency": "250ms",
            "declines": {"risk_declined": "4%", "technical_decline": "6%"},
            "funding": {
                "balance": {"share": 40, "insufficient_funds": {"¥0": "5%", "¥100": "40%"}},
                "credit": {"share": 35, "limit": "¥500", "supplement": "0.4%"},
                "card": {"share": 25, "rail": "cards", "falls_through": False},
            },
        },
        "blue_pay": {
            "id": 32,
            "ecosystem": "blue",
            "fee": {"share": "0.38%", "fixed": "¥0.10", "min": "¥0.20", "cap": "¥3"},
            "latency": "400ms",
            "declines": {"insufficient_funds": "8%", "risk_declined": "3%"},
        },
        "coin": {"id": 33, "ecosystem": "mint", "held_by": "30%", "favourite_of": "8%"},
        "red_band": {"id": 34, "ecosystem": "band", "front_of": "red_pay"},
    },
    "rails": {"cards": {"id": 2, "fee": {"share": "0.2%", "fixed": "¥0.05"}}},
    "segments": {
        "shoppers": None,
        "keen": {
            "id": 1,
            "switch_willingness": "80%",
            "switch_after_decline": "70%",
            "city_tiers": {"tier_1": 2, "lower": 1},
        },
        "slow": {"id": 2, "switch_willingness": "40%", "switch_after_decline": "30%"},
    },
    "audiences": {
        "everyone": None,
        "young": {
            "segments": {"keen": 3, "slow": 1},
            "wallets": {"red_pay + blue_pay": "50%", "red_pay": "25%", "blue_pay": "15%"},
            "also": {"red_band": "20%"},
            "favourites": {"red_pay": 3, "blue_pay": 2, "red_band": 1},
            "new": {
                "share": "30%",
                "wallets": {"blue_pay": "60%", "red_pay + blue_pay": "30%"},
                "favourites": {"blue_pay": 1},
            },
            "agreements": {"red_pay": "40%", "blue_pay": "10%"},
        },
        "old": {
            "wallets": {"blue_pay": "40%", "red_pay + blue_pay": "35%", "red_band": "10%"},
            "favourites": {"blue_pay": 1, "red_pay": 1},
        },
    },
    "choice": {
        "folded_visibility": "60%",
        "default_pull": "35%",
        "subsidy_pull": "50%",
        "surcharge_accepted": "55%",
        "goes_elsewhere": "45%",
    },
    "friction": {
        "open": {"tap": "95%"},
        "warned": {"page": "80%", "login": "70%"},
        "copied": {"paste": "50%"},
    },
    "cashier": {
        "handover_failed": {
            "merchant_app": "3%",
            "webview": "8%",
            "mini_program": "5%",
            "browser": "6%",
            "counter": "50%",
        },
        "cancelled": "4%",
        "authentication_failed": {"password_free": "1%", "biometric": "3%", "pin": "9%"},
        "biometric": "60%",
        "password_free_limit": "¥50",
        "takes": {"password_free": "1s", "biometric": "3s", "pin": "8s"},
    },
    "retries": {
        "tries_per_route": 2,
        "routes_per_wallet": 2,
        "wallets": 2,
        "attempts_max": 5,
        "backoff": "2s",
    },
}


def rules(*lines: str) -> list[World]:
    """Return rules written as YAML flow mappings; each gets a name."""
    found = []
    for number, line in enumerate(lines):
        rule = yaml.safe_load(line)
        found.append({"name": f"rule_{number}", **rule})
    return found


OPEN_DOORS = (
    "{set: {link: open}}",
    "{set: {accept: listed}}",
    "{set: {interop: open}}",
)
ACQUIRED_ROUTES = {
    "red_direct": {"id": 1, "wallet": "red_pay"},
    "red_cheap": {
        "id": 2,
        "wallet": "red_pay",
        "acquirer": "agent",
        "acquirer_share": "37%",
        "weight": 3,
        "fee": {"share": "0.3%", "tiers": [{"volume": "¥3000", "share": "0.2%"}]},
        "declines": {"technical_decline": "45%"},
        "latency": "900ms",
    },
    "red_mall": {
        "id": 3,
        "wallet": "red_pay",
        "merchants": ["mall", "till"],
        "acquirer": "other_agent",
        "acquirer_share": "10%",
        "weight": 0.5,
        "fee": {"fixed": "¥0.30"},
        "declines": {"technical_decline": "30%", "insufficient_funds": "20%"},
    },
    "blue_small": {"id": 4, "wallet": "blue_pay", "merchants": ["loner", "mall", "till"]},
    "blue_wide": {"id": 5, "wallet": "blue_pay", "weight": 2, "fee": "0.9%"},
}


def with_rules(*lines: str, **sections: object) -> World:
    """Return the town with every door open, then these rules, and some sections written over."""
    return town(rules=rules(*OPEN_DOORS, *lines), **sections)


WORLDS: dict[str, World] = {
    "no_rule": town(),
    "every_door": with_rules(),
    "link_states": with_rules(
        "{when: {surface: red_chat, destination_owner: red}, set: {link: warned}}",
        "{when: {surface_owner: blue, merchant: mall}, set: {link: {state: warned, keep: {x: 60%, y: 90%}}}}",
        "{when: {surface: web, destination: [mall, clinic]}, set: {link: copied}}",
        "{when: {surface: red_chat, payload: health_code}, set: {link: blocked}}",
        "{when: {surface: red_chat, merchant: loner}, set: {link: {state: open, keep: {}}}}",
        "{when: {payload: mini_program_card, merchant_owner: red}, set: {link: copied}}",
    ),
    "folded_and_default": with_rules(
        "{when: {wallet: red_pay, merchant: [mall, loner]}, set: {accept: folded}}",
        "{when: {wallet: blue_pay, container: [merchant_app, mini_program]}, set: {accept: default}}",
        "{when: {wallet: coin, merchant: till}, set: {accept: default}}",
        "{when: {wallet_owner: mint, container: browser}, set: {accept: 'off'}}",
    ),
    "subsidies": with_rules(
        "{when: {wallet: blue_pay}, set: {fee: {subsidy: {payer: blue_pay, share: 5%, cap: ¥2}}}}",
        "{when: {wallet: coin, merchant: mall}, set: {fee: {subsidy: {payer: mall, fixed: ¥3}}}}",
        "{when: {merchant: boutique}, set: {fee: {subsidy: {payer: cards, share: 1.5%, fixed: ¥0.01}}}}",
        "{when: {merchant: till}, set: {fee: {subsidy: {payer: blue_pay, fixed: ¥40}}}}",
    ),
    "surcharges": with_rules(
        "{when: {wallet: red_pay, merchant: [loner, till]}, set: {fee: {surcharge: 1.2%}}}",
        "{when: {wallet: blue_pay, merchant: loner}, set: {fee: {surcharge: 0.7%}}}",
        "{when: {wallet: coin}, set: {fee: {surcharge: 3%}}}",
    ),
    "funding_falls_through": with_rules(
        traffic={"only": ["mall", "boutique"]},
        wallets={
            "red_pay": {
                "funding": {
                    "balance": {"insufficient_funds": {"¥10": "30%", "¥50": "60%", "¥900": "90%"}},
                    "credit": {"limit": "¥60.24", "insufficient_funds": "20%"},
                    "card": {"falls_through": True, "insufficient_funds": "50%"},
                    "lender": {"limit": "¥1000", "supplement": "2%", "rail": "cards"},
                },
            },
            "coin": {"funding": {"purse": {"limit": "¥60.25"}}, "held_by": "80%"},
        },
    ),
    "priority_of_routes": with_rules(
        routes=ACQUIRED_ROUTES,
        merchants={"mall": {"routes": ["red_mall", "red_cheap"]}},
        retries={"routes_per_wallet": 3, "attempts_max": 255},
    ),
    "weighted_routes": with_rules(
        "{when: {merchant: mall}, set: {route: weighted}}",
        "{when: {merchant: [till, loner]}, set: {route: {policy: weighted, weights: {red_direct: 2, red_cheap: 1}}}}",
        routes=ACQUIRED_ROUTES,
        retries={"routes_per_wallet": 3},
    ),
    "cheapest_routes": with_rules(
        "{set: {route: least_cost}}",
        "{when: {merchant: loner}, set: {route: priority}}",
        routes=ACQUIRED_ROUTES,
        retries={"routes_per_wallet": 2},
    ),
    "only_through_some_routes": with_rules(
        "{when: {wallet: red_pay, merchant: mall}, set: {accept: {as: listed, through: [red_cheap]}}}",
        "{when: {wallet: blue_pay, merchant: till}, set: {accept: {as: listed, through: [blue_small]}}}",
        routes=ACQUIRED_ROUTES,
    ),
    "tries_without_end": with_rules(
        wallets={"red_pay": {"declines": {"technical_decline": "55%"}}},
        retries={
            "tries_per_route": 3,
            "wallets": 4,
            "attempts_max": 7,
            "backoff": "0s",
            "after": {
                "handover_failed": ["switch"],
                "cancelled": ["retry"],
                "technical_decline": ["retry", "switch"],
                "risk_declined": ["failover", "switch"],
                "insufficient_funds": ["retry"],
            },
        },
    ),
    "rollouts_in_steps": with_rules(
        "{when: {wallet: red_pay}, set: {accept: 'off'}, rollout: {of: shoppers, share: 40%}}",
        "{when: {wallet: blue_pay, merchant: mall}, set: {accept: 'off'}, rollout: {of: stores, share: {2024-03-01T00:10: 30%, 2024-03-01T00:40: 80%}}}",
        "{when: {surface: web}, set: {link: copied}, rollout: {of: checkouts, share: 50%}}",
        "{id: 700, when: {wallet: coin}, set: {accept: 'off'}, rollout: {of: stores, share: 50%, cohort: early}}",
        "{when: {wallet: blue_pay, merchant: till}, set: {accept: 'off'}, rollout: {of: stores, share: 50%, cohort: early}}",
        "{when: {merchant: loner}, set: {fee: {surcharge: 1%}}, rollout: {of: shoppers, share: 70%, cohort: early}}",
    ),
    "rollouts_on_a_ramp": with_rules(
        "{when: {wallet: red_pay}, set: {accept: 'off'}, rollout: {of: shoppers, ramp: {2024-03-01T00:10: 10%, 2024-03-01T00:30: 90%, 2024-03-01T00:50: 95%}}}",
        "{when: {wallet: blue_pay}, set: {accept: folded}, rollout: {of: stores, ramp: {2024-02-01: 0%, 2024-04-01: 100%}}}",
        "{when: {merchant: loner}, set: {link: warned}, rollout: {of: checkouts, ramp: {2024-03-01T00:30: 60%}}}",
    ),
    "dates": with_rules(
        "{when: {wallet: red_pay}, set: {accept: 'off'}, from: 2024-03-01T00:12, until: 2024-03-01T00:24}",
        "{when: {wallet: blue_pay}, set: {accept: 'off'}, from: 2024-03-01T00:36}",
        "{set: {link: copied}, until: 2024-03-01T00:06}",
    ),
    "selectors_of_people_and_amounts": with_rules(
        "{when: {segment: slow, wallet: red_pay}, set: {accept: 'off'}}",
        "{when: {city_tier: [tier_1, lower], wallet: blue_pay}, set: {accept: folded}}",
        "{when: {amount: {from: ¥20, to: ¥60.25}}, set: {fee: {surcharge: 2%}}}",
        "{when: {amount: {from: ¥60.25}}, set: {fee: {share: 1%, cap: ¥5}}}",
        "{when: {amount: {to: ¥20}, wallet: blue_pay}, set: {accept: default}}",
        "{when: {category: luxury}, set: {fee: {cut: 25%}}}",
        "{when: {merchant_size: [micro, small]}, set: {fee: {share: 0.1%, min: ¥0.01, borne_by: shopper}}}",
    ),
    "counters": town(
        rules=rules(
            "{when: {wallet: red_pay, issuer: blue_pay}, set: {interop: open}}",
            "{when: {wallet: coin, code: static}, set: {interop: open}}",
            "{when: {wallet: red_pay, code: dynamic, segment: slow}, set: {interop: closed}}",
            "{when: {wallet: coin, merchant: till}, set: {accept: folded}}",
        ),
        traffic={"only": ["till", "blue_stall", "kiosk"]},
        merchants={
            "kiosk": {
                "surfaces": {"counter": 1},
                "audience": "young",
                "basket": "¥5",
                "counter": {"issuer": "red_pay"},
            },
        },
    ),
    "hosted_store": with_rules(
        "{when: {merchant: mall, wallet: blue_pay}, set: {accept: 'off'}}",
        "{when: {merchant: boutique, wallet: coin}, set: {accept: 'off'}}",
        "{when: {destination: mall}, set: {link: warned}}",
        "{when: {merchant: mall}, set: {fee: {borne_by: store}}}",
        traffic={"only": ["mall", "boutique"]},
    ),
    "fronts": with_rules(
        "{when: {wallet: red_pay, merchant: loner}, set: {accept: 'off'}}",
        "{when: {wallet: red_band, merchant: mall}, set: {accept: default}}",
        "{when: {wallet_owner: red, merchant: till}, set: {accept: 'off'}}",
        "{when: {wallet: red_pay}, set: {fee: {share: 0.9%}}}",
        wallets={
            "red_band": {"latency": "700ms"},
            "coin": {"front_of": "blue_pay", "fee": "0.2%", "funding": {"chip": {"rail": "cards"}}},
        },
        routes=ACQUIRED_ROUTES,
        audiences={"young": {"also": {"red_band": "70%", "coin": "50%"}}},
    ),
    "thinned_traffic": with_rules(
        "{when: {merchant: mall}, set: {traffic: 150%}, from: 2024-03-01T00:20}",
        "{when: {surface: red_chat}, set: {traffic: 30%}}",
        "{when: {destination: clinic}, set: {traffic: 200%}}",
        "{when: {merchant: till}, set: {traffic: 0%}, rollout: {of: stores, share: 50%}}",
        traffic={"ceiling": 2},
    ),
    "walk": town(
        walk={
            "2024-03-01": "closed",
            "2024-03-01T00:15": "half",
            "2024-03-01T00:45": "wide",
        },
        rules=rules("{when: {wallet: coin, merchant: mall}, set: {accept: listed}}"),
        regimes={
            "closed": [],
            "half": {
                "rules": rules(
                    "{when: {wallet: red_pay}, set: {accept: listed}, rollout: {of: stores, share: 50%}}",
                    "{set: {link: warned}}",
                ),
            },
            "wide": {
                "extends": "half",
                "rules": [
                    {"name": "rule_1", "set": {"link": "open"}},
                    {"name": "all", "set": {"accept": "listed"}},
                ],
            },
        },
    ),
    "exclusivity": town(
        rules=rules(
            "{when: {merchant: loner, wallet: blue_pay}, set: {accept: barred}}",
            "{when: {merchant: mall, wallet: red_pay}, set: {accept: barred}, rollout: {of: stores, share: 50%}}",
            *OPEN_DOORS,
        ),
    ),
    "prices": with_rules(
        "{when: {wallet: blue_pay}, set: {fee: {cut: 10%}}}",
        "{when: {merchant: till}, set: {fee: {share: 0.8%, tiers: [{volume: ¥100, share: 0.4%}, {volume: ¥300, share: 0%}]}}}",
        "{when: {merchant: blue_stall}, set: {fee: 0.25%}}",
        "{when: {wallet: coin, merchant: mall}, set: {fee: {borne_by: shopper}}}",
        wallets={
            "red_pay": {
                "fee": {
                    "share": "0.6%",
                    "categories": {"luxury": "1.1%", "fashion": "0.45%"},
                    "min": "¥0.09",
                },
            },
            "coin": {"fee": {"share": "1%", "tiers": [{"volume": "¥1000", "share": "0.5%"}]}},
        },
        merchants={"mall": {"volume_so_far": "¥400"}},
    ),
    "bearers": with_rules(
        "{when: {wallet: red_pay}, set: {fee: {borne_by: shopper}}}",
        "{when: {wallet: coin}, set: {fee: {borne_by: store, share: 2%}}}",
        "{when: {wallet: blue_pay, merchant: [mall, boutique]}, set: {fee: {borne_by: marketplace}}}",
        traffic={"only": ["mall", "boutique", "loner"]},
        choice={"surcharge_accepted": "100%"},
    ),
    "refunds": with_rules(
        "{when: {wallet: blue_pay}, set: {fee: {subsidy: {payer: blue_pay, share: 7%}, surcharge: 1%}}}",
        routes=ACQUIRED_ROUTES,
        merchants={
            "mall": {"refunds": {"share": "90%", "full": "10%"}},
            "boutique": {"refunds": {"share": "90%", "full": "30%", "fee_returned": False}},
            "loner": {"refunds": {"share": "70%", "full": "0%"}},
            "till": {"refunds": {"share": "100%"}},
        },
    ),
}
