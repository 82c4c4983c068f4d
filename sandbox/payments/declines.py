"""Why an authorisation is refused: by cause, by funding, by amount."""

from collections.abc import Sequence
from typing import NamedTuple

from sandbox.vocabulary import Outcome

PAID = int(Outcome.PAID)


class FundingTable(NamedTuple):
    """Sources of money inside wallets, wallet after wallet in the wallet's own order.

    Attributes
    ----------
    start
        Row of the wallet's first funding; one more entry than wallets.
    chosen
        Cumulative word thresholds of the shares within the wallet.
    rail
        Index of the rail over which it clears.
    limit_fen
        Largest single payment.
    supplement_ppm
        Added to the merchant discount.
    falls_through
        1 where a soft decline tries the next row.
    curve_start
        Row of the first knot of its decline curve; one more entry than fundings.
    curve_fen, curve_threshold
        Knots of the probability of insufficient funds by amount.
    """

    start: Sequence[int]
    chosen: Sequence[int]
    rail: Sequence[int]
    limit_fen: Sequence[int]
    supplement_ppm: Sequence[int]
    falls_through: Sequence[int]
    curve_start: Sequence[int]
    curve_fen: Sequence[int]
    curve_threshold: Sequence[int]


class DeclineRates(NamedTuple):
    """Probabilities of one route as word thresholds."""

    technical: int
    risk: int
    insufficient: int


def chosen_funding(fundings: FundingTable, wallet: int, draw: int) -> int:
    """Return the row of the funding that a shopper uses first."""
    row = fundings.start[wallet]
    last = fundings.start[wallet + 1] - 1
    while row < last and draw >= fundings.chosen[row]:
        row += 1
    return row


def curve_at(fundings: FundingTable, funding: int, amount_fen: int) -> int:
    """Return the threshold of insufficient funds at an amount: linear, constant outside."""
    first = fundings.curve_start[funding]
    last = fundings.curve_start[funding + 1] - 1
    if last < first:
        return 0
    if amount_fen <= fundings.curve_fen[first]:
        return fundings.curve_threshold[first]
    row = first
    while row < last and fundings.curve_fen[row + 1] <= amount_fen:
        row += 1
    if row == last:
        return fundings.curve_threshold[last]
    passed = amount_fen - fundings.curve_fen[row]
    whole = fundings.curve_fen[row + 1] - fundings.curve_fen[row]
    rise = fundings.curve_threshold[row + 1] - fundings.curve_threshold[row]
    return fundings.curve_threshold[row] + rise * passed // whole


def hard_decline(rates: DeclineRates, draw: int) -> int:
    """Return the decline that no other funding cures, or `Outcome.PAID` for none."""
    if draw < rates.technical:
        return int(Outcome.TECHNICAL_DECLINE)
    if draw < rates.technical + rates.risk:
        return int(Outcome.RISK_DECLINED)
    return PAID


def soft_decline(
    fundings: FundingTable,
    funding: int,
    amount_fen: int,
    rates: DeclineRates,
    draw: int,
) -> int:
    """Return the soft decline of one funding, or `Outcome.PAID` for none.

    Parameters
    ----------
    rates
        On the first funding those of the route: the draw's technical and risk parts stand before
        the insufficient one; on later fundings the technical and risk parts are 0.
    draw
        The decline draw of this funding.
    """
    if amount_fen > fundings.limit_fen[funding]:
        return int(Outcome.LIMIT_EXCEEDED)
    before = rates.technical + rates.risk
    short = rates.insufficient + curve_at(fundings, funding, amount_fen)
    if draw < before + short:
        return int(Outcome.INSUFFICIENT_FUNDS)
    return PAID
