"""Settlement: gross and net amounts by rail and cut-off, positions of institutions, escrows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.payments.ledger import Posting
from sandbox.payments.settlement import netted_fen
from sandbox.units import format_time
from sandbox.vocabulary import Counter

if TYPE_CHECKING:
    from sandbox.metrics.regime_result import RegimeResult
    from sandbox.scenario.schema.money_sections import Settlement
    from sandbox.scenario.tables.build import BuiltWorld


def is_modelled(built: BuiltWorld) -> bool:
    """Tell whether some rail has cut-offs or some merchant an escrow."""
    world = built.world
    return any(world.rails.every_us) or any(account >= 0 for account in world.destinations.escrow)


def settlement_json(result: RegimeResult, kept_result: RegimeResult) -> dict[str, Any]:
    """Return rails and escrows as plain data, fen.

    Parameters
    ----------
    kept_result
        The same with `positions` of every replication, because netting is per replication.
    """
    counters = result.counts("counters")
    return {
        "rails": {
            name: _rail(result, kept_result, index)
            for index, name in enumerate(result.built.labels.rails.names)
            if result.built.world.rails.every_us[index]
        },
        "escrow": {
            **_escrows(result),
            "confirmed_automatically": int(counters[Counter.CONFIRMED_AUTOMATICALLY]),
            "refunded_before_receipt": int(counters[Counter.REFUNDED_BEFORE_RECEIPT]),
        },
    }


def _rail(result: RegimeResult, kept_result: RegimeResult, index: int) -> dict[str, Any]:
    labels = result.built.labels
    gross = result.counts("cleared")[index]
    net = [
        sum(netted_fen(tally["positions"][index, window].tolist()) for tally in kept_result.tallies)
        for window in range(len(gross))
    ]
    positions = result.counts("positions")[index].sum(axis=0)
    terms = result.built.settlements[index]
    return {
        "gross_minor": int(gross.sum()),
        "net_minor": sum(net),
        "positions": {
            name: int(positions[k]) for k, name in enumerate(labels.accounts) if positions[k]
        },
        "cut_offs": [
            {
                "at": format_time(_moment(result, terms, window)),
                "paid": format_time(_moment(result, terms, window) + _lag(terms)),
                "gross_minor": int(gross[window]),
                "net_minor": net[window],
            }
            for window in range(len(gross))
            if gross[window]
        ],
    }


def _moment(result: RegimeResult, terms: Settlement | None, window: int) -> int:
    every = 0 if terms is None else terms.every
    return result.built.start_us + (window + 1) * every


def _lag(terms: Settlement | None) -> int:
    return 0 if terms is None else terms.after


def _escrows(result: RegimeResult) -> dict[str, int]:
    balances = result.counts("balances")
    accounts = [account for account in result.built.world.destinations.escrow if account >= 0]
    return {
        "held_minor": int(balances[accounts, int(Posting.HELD)].sum()),
        "balance_minor": int(balances[accounts].sum()),
    }
