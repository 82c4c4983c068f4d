"""Every sum and product of engines fits 63 bits."""

from __future__ import annotations

import pytest

from sandbox.errors import ScenarioError
from sandbox.scenario.loading import load_text
from sandbox.scenario.soundness.headroom import check_headroom, check_sums
from sandbox.scenario.tables.build import build_world

BURST = "wallets: {pay: {rate_limit: {rate: 1m/s, burst: %s}}}\nscale: %s\n"


def complaint(text: str) -> str:
    with pytest.raises(ScenarioError) as raised:
        load_text(f"extends: blank\n{text}")
    return str(raised.value)


def test_a_bucket_may_hold_nine_million_requests_and_no_more() -> None:
    assert load_text("extends: blank\n" + BURST % ("900ms", "10%")).document.scale
    assert "must be at most 9,000,000" in complaint(BURST % ("901ms", "10%"))


def test_the_largest_amount_that_a_law_can_draw_counts() -> None:
    many = "traffic: {checkouts: 10000000000}\n"
    shop = "merchants: {shop: {basket: {constant: %s}}}\n"
    assert load_text("extends: blank\n" + many + shop % "¥100000").document.traffic
    assert "would change hands" in complaint(many + shop % "¥1m")


def test_charges_in_vain_count_as_often_as_an_attempt_can_be_made() -> None:
    text = (
        "traffic: {checkouts: 1000000000}\n"
        "merchants: {shop: {basket: {constant: ¥1m}}}\n"
        "retries: {tries_per_route: %d}\n"
        "wallets: {pay: {timeout: 1s}}\n"
    )
    assert "would change hands" in complaint(text % 16)
    document = load_text(
        "extends: blank\n" + (text % 16).replace("1000000000", "10000000")
    ).document
    built = build_world(document)
    assert not list(check_sums(built.world, document, 20))


def test_replications_count_wherever_they_are_asked_for() -> None:
    document = load_text("extends: blank\ntraffic: {checkouts: 10000000}\n").document
    built = build_world(document)
    assert not list(check_sums(built.world, document, 100_000))
    (fault,) = check_sums(built.world, document, 1_000_000)
    assert "1,000,000 replications" in fault.message


def test_a_wallet_may_have_so_many_fundings_as_tries_have_numbers() -> None:
    def fundings(count: int) -> str:
        rows = ", ".join(f"f{k}: {{}}" for k in range(count))
        return f"wallets: {{pay: {{funding: {{{rows}}}}}}}\n"

    assert load_text("extends: blank\n" + fundings(255))
    assert "256 fundings" in complaint(fundings(256))


@pytest.mark.parametrize("table", ["laws", "destinations", "schedules"])
def test_a_number_beyond_63_bits_is_found_in_any_table(table: str) -> None:
    loaded = load_text("extends: blank\n")
    of = build_world(loaded.document)
    column = {"laws": "low", "destinations": "volume_fen", "schedules": "cap_fen"}[table]
    broken = getattr(of.world, table)._replace(**{column: (1 << 63,)})
    found = check_headroom(of.world._replace(**{table: broken}), loaded.document, of.labels)
    assert any("more than the program counts" in fault.message for fault in found)
