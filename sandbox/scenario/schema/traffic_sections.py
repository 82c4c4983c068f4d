"""Sections about time and traffic: period, arrivals, peaks, retries."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self, cast

from pydantic import Field, model_validator

from sandbox.payments.outcomes import OUTCOMES
from sandbox.scenario.schema.section import (
    ONE,
    DocumentSection,
    Duration,
    Moment,
    Names,
    Percent,
    Rate,
    Share,
    Weight,
)

StepName = Literal["retry", "failover", "switch"]
CauseName = Literal[
    "handover_failed",
    "authentication_failed",
    "cancelled",
    "insufficient_funds",
    "limit_exceeded",
    "risk_declined",
    "technical_decline",
    "wallet_down",
    "rail_down",
    "route_down",
    "overloaded",
    "timed_out",
]


class Period(DocumentSection):
    """The horizon: arrivals happen in [from, until)."""

    from_: Annotated[Moment, Field(alias="from")]
    """First moment; Beijing time unless a zone is written."""
    until: Moment | None = None
    """End, exclusive; or `for`."""
    for_: Annotated[Duration | None, Field(alias="for")] = None
    """Length; or `until`."""

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.until is None) == (self.for_ is None):
            raise ValueError("needs either `until` or `for`")
        if self.length_us <= 0:
            raise ValueError("must end after it begins")
        return self

    @property
    def length_us(self) -> int:
        """Length of the horizon in microseconds."""
        if self.for_ is not None:
            return self.for_
        return (self.until or 0) - self.from_


class Peak(DocumentSection):
    """A flash peak on top of the hourly shape."""

    at: Moment
    """When it begins."""
    rise: Duration = 0
    """Time from nothing to the top, linear."""
    top: Percent
    """Height above the mean intensity, as a multiple of it."""
    half_life: Duration
    """Time in which it falls by half after the top."""


class Arrivals(DocumentSection):
    """Arrivals like clockwork in place of a Poisson process."""

    every: Duration
    """Distance between two arrivals; the first comes at time 0."""


class Traffic(DocumentSection):
    """How many checkouts arrive, and when."""

    only: Names | None = None
    """Destinations that get traffic; none means all."""
    surfaces: Names | None = None
    """Surfaces that get traffic; none means all."""
    checkouts: Annotated[int, Field(ge=1, le=10_000_000_000)] | None = None
    """Exactly this many arrivals per replication (before `traffic` rules thin them)."""
    rate: Rate | None = None
    """Mean intensity, in place of a fixed number."""
    ceiling: Percent = ONE
    """Largest multiple that `traffic` rules may reach; arrivals are thinned from it."""
    hours: Annotated[list[Weight], Field(min_length=24, max_length=24)] | None = None
    """Weights of the 24 hours of the Beijing day; none means flat."""
    peaks: list[Peak] = []
    """Flash peaks."""
    arrivals: Arrivals | None = None
    """Deterministic arrivals."""
    source: str | None = None
    """Key in `sources`."""


STEPS_AFTER: Final = {
    cast("CauseName", outcome.name.lower()): [
        cast("StepName", step.name.lower()) for step in facts.after
    ]
    for outcome, facts in OUTCOMES.items()
    if facts.after is not None
}


class Retries(DocumentSection):
    """What follows an attempt that was not approved."""

    tries_per_route: Annotated[int, Field(ge=1, le=16)] = 1
    """Attempts on one route before another is taken."""
    routes_per_wallet: Annotated[int, Field(ge=1, le=16)] = 1
    """Routes tried within one wallet."""
    wallets: Annotated[int, Field(ge=1, le=16)] = 1
    """Wallets tried in one checkout."""
    attempts_max: Annotated[int, Field(ge=1, le=255)] = 64
    """Bound on all attempts of one checkout."""
    budget: Share | None = None
    """Further attempts that each first attempt earns its merchant; none means no budget."""
    backoff: Duration = 0
    """Pause before the next attempt."""
    after: dict[CauseName, list[StepName]] = {}
    """Steps that may follow each cause; the usual ones for causes not named here."""


def steps_after(retries: Retries) -> dict[CauseName, list[StepName]]:
    """Return the steps that may follow each cause, those not written taken from the usual ones."""
    return {**STEPS_AFTER, **retries.after}


class Smoke(DocumentSection):
    """A small edition of the scenario for quick tests: same rates, less of it."""

    checkouts: Annotated[int, Field(ge=1, le=5_000)] = 2_000
    """Arrivals, where the scenario fixes their number."""
    for_: Annotated[Duration | None, Field(alias="for")] = None
    """Shorter horizon, where the scenario fixes a rate."""
