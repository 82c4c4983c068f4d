"""V8: fees to the fen, in worked examples that anybody can check with a pencil."""

from __future__ import annotations

import pytest

from sandbox.payments.ledger import Posting
from sandbox.scenario.loading import load_text
from tests.agreement.side_by_side import Simulated, balances, simulate

Book = dict[str, dict[str, int]]


def sell(basket: str, text: str, checkouts: int = 1) -> Simulated:
    """Sell so many baskets in the blank world with some sections written over."""
    lines = [
        "extends: blank",
        f"traffic: {{checkouts: {checkouts}, arrivals: {{every: 1s}}}}",
        *text.strip("\n").splitlines(),
    ]
    if "merchants:" not in text:
        lines.append(f"merchants: {{shop: {{basket: {basket}}}}}")
    simulated = simulate(load_text("\n".join(lines)).document, None, seed=1)
    kinds = len(Posting)
    for kind in Posting:
        assert sum(simulated.record.balances[kind::kinds]) == 0
    return simulated


def fee(basket: str, schedule: str, checkouts: int = 1) -> int:
    """Return what the shop pays for so many baskets under a schedule."""
    book = balances(sell(basket, f"wallets: {{pay: {{fee: {schedule}}}}}", checkouts))
    paid = -book["shop"].get("merchant_discount", 0)
    assert book.get("pay", {}).get("merchant_discount", 0) == paid
    return paid


@pytest.mark.parametrize(("basket", "fen"), [("¥80", 48), ("¥50", 30), ("¥10", 6)])
def test_six_tenths_of_a_per_cent(basket: str, fen: int) -> None:
    assert fee(basket, "0.6%") == fen


@pytest.mark.parametrize(
    ("basket", "schedule", "fen"),
    [
        ("¥0.83", "0.6%", 0),  # 0.498 fen
        ("¥0.84", "0.6%", 1),  # 0.504 fen
        ("¥1", "0.5%", 1),  # exactly half a fen goes up
        ("¥3", "0.5%", 2),  # 1.5 fen
        ("¥10", "{share: 0.6%, fixed: ¥0.15}", 21),  # 6 + 15
        ("¥800", "{share: 0.6%, cap: ¥3}", 300),  # 480, capped
        ("¥500", "{share: 0.6%, cap: ¥3}", 300),  # just at the cap
        ("¥499", "{share: 0.6%, cap: ¥3}", 299),  # 299.4
        ("¥10", "{share: 0.6%, min: ¥0.10}", 10),  # 6, raised
        ("¥20", "{share: 0.6%, min: ¥0.10}", 12),  # above the minimum
        ("¥0.30", "{share: 0.6%, min: ¥1}", 30),  # never more than the price
        ("¥80", "{share: 0.6%, categories: {general: 1%}}", 80),
        ("¥80", "{share: 0.6%, categories: {video: 1%}}", 48),
    ],
)
def test_roundings_and_bounds(basket: str, schedule: str, fen: int) -> None:
    assert fee(basket, schedule) == fen


@pytest.mark.parametrize(
    ("basket", "checkouts", "fen"),
    [
        ("¥400", 4, 240 + 240 + 240 + 120),  # volume before: 0, 400, 800, 1200
        ("¥500", 3, 300 + 300 + 150),  # 0, 500 and exactly 1000: the step begins there
        ("¥1000", 2, 600 + 300),
        ("¥999.99", 2, 600 + 600),
    ],
)
def test_the_volume_before_a_payment_decides_its_tier(
    basket: str, checkouts: int, fen: int
) -> None:
    schedule = "{share: 0.6%, tiers: [{volume: ¥1000, share: 0.3%}]}"
    assert fee(basket, schedule, checkouts) == fen


def test_volume_captured_earlier_counts() -> None:
    book = balances(
        sell(
            "",
            """
wallets: {pay: {fee: {share: 0.6%, tiers: [{volume: ¥1m, share: 0.3%}]}}}
merchants: {shop: {basket: ¥80, volume_so_far: ¥1m}}
""",
        ),
    )
    assert book["pay"] == {"merchant_discount": 24}


SPLIT = """
wallets: {pay: {fee: 0.6%, funding: {card: {rail: cards, supplement: 0.4%}}}}
rails: {cards: {fee: 0.15%}}
routes: {through: {wallet: pay, acquirer: agent, acquirer_share: 30%}}
"""


def test_the_fee_is_split_among_wallet_acquirer_and_rail() -> None:
    book = balances(sell("¥80.50", SPLIT))
    assert book == {
        "shoppers": {"sale": -8050},
        "shop": {"sale": 8050, "merchant_discount": -81},  # 1 % of ¥80.50 is 80.5 fen
        "pay": {"merchant_discount": 81, "acquirer_share": -24, "rail_cost": -12},
        "agent": {"acquirer_share": 24},  # 30 % of 81 is 24.3, rounded down
        "cards": {"rail_cost": 12},  # 0.15 % of ¥80.50 is 12.075 fen
    }


def refund(full: str, returned: str) -> Simulated:
    """Sell a basket of ¥80 that is refunded later."""
    return sell(
        "",
        f"""
wallets: {{pay: {{fee: 0.6%}}}}
merchants:
  shop:
    basket: ¥80
    refunds: {{share: 100%, full: {full}, fee_returned: {returned}}}
""",
    )


def test_a_full_refund_returns_the_fee() -> None:
    assert balances(refund("100%", "true")) == {
        "shoppers": {"sale": -8000, "refund": 8000},
        "shop": {"sale": 8000, "merchant_discount": -48, "refund": -8000, "fee_returned": 48},
        "pay": {"merchant_discount": 48, "fee_returned": -48},
    }


def test_a_full_refund_may_keep_the_fee() -> None:
    assert balances(refund("100%", "false")) == {
        "shoppers": {"sale": -8000, "refund": 8000},
        "shop": {"sale": 8000, "merchant_discount": -48, "refund": -8000},
        "pay": {"merchant_discount": 48},
    }


def test_a_part_refund_returns_the_fee_in_proportion_rounded_down() -> None:
    simulated = refund("0%", "true")
    part = simulated.columns["refunded_fen"][0]
    assert 0 < part < 8000
    book = balances(simulated)
    assert book["shoppers"] == {"sale": -8000, "refund": part}
    assert book["pay"] == {"merchant_discount": 48, "fee_returned": -(48 * part // 8000)}


RULES = """
wallets: {{pay: {{fee: 0.6%}}}}
rules: [{{name: rule, set: {{fee: {setting}}}}}]
"""


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("0.38%", {"shop": {"sale": 8000, "merchant_discount": -30}}),  # 30.4
        ("{cut: 10%}", {"shop": {"sale": 8000, "merchant_discount": -43}}),  # 43.2
        ("{borne_by: shopper}", {"shop": {"sale": 8000}}),
        ("{surcharge: 0.6%}", {"shop": {"sale": 8000, "surcharge": 48, "merchant_discount": -48}}),
        (
            "{subsidy: {payer: pay, share: 5%, cap: ¥3}}",  # 400 fen, capped
            {"shop": {"sale": 7700, "subsidy": 300, "merchant_discount": -48}},
        ),
        (
            "{subsidy: {payer: shop, fixed: ¥2}}",
            {"shop": {"sale": 7800, "merchant_discount": -48}},  # pays its own discount
        ),
    ],
)
def test_fee_rules(setting: str, expected: Book) -> None:
    book = balances(sell("¥80", RULES.format(setting=setting)))
    assert book["shop"] == expected["shop"]


MARKET = """
merchants:
  shop:
    basket: ¥80
    marketplace: true
    take: 3%
    margin: 30%
    fee_borne_by: marketplace
wallets: {pay: {fee: 0.6%}}
"""


def test_a_marketplace_takes_its_share_and_may_bear_the_fee() -> None:
    assert balances(sell("", MARKET)) == {
        "shoppers": {"sale": -8000},
        "shop.stores": {"sale": 8000, "take": -240, "goods": -5600},
        "shop": {"take": 240, "merchant_discount": -48},
        "pay": {"merchant_discount": 48},
        "suppliers": {"goods": 5600},
    }
