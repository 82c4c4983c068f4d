"""Sections about parties: ecosystems, surfaces, services, merchants, wallets, rails, routes."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from sandbox.scenario.schema.distribution_sections import Amounts, DurationDistribution, Durations
from sandbox.scenario.schema.money_sections import (
    Bearer,
    Escrow,
    Fee,
    FlatFee,
    FlatSchedule,
    Refunds,
    Schedule,
    Settlement,
)
from sandbox.scenario.schema.pressure_sections import (
    Breaker,
    Capacity,
    Notifications,
    Queries,
    RateLimit,
)
from sandbox.scenario.schema.section import (
    ONE,
    ZERO,
    Amount,
    DocumentSection,
    Duration,
    Money,
    Name,
    Names,
    PartyId,
    Share,
    Weight,
)

PayloadName = Literal["product_link", "mini_program_card", "payment_qr", "health_code"]
ContainerName = Literal["merchant_app", "webview", "mini_program", "browser", "counter"]
CodeName = Literal["static", "dynamic"]
SizeName = Literal["micro", "small", "medium", "large"]


class Party(DocumentSection):
    """What every party has."""

    id: PartyId | None = None
    """Immutable number that draws and roll-outs use; names may change, ids may not."""
    name: str = ""
    """Display name."""
    source: str | None = None
    """Key in `sources` for the numbers of this section that name none of their own."""


class Source(DocumentSection):
    """Where numbers come from."""

    url: str = ""
    """Address or publication."""
    date: str = ""
    """Date of the figure."""
    confidence: Literal["S", "S2", "D", "C", "GK"] = "S"
    """Stated, secondary, derived, computed, general knowledge."""
    note: str = ""
    """What the figure is."""


class Ecosystem(Party):
    """An owner of surfaces, merchants and wallets."""


class Surface(Party):
    """Where a journey starts."""

    ecosystem: Name | None = None
    """Owner; none for the plain web."""
    payload: PayloadName = "product_link"
    """What is followed here unless the merchant says otherwise."""
    container: ContainerName = "webview"
    """Where a followed payload opens; `merchant_app` on each merchant's own app."""
    own_app: bool = False
    """True for the surface that stands for each destination's own app: always open."""


class Service(Party):
    """A destination without payment."""

    ecosystem: Name | None = None
    """Owner."""
    traffic: Weight = ONE
    """Weight among all destinations."""
    surfaces: dict[str, Weight | dict[PayloadName, Weight]]
    """Weights of the surfaces its visitors come from, by payload where there are several."""
    audience: str
    """Who comes."""


class CounterCode(DocumentSection):
    """The QR code on a shop counter."""

    issuer: str
    """Wallet that issued the code."""
    code: CodeName = "static"
    """Kind of code."""


class Merchant(Party):
    """Who sells."""

    ecosystem: Name | None = None
    """Owner; none for an independent store."""
    hosted_on: str | None = None
    """Marketplace that hosts the store; the store inherits its owner and rules."""
    category: str = "general"
    """Category for rules and fees."""
    size: SizeName = "large"
    """Size class of its stores."""
    stores: Annotated[int, Field(ge=1, le=16_777_216)] = 1
    """Number of stores, for roll-outs by store."""
    merchant_ids: Annotated[int, Field(ge=1, le=16_777_216)] = 1
    """Number of merchant ids at a wallet, for rate limits."""
    traffic: Weight = ONE
    """Weight among all destinations."""
    surfaces: dict[str, Weight | dict[PayloadName, Weight]]
    """Weights of the surfaces its visitors come from, by payload where there are several."""
    audience: str
    """Who comes."""
    basket: Amounts
    """Amount of a purchase."""
    counter: CounterCode | None = None
    """Code on the counter, for purchases in the shop."""
    marketplace: bool = False
    """True where others sell: sales then go to the account `NAME.stores`."""
    take: Share = ZERO
    """Service fee or commission on confirmed sales, from the stores to the marketplace."""
    margin: Share = ONE
    """Share of a sale that the seller keeps after the cost of goods."""
    fee_borne_by: Bearer = "store"
    """Who pays the merchant discount unless a rule says otherwise."""
    volume_so_far: Money = 0
    """Volume already captured, for volume tiers."""
    refunds: Refunds = Refunds()
    """Later refunds."""
    escrow: Escrow | None = None
    """Holding of the price until receipt; none means that the seller is paid at once."""
    routes: Names = []
    """Order of preference among declared routes; unnamed ones follow in order of id."""


class Funding(DocumentSection):
    """A source of money inside a wallet."""

    share: Weight = ONE
    """Weight among the wallet's fundings."""
    rail: str = "on_us"
    """Rail over which it clears."""
    insufficient_funds: Annotated[
        dict[Amount, Share],
        BeforeValidator(lambda v: v if isinstance(v, dict) else {"¥0": v}),
    ] = {}
    """Probability by amount, linear in between, constant outside."""
    limit: Amount | None = None
    """Largest single payment."""
    supplement: Share = ZERO
    """Added to the merchant discount, a share of the amount."""
    falls_through: bool = True
    """Whether a soft decline tries the wallet's next funding."""


class Declines(DocumentSection):
    """Probabilities of declines per attempt."""

    insufficient_funds: Share = ZERO
    """Soft: the money is not there (added to the funding's own curve)."""
    risk_declined: Share = ZERO
    """Hard: refused by risk control."""
    technical_decline: Share = ZERO
    """Hard for the attempt: the wallet, bank or rail answers with an error."""


class Wallet(Party):
    """How shoppers pay."""

    ecosystem: Name
    """Owner; a name not listed in `ecosystems` founds a new ecosystem."""
    front_of: str | None = None
    """Wallet whose acceptance, routes and fundings this device front uses; declared routes keep \
their own numbers."""
    held_by: Share = ZERO
    """Share of shoppers who hold it, unless the audience's joint table names it."""
    favourite_of: Share = ZERO
    """Share of shoppers whose favourite it is; at most `held_by`."""
    fee: Fee = Schedule()
    """Merchant discount of its direct routes."""
    latency: Durations = DurationDistribution(constant=0)
    """Time from request to answer."""
    declines: Declines = Declines()
    """Declines of every funding."""
    capacity: Capacity | None = None
    """Requests that it serves at once; none means that it never fills up."""
    rate_limit: Annotated[
        RateLimit | None,
        BeforeValidator(lambda v: {"rate": v} if isinstance(v, str) else v),
    ] = None
    """Requests per second that it takes from each merchant id."""
    timeout: Duration | None = None
    """Time after which merchants stop waiting for an answer; none means never."""
    no_answer: Share = ZERO
    """Answers that get lost on the way; needs a `timeout`."""
    notifications: Notifications | None = None
    """How merchants learn of a capture; none means at once and always."""
    queries: Queries = Queries()
    """How merchants ask about payments without an answer."""
    funding: dict[str, Funding] = {}
    """Sources of money in order; none means one balance that never lacks funds."""

    @model_validator(mode="after")
    def _lost_answers_time_out(self) -> Self:
        if self.no_answer and self.timeout is None:
            raise ValueError("`no_answer` needs a `timeout`")
        return self


class Rail(Party):
    """How money clears."""

    fee: FlatFee = FlatSchedule()
    """What the wallet pays the rail and the banks behind it per payment."""
    settlement: Settlement | None = None
    """Cut-offs; none means that nothing is netted."""
    capacity: Capacity | None = None
    """Requests that it carries at once; none means that it never fills up."""


class Route(Party):
    """One way in which merchants take one wallet."""

    wallet: str
    """Wallet that it reaches."""
    merchants: Names = []
    """Merchants that can use it; none means all."""
    acquirer: str = ""
    """PSP or aggregator in between; none for a direct connection."""
    acquirer_share: Share = ZERO
    """Share of the merchant discount that the acquirer keeps."""
    weight: Weight = ONE
    """Weight under the `weighted` routing policy."""
    fee: Fee | None = None
    """Merchant discount; that of the wallet unless stated."""
    latency: Durations | None = None
    """Time from request to answer; that of the wallet unless stated."""
    declines: Declines | None = None
    """Declines on this route; those of the wallet unless stated."""
    capacity: Capacity | None = None
    """Requests that it carries at once; none means that it never fills up."""
    breaker: Breaker | None = None
    """Circuit breaker; none means that the route never rests."""

    @model_validator(mode="after")
    def _share_has_a_receiver(self) -> Self:
        if self.acquirer_share and not self.acquirer:
            raise ValueError("`acquirer_share` needs an `acquirer` that keeps it")
        return self
