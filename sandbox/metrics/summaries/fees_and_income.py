"""Fees and net income by party, from the balances of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.payments.ledger import Posting

if TYPE_CHECKING:
    from sandbox.metrics.regime_result import RegimeResult
    from sandbox.scenario.tables.labels import Labels

FEE_KINDS = (
    Posting.MERCHANT_DISCOUNT,
    Posting.ACQUIRER_SHARE,
    Posting.RAIL_COST,
    Posting.FEE_RETURNED,
)


def fee_balances(result: RegimeResult) -> dict[str, int]:
    """Return, by account, fees received less fees paid, fen."""
    balances = result.counts("balances")
    return {
        name: int(balances[index, list(FEE_KINDS)].sum())
        for index, name in enumerate(result.built.labels.accounts)
    }


def fee_payers(labels: Labels) -> tuple[str, ...]:
    """Return the accounts that bear fees: shoppers, suppliers, merchants and their stores."""
    payers = {"shoppers", "suppliers", *labels.owners}
    return tuple(name for name in labels.accounts if name in payers or name.endswith(".stores"))


def fee_earners(labels: Labels) -> tuple[str, ...]:
    """Return the accounts that fees go to: wallets, acquirers and rails."""
    payers = set(fee_payers(labels))
    return tuple(name for name in labels.accounts if name not in payers)


def fees_earned(result: RegimeResult) -> dict[str, int]:
    """Return fee income by wallet, acquirer and rail, net of what they pass on, fen."""
    balances = fee_balances(result)
    return {name: balances[name] for name in fee_earners(result.built.labels)}


def fees_borne(result: RegimeResult) -> dict[str, int]:
    """Return the merchant discount by who bears it, fen."""
    balances = fee_balances(result)
    payers = fee_payers(result.built.labels)
    return {name: -balances[name] for name in payers if balances[name]}


def net_income(result: RegimeResult) -> dict[str, int]:
    """Return the balance of every account: take + margin - fees - subsidies - refunds, fen."""
    balances = result.counts("balances")
    return {
        name: int(balances[index].sum()) for index, name in enumerate(result.built.labels.accounts)
    }


def ledger_balance(result: RegimeResult) -> int:
    """Return the sum over all accounts, which double entry keeps at zero."""
    return int(result.counts("balances").sum())
