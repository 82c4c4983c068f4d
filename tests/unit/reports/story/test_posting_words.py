from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.story.posting_words import PaymentParties, payment_lines
from sandbox.scenario.loading import Loaded
from sandbox.scenario.tables.build import build_world
from sandbox.vocabulary import FeeBearer

NOTHING = dict.fromkeys(("subsidy", "surcharge", "discount", "acquirer", "rail", "take"), 0)


def test_only_what_moved_is_written_down(loaded: Callable[..., Loaded]) -> None:
    built = build_world(loaded("compare_two").document, "doors")
    payment = PaymentParties(built, destination=0, wallet=0, funding=0, route=0, subsidy=-1)
    fen = {**NOTHING, "bearer": int(FeeBearer.STORE)}
    assert list(payment_lines(payment, fen, [])) == []
    fen.update(discount=60, surcharge=5)
    assert list(payment_lines(payment, fen, ["cheap"])) == [
        "the shopper pays a surcharge of ¥0.05",
        "red_mall.stores pays red_pay a fee of ¥0.60 (by rule cheap)",
    ]


def test_each_bearer_has_a_name(loaded: Callable[..., Loaded]) -> None:
    built = build_world(loaded("compare_two").document, "doors")
    payment = PaymentParties(built, destination=0, wallet=0, funding=0, route=0, subsidy=-1)
    payers = [
        next(payment_lines(payment, {**NOTHING, "discount": 1, "bearer": int(bearer)}, [])).split(
            " pays"
        )[0]
        for bearer in FeeBearer
    ]
    assert payers == ["red_mall.stores", "red_mall", "the shopper"]
