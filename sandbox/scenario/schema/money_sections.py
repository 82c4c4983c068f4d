"""Sections about money: fee schedules, subsidies, surcharges, refunds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from sandbox.scenario.schema.distribution_sections import Durations
from sandbox.scenario.schema.section import (
    ONE,
    ZERO,
    Amount,
    DocumentSection,
    Duration,
    Money,
    Share,
)

Bearer = Literal["store", "marketplace", "shopper"]


class FeeTier(DocumentSection):
    """A step of a volume tier: from this cumulative volume on, this share."""

    volume: Money
    """Captured volume of the merchant, over all its wallets, at which the step begins."""
    share: Share
    """Share of the amount from that volume on."""


class Schedule(DocumentSection):
    """A price per payment: round(share × amount) + fixed, then at least `min`, at most `cap`."""

    share: Share = ZERO
    """Share of the amount."""
    fixed: Amount = 0
    """Fixed part per payment."""
    min: Amount = 0
    """Smallest fee per payment."""
    cap: Amount | None = None
    """Largest fee per payment."""
    tiers: list[FeeTier] = []
    """Volume steps; the volume before the payment decides."""
    categories: dict[str, Share] = {}
    """Share by merchant category, in place of `share` and `tiers`."""


class FlatSchedule(DocumentSection):
    """A price per payment without volume steps or categories."""

    share: Share = ZERO
    """Share of the amount."""
    fixed: Amount = 0
    """Fixed part per payment."""
    min: Amount = 0
    """Smallest fee per payment."""
    cap: Amount | None = None
    """Largest fee per payment."""


class Subsidy(DocumentSection):
    """A discount to the shopper that somebody else pays."""

    payer: str
    """Party that pays: a merchant, wallet, acquirer or rail."""
    share: Share = ZERO
    """Share of the amount."""
    fixed: Amount = 0
    """Fixed part."""
    cap: Amount | None = None
    """Largest subsidy per payment."""


class Refunds(DocumentSection):
    """How often, and how, purchases are refunded later; the outcome stays `paid`."""

    share: Share = ZERO
    """Share of paid checkouts that are refunded."""
    full: Share = ONE
    """Share of refunds that return everything; the others return a uniform part."""
    after: Durations | None = None
    """Time from capture to refund; none means at once."""
    fee_returned: bool = True
    """Whether the merchant discount is returned in proportion."""


class Escrow(DocumentSection):
    """The marketplace holds the price until the shopper has the goods."""

    receipt: Durations
    """Time from capture to the shopper's confirmation of receipt."""
    automatic: Duration = 864_000_000_000
    """Time after which receipt is taken as confirmed (ten days)."""


class Settlement(DocumentSection):
    """When positions on a rail are netted, and when they are paid."""

    every: Duration
    """Time between cut-offs, the first one this long after the start of the horizon."""
    after: Duration = 0
    """Time from cut-off to payment: `1d` is T+1."""


class FeeSetting(DocumentSection):
    """What a fee rule sets: each aspect is decided by the last rule that sets it."""

    share: Share | None = None
    """New schedule: share of the amount."""
    fixed: Amount | None = None
    """New schedule: fixed part per payment."""
    min: Amount | None = None
    """New schedule: smallest fee."""
    cap: Amount | None = None
    """New schedule: largest fee."""
    tiers: list[FeeTier] | None = None
    """New schedule: volume steps."""
    cut: Share | None = None
    """Relative cut of the share part, for example 10% off."""
    subsidy: Subsidy | None = None
    """A discount to the shopper and who pays it."""
    surcharge: Share | None = None
    """What the shopper pays on top, a share of the amount."""
    borne_by: Bearer | None = None
    """Who pays the merchant discount."""


def _bare_share(value: Any) -> Any:  # noqa: ANN401 -- raw YAML
    return value if isinstance(value, dict | DocumentSection) else {"share": value}


Fee = Annotated[Schedule, BeforeValidator(_bare_share)]
FlatFee = Annotated[FlatSchedule, BeforeValidator(_bare_share)]
FeeRule = Annotated[FeeSetting, BeforeValidator(_bare_share)]
