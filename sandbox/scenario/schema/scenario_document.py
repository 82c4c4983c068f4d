"""The whole document: a world and a scenario have the same sections."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sandbox.scenario.schema.margins import Threshold
from sandbox.scenario.schema.party_sections import (
    Ecosystem,
    Merchant,
    Rail,
    Route,
    Service,
    Source,
    Surface,
    Wallet,
)
from sandbox.scenario.schema.people_sections import Audience, Cashier, Choice, Friction, Segment
from sandbox.scenario.schema.pressure_sections import Outage, Patience, Unpaid
from sandbox.scenario.schema.rule_sections import RegimeOrRules, Rule
from sandbox.scenario.schema.section import (
    ONE,
    DocumentSection,
    Duration,
    Moment,
    Names,
    Percent,
    at_least_one,
)
from sandbox.scenario.schema.traffic_sections import Period, Retries, Smoke, Traffic


class Document(DocumentSection):
    """One question on top of a world, after `extends` has been merged."""

    title: str = ""
    """Name of the world or scenario."""
    period: Period
    """The horizon."""
    regime: str | None = None
    """The regime to live under."""
    compare: Names | None = None
    """Regimes side by side; the first is the baseline."""
    walk: Annotated[dict[Moment, str] | None, at_least_one("regime")] = None
    """Regimes one after another, each from its moment on."""
    metrics: Names = []
    """What is measured, the headline first; what the rules that differ are about unless stated."""
    practically: dict[str, Threshold] = {}
    """Difference that is practically none, by metric."""
    traffic: Traffic = Traffic()
    """How many checkouts arrive, and when."""
    scale: Percent = ONE
    """One simulated checkout stands for this many; rates are divided by it."""
    allow_scaled_queues: bool = False
    """Accept `scale` beside a capacity, although small stations queue more than large ones."""
    seed: Annotated[int, Field(ge=0, le=2**64 - 1)] | None = None
    """Seed of every draw; `--seed` overrides it."""
    replications: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """Independent sample paths; `--replications` overrides it."""
    buckets: Annotated[int, Field(ge=1, le=4_096)] | Duration | None = None
    """Time buckets of the report: how many, or how long each."""
    smoke: Smoke = Smoke()
    """A small edition for quick tests."""
    ecosystems: dict[str, Ecosystem] = {}
    """Owners."""
    surfaces: dict[str, Surface] = {}
    """Where journeys start."""
    services: dict[str, Service] = {}
    """Destinations without payment."""
    merchants: dict[str, Merchant] = {}
    """Who sells."""
    wallets: dict[str, Wallet] = {}
    """How shoppers pay."""
    rails: dict[str, Rail] = {}
    """How money clears."""
    routes: dict[str, Route] = {}
    """Ways from merchants to wallets; a wallet without one is reached directly."""
    segments: dict[str, Segment] = {}
    """Kinds of shoppers."""
    audiences: dict[str, Audience] = {}
    """Who comes where."""
    choice: Choice = Choice()
    """What shoppers do at the wallet menu."""
    friction: Friction = Friction()
    """What a detour costs."""
    cashier: Cashier = Cashier()
    """Hand-over and confirmation."""
    retries: Retries = Retries()
    """What follows a failed attempt."""
    patience: Patience | None = None
    """How long shoppers wait; none means for ever."""
    unpaid: Unpaid = Unpaid()
    """What shoppers do whose captured payment is shown as unpaid."""
    outages: dict[str, Outage] = {}
    """What fails, and when."""
    rules: list[Rule] = []
    """The scenario's own doors, after those of the regime."""
    regimes: dict[str, RegimeOrRules] = {}
    """Named sets of doors."""
    sources: dict[str, Source] = {}
    """Where numbers come from."""
