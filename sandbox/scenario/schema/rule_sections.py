"""Sections about openness: rules, roll-outs, regimes."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from sandbox.scenario.schema.money_sections import FeeRule
from sandbox.scenario.schema.party_sections import (
    CodeName,
    ContainerName,
    PayloadName,
    SizeName,
    Source,
)
from sandbox.scenario.schema.people_sections import TierName
from sandbox.scenario.schema.section import (
    ZERO,
    Amount,
    DocumentSection,
    Moment,
    Name,
    Names,
    Percent,
    Share,
    Weight,
    as_list,
)

LinkName = Literal["open", "warned", "copied", "blocked"]
AcceptName = Literal["default", "listed", "folded", "off", "barred"]
FamilyName = Literal["link", "accept", "interop", "fee", "route", "traffic"]


class AmountRange(DocumentSection):
    """Amounts from `from` (inclusive) to `to` (exclusive)."""

    from_: Annotated[Amount, Field(alias="from")] = 0
    """Smallest amount, inclusive."""
    to: Amount | None = None
    """End, exclusive."""


class When(DocumentSection):
    """Which checkouts a rule speaks of; every selector that is written must match."""

    surface: Names | None = None
    """Surfaces."""
    surface_owner: Names | None = None
    """Ecosystems of surfaces."""
    payload: Annotated[list[PayloadName] | None, BeforeValidator(as_list)] = None
    """Payloads."""
    destination: Names | None = None
    """Merchants, with the stores that they host, or services."""
    destination_owner: Names | None = None
    """Ecosystems of merchants or services."""
    merchant: Names | None = None
    """Merchants, with the stores that they host."""
    merchant_owner: Names | None = None
    """Ecosystems of merchants."""
    merchant_size: Annotated[list[SizeName] | None, BeforeValidator(as_list)] = None
    """Size classes of merchants."""
    category: Names | None = None
    """Categories of merchants."""
    wallet: Names | None = None
    """Wallets, with the device fronts that use them; the scanner for `interop`."""
    wallet_owner: Names | None = None
    """Ecosystems of wallets."""
    issuer: Names | None = None
    """Wallets that issued the code at the counter (`interop` only)."""
    code: Annotated[list[CodeName] | None, BeforeValidator(as_list)] = None
    """Kinds of code at the counter (`interop` only)."""
    container: Annotated[list[ContainerName] | None, BeforeValidator(as_list)] = None
    """Containers."""
    segment: Names | None = None
    """Segments of shoppers."""
    city_tier: Annotated[list[TierName] | None, BeforeValidator(as_list)] = None
    """City tiers of shoppers."""
    amount: AmountRange | None = None
    """Amounts."""


class LinkSetting(DocumentSection):
    """State of a link and, where it differs from the world, the steps behind it."""

    state: LinkName
    """What the surface does."""
    keep: dict[str, Share] | None = None
    """Share of shoppers who stay at each named step."""


class AcceptSetting(DocumentSection):
    """How a wallet is offered, and through which routes."""

    as_: Annotated[AcceptName, Field(alias="as")] = "listed"
    """`default`, `listed`, `folded`, `off`, or `barred`: exclusivity that no rule lifts."""
    through: Names | None = None
    """Routes that may be used; none means all."""


PolicyName = Literal[
    "priority",
    "weighted",
    "least_cost",
    "round_robin",
    "success_rate",
    "ucb1",
    "discounted_ucb",
    "window_ucb",
    "thompson",
    "discounted_thompson",
    "expected_value",
    "python",
]


class RouteSetting(DocumentSection):
    """The routing policy of the selected merchants."""

    policy: PolicyName
    """How a route is picked."""
    exploration: Percent = Fraction(1, 2)
    """Constant ξ of the upper confidence bounds."""
    discount: Share | None = None
    """Factor γ on older feedback at every step; 99.75% for UCB, 99.5% for Thompson."""
    window: Annotated[int, Field(ge=1, le=100_000)] = 1_000
    """Feedbacks that `window_ucb`, `success_rate` and `expected_value` remember."""
    explore: Share = ZERO
    """Share of payments that take any route with equal probability."""
    name: str | None = None
    """Name of an installed routing policy, for `python`."""
    weights: dict[str, Weight] = {}
    """Weights by route name, for `weighted`."""

    @model_validator(mode="after")
    def _python_has_a_name(self) -> Self:
        if (self.policy == "python") != (self.name is not None):
            raise ValueError("`policy: python` needs a `name`, and only that does")
        return self


class Setting(DocumentSection):
    """What a rule sets: exactly one family."""

    link: Annotated[
        LinkSetting | None,
        BeforeValidator(lambda v: {"state": v} if isinstance(v, str) else v),
    ] = None
    """State of the link."""
    accept: Annotated[
        AcceptSetting | None,
        BeforeValidator(lambda v: {"as": v} if isinstance(v, str) else v),
    ] = None
    """How the wallet is offered."""
    interop: Literal["open", "closed"] | None = None
    """Whether the scanning wallet reads the issuer's code."""
    fee: FeeRule | None = None
    """Schedule, cut, subsidy, surcharge, bearer."""
    route: Annotated[
        RouteSetting | None,
        BeforeValidator(lambda v: {"policy": v} if isinstance(v, str) else v),
    ] = None
    """Routing policy."""
    traffic: Percent | None = None
    """Multiple of the arrivals."""

    @model_validator(mode="after")
    def _one_family(self) -> Self:
        if len(self.families) != 1:
            raise ValueError(
                "needs exactly one of `link`, `accept`, `interop`, `fee`, `route`, `traffic`",
            )
        return self

    @property
    def families(self) -> list[FamilyName]:
        """The families that are set."""
        names: tuple[FamilyName, ...] = ("link", "accept", "interop", "fee", "route", "traffic")
        return [name for name in names if getattr(self, name) is not None]


class Rollout(DocumentSection):
    """Which part of shoppers, stores or checkouts a rule has reached."""

    of: Literal["shoppers", "stores", "checkouts"]
    """The entity that is in or out."""
    share: Annotated[
        dict[Moment, Share] | Share | None,
        BeforeValidator(lambda v: v),
    ] = None
    """One share, or steps: from each moment on, this share."""
    ramp: dict[Moment, Share] | None = None
    """Shares at moments, linear in between."""
    cohort: Name | None = None
    """Name shared by successive stages of one roll-out; the rule's own name unless stated."""

    @model_validator(mode="after")
    def _one_course(self) -> Self:
        if (self.share is None) == (self.ramp is None):
            raise ValueError("needs either `share` or `ramp`")
        course = self.ramp if self.ramp is not None else self.share
        if isinstance(course, dict) and (not course or list(course) != sorted(course)):
            raise ValueError("the moments of a roll-out must rise")
        return self


class Rule(DocumentSection):
    """One door: for these checkouts, from then until then, it is in this state."""

    name: str
    """Unique name; paths use it."""
    id: Annotated[int, Field(ge=1, le=32_767)] | None = None
    """Immutable number of the roll-out's cohort."""
    when: When = When()
    """Which checkouts it speaks of; nothing means all."""
    set: Setting
    """What it sets."""
    from_: Annotated[Moment | None, Field(alias="from")] = None
    """First moment, inclusive."""
    until: Moment | None = None
    """End, exclusive."""
    rollout: Rollout | None = None
    """Part that it has reached."""
    source: Source | str | None = None
    """Where the fact is stated."""

    @model_validator(mode="after")
    def _dates_rise(self) -> Self:
        if self.from_ is not None and self.until is not None and self.until <= self.from_:
            raise ValueError("`until` must be after `from`")
        return self


class Regime(DocumentSection):
    """A named set of doors."""

    title: str = ""
    """One line that says what it stands for."""
    extends: str | None = None
    """Regime whose rules come first."""
    rules: list[Rule] = []
    """Rules in order; the last that matches decides."""


def _bare_rules(value: Any) -> Any:  # noqa: ANN401 -- raw YAML
    return {"rules": value} if isinstance(value, list) else value


RegimeOrRules = Annotated[Regime, BeforeValidator(_bare_rules)]
