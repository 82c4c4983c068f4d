"""V5: when everything fails, attempts multiply layer by layer; a retry budget caps the load."""

from __future__ import annotations

from sandbox.scenario.loading import load_text
from tests.regimes import counted

CHECKOUTS = 400


def attempts(retries: str) -> int:
    """Return the attempts of a world of four wallets with four routes each, all failing."""
    wallets = [f"w{k}" for k in range(4)]
    held = " + ".join(wallets)
    lines = [
        "extends: blank",
        f"traffic: {{checkouts: {CHECKOUTS}}}",
        f"retries: {{tries_per_route: 4, routes_per_wallet: 4, wallets: 4{retries}}}",
        "wallets:",
        *(f"  {w}: {{ecosystem: neutral, declines: {{technical_decline: 100%}}}}" for w in wallets),
        "routes:",
        *(f"  {w}_{n}: {{wallet: {w}}}" for w in wallets for n in range(4)),
        f"audiences: {{all_four: {{wallets: {{{held}: 100%}}, favourites: {{w0: 1}}}}}}",
        "merchants: {shop: {audience: all_four}}",
    ]
    [result] = counted(load_text("\n".join(lines)), replications=1)
    return int(result.total["by_bucket_wallet"][:, :, 0].sum())


def test_four_layers_of_four_make_sixty_four_attempts() -> None:
    assert attempts("") == 64 * CHECKOUTS


def test_a_budget_of_a_tenth_caps_the_load_at_one_point_one() -> None:
    # The bucket starts empty, so the last fraction of a retry is never spent.
    made = attempts(", budget: 10%")
    assert made <= CHECKOUTS * 11 // 10
    assert made >= CHECKOUTS * 11 // 10 - 1


def test_a_bound_on_attempts_holds_whatever_the_layers() -> None:
    assert attempts(", attempts_max: 7") == 7 * CHECKOUTS
