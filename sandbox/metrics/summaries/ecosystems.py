"""Who pays with what and comes from where: wallet shares, their concentration, ecosystems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from sandbox.metrics.regime_result import RegimeResult

NOBODY_NAME = "independent"


def paid_by_wallet(result: RegimeResult) -> dict[str, int]:
    """Return the number of paid checkouts by wallet."""
    table = result.counts("by_wallet")[:, :, Outcome.PAID].sum(axis=0)
    return {name: int(table[k]) for k, name in enumerate(result.built.labels.wallets.names)}


def wallet_shares(result: RegimeResult) -> dict[str, float]:
    """Return shares of paid checkouts by wallet; empty where nothing was paid."""
    paid = paid_by_wallet(result)
    whole = sum(paid.values())
    return {name: count / whole for name, count in paid.items() if count} if whole else {}


def concentration(result: RegimeResult) -> float | None:
    """Return the Herfindahl-Hirschman index of the wallet shares, 0 to 1 (1 is a monopoly)."""
    shares = wallet_shares(result)
    return sum(share * share for share in shares.values()) if shares else None


def surface_to_merchant(result: RegimeResult) -> dict[str, dict[str, int]]:
    """Return paid and opened checkouts from the surface's to the destination's ecosystem."""
    built = result.built
    table = result.counts("by_surface")
    reached = table[:, :, Outcome.PAID] + table[:, :, Outcome.OPENED]
    names = built.labels.ecosystems
    flow: dict[str, dict[str, int]] = {}
    for s in range(len(built.labels.surfaces)):
        for d, place in enumerate(built.labels.destinations.names):
            if not reached[s, d]:
                continue
            there = built.labels.owners[place] or NOBODY_NAME
            owner = built.world.surfaces.owner[s]
            own_app = built.world.surfaces.own_app[s]
            here = there if own_app else (names[owner] if owner >= 0 else NOBODY_NAME)
            row = flow.setdefault(here, {})
            row[there] = row.get(there, 0) + int(reached[s, d])
    return flow


def merchant_to_wallet(result: RegimeResult) -> dict[str, dict[str, int]]:
    """Return paid checkouts from the merchant's to the wallet's ecosystem."""
    built = result.built
    paid = result.counts("by_wallet")[:, :, Outcome.PAID]
    flow: dict[str, dict[str, int]] = {}
    for d, place in enumerate(built.labels.destinations.names):
        here = built.labels.owners[place] or NOBODY_NAME
        for w in range(len(built.labels.wallets)):
            if paid[d, w]:
                there = built.labels.ecosystems[built.world.wallets.owner[w]]
                row = flow.setdefault(here, {})
                row[there] = row.get(there, 0) + int(paid[d, w])
    return flow


def crossing_share(moves: dict[str, dict[str, int]]) -> float | None:
    """Return the share of a flow that leaves its ecosystem; independent parties count as inside."""
    whole = sum(count for row in moves.values() for count in row.values())
    across = sum(
        count
        for here, row in moves.items()
        for there, count in row.items()
        if here != there and NOBODY_NAME not in (here, there)
    )
    return across / whole if whole else None
