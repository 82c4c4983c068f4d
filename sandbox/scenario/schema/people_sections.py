"""Sections about shoppers: segments, audiences, choice."""

from __future__ import annotations

from typing import Annotated, Literal

from sandbox.scenario.schema.section import (
    ONE,
    ZERO,
    Amount,
    DocumentSection,
    Duration,
    PartyId,
    Share,
    Weight,
    at_least_one,
)

TierName = Literal["tier_1", "tier_2", "tier_3", "lower"]


class Segment(DocumentSection):
    """A kind of shopper."""

    id: PartyId | None = None
    """Immutable number."""
    switch_willingness: Share = ONE
    """Probability that the one switch draw passes when the favourite is not offered."""
    switch_after_decline: Share = ONE
    """Probability of trying another wallet after an attempt failed for good."""
    city_tiers: Annotated[dict[TierName, Weight], at_least_one("tier")] = {"tier_1": ONE}
    """Weights of city tiers."""
    source: str | None = None
    """Key in `sources`."""


class NewShoppers(DocumentSection):
    """Shoppers who come for the first time; they hold other wallets."""

    share: Share
    """Share of the audience."""
    wallets: dict[str, Share]
    """Joint table of wallet sets such as `alipay + wechat_pay`; the rest hold none of them."""
    favourites: dict[str, Weight] | None = None
    """Weights of the favourite among the wallets held; those of existing shoppers unless stated."""


class Audience(DocumentSection):
    """Who comes to a destination: weights over segments, joint table of wallets."""

    segments: dict[str, Weight] = {}
    """Weights of segments; none means all segments alike."""
    wallets: dict[str, Share]
    """Joint table of wallet sets such as `alipay + wechat_pay`; the rest hold none of them."""
    also: dict[str, Share] = {}
    """Further wallets, each held independently with this share."""
    favourites: dict[str, Weight] = {}
    """Weights of the favourite among the wallets held; unnamed wallets weigh nothing."""
    new: NewShoppers | None = None
    """New shoppers, where their wallets differ."""
    agreements: dict[str, Share] = {}
    """Share with a password-free agreement, by wallet; a newly accepted one starts with none."""
    source: str | None = None
    """Key in `sources`."""


class Choice(DocumentSection):
    """What shoppers do at the wallet menu."""

    folded_visibility: Share = ONE
    """Probability that a shopper sees the folded wallets."""
    default_pull: Share = ZERO
    """Probability of taking the preselected wallet in place of an offered favourite."""
    subsidy_pull: Share = ZERO
    """Probability of taking a subsidised wallet in place of an offered favourite."""
    surcharge_accepted: Share = ONE
    """Probability of accepting a surcharge."""
    goes_elsewhere: Share = ZERO
    """Share of lost purchases that are made elsewhere."""


class Friction(DocumentSection):
    """Share of shoppers who stay at each step behind a link, by state of the link."""

    open: dict[str, Share] = {}
    """Steps behind an open link."""
    warned: dict[str, Share] = {}
    """Steps behind a warning page."""
    copied: dict[str, Share] = {}
    """Steps of the paste-a-code detour."""


class ByContainer(DocumentSection):
    """A probability for each container."""

    merchant_app: Share = ZERO
    """In the merchant's own app."""
    webview: Share = ZERO
    """In a page inside a surface's app."""
    mini_program: Share = ZERO
    """In a mini-program."""
    browser: Share = ZERO
    """In a browser."""
    counter: Share = ZERO
    """At a counter."""


class ByConfirmation(DocumentSection):
    """A probability for each way to confirm."""

    password_free: Share = ZERO
    """With a password-free agreement."""
    biometric: Share = ZERO
    """By finger or face."""
    pin: Share = ZERO
    """By PIN."""


class Cashier(DocumentSection):
    """Hand-over to the wallet and confirmation there; every rate is a share of attempts."""

    handover_failed: ByContainer = ByContainer()
    """Failed hand-overs where the wallet and the container have different owners."""
    cancelled: Share = ZERO
    """Shoppers who change their mind at the cashier (not with a password-free agreement)."""
    authentication_failed: ByConfirmation = ByConfirmation()
    """Failed confirmations."""
    biometric: Share = ZERO
    """Share who confirm by finger or face where there is no agreement."""
    password_free_limit: Amount = 10**9
    """Largest amount of a password-free payment."""
    takes: dict[Literal["password_free", "biometric", "pin"], Duration] = {}
    """Time that hand-over and confirmation take."""
