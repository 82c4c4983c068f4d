"""What a captured payment moved, party by party, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sandbox.reports.findings.phrases import enumeration
from sandbox.units import format_money
from sandbox.vocabulary import FeeBearer

if TYPE_CHECKING:
    from sandbox.scenario.tables.build import BuiltWorld


class PaymentParties(NamedTuple):
    """Who stands around a captured payment: indices of the tables, -1 for nobody."""

    built: BuiltWorld
    destination: int
    wallet: int
    funding: int
    route: int
    subsidy: int

    def account(self, index: int) -> str:
        """Return the name of an account."""
        return self.built.labels.accounts[index]

    @property
    def seller(self) -> str:
        """Account of the seller."""
        return self.account(self.built.world.destinations.seller[self.destination])

    @property
    def marketplace(self) -> str:
        """Account of the marketplace, or of the seller itself."""
        return self.account(self.built.world.destinations.marketplace[self.destination])


def payment_lines(
    payment: PaymentParties, fen: Mapping[str, int], rules: Sequence[str]
) -> Iterator[str]:
    """Yield what each party pays to another.

    Parameters
    ----------
    fen
        The amounts of the payment, as `payments.ledger.Amounts`, and the `bearer` of the fee.
    rules
        Names of the rules that changed the price.
    """
    world = payment.built.world
    wallet = payment.account(world.wallets.account[payment.wallet])
    bearer = {
        FeeBearer.STORE: payment.seller,
        FeeBearer.MARKETPLACE: payment.marketplace,
        FeeBearer.SHOPPER: "the shopper",
    }[FeeBearer(fen["bearer"])]
    if fen["subsidy"]:
        payer = payment.account(world.subsidies.payer[payment.subsidy])
        yield f"{payer} pays {format_money(fen['subsidy'])} of it as a subsidy"
    if fen["surcharge"]:
        yield f"the shopper pays a surcharge of {format_money(fen['surcharge'])}"
    if fen["discount"]:
        by = f" (by {enumeration([f'rule {name}' for name in rules])})" if rules else ""
        yield f"{bearer} pays {wallet} a fee of {format_money(fen['discount'])}{by}"
    if fen["acquirer"]:
        acquirer = payment.account(world.routes.acquirer[payment.route])
        yield f"{wallet} leaves {format_money(fen['acquirer'])} of it to {acquirer}"
    if fen["rail"]:
        rail = payment.account(world.rails.account[world.fundings.rail[payment.funding]])
        yield f"{wallet} pays {rail} {format_money(fen['rail'])}"
    if fen["take"]:
        yield f"{payment.seller} pays {payment.marketplace} a take of {format_money(fen['take'])}"
