"""Sections about what can go wrong under load: capacity, rate limits, patience, outages."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sandbox import units
from sandbox.scenario.schema.distribution_sections import DurationDistribution, Durations
from sandbox.scenario.schema.section import (
    ZERO,
    DocumentSection,
    Duration,
    Moment,
    Names,
    PartyId,
    Percent,
    Rate,
    Share,
)

TOKENS_MAX = 4_000_000
SLOWER_MAX = 1_000
OUTAGES_MAX = 10_000  # of one random outage within a horizon, on average


class Capacity(DocumentSection):
    """How many requests are served at once, and how many may wait."""

    parallel: Annotated[int, Field(ge=1, le=1_000_000_000)]
    """Requests in service at once."""
    queue: Annotated[int, Field(ge=0, le=1_000_000_000)] | Literal["unlimited"] = 0
    """Requests that may wait, first come first served."""


class RateLimit(DocumentSection):
    """A token bucket per merchant id."""

    rate: Rate
    """Requests per second in the long run."""
    burst: Duration = 1_000_000
    """Time whose tokens the bucket holds at most."""

    @model_validator(mode="after")
    def _bucket_can_be_counted(self) -> Self:
        if not self.rate:
            raise ValueError("`rate` must be positive")
        # Tokens are counted in units of 10⁻¹² in 63 bits.
        if self.rate * self.burst > TOKENS_MAX * 1_000_000:
            raise ValueError(f"`rate` × `burst` must be at most {TOKENS_MAX:,} requests")
        return self


class Queries(DocumentSection):
    """How a merchant asks about a payment whose answer did not come."""

    first: Duration = 5_000_000
    """Pause before the first query, from the timeout."""
    every: Duration = 5_000_000
    """Pause between queries."""
    most: Annotated[int, Field(ge=0, le=250)] = 9
    """Largest number of queries."""
    deadline: Duration = 45_000_000
    """When the payment is reversed, from its sending (45 s: WeChat Pay's micropay)."""
    takes: Durations = DurationDistribution.model_validate({"constant": "100ms"})
    """Time in which a query is served."""


WECHAT_PAY_SCHEDULE = "15s 15s 30s 3m 10m 20m 30m 30m 30m 60m 3h 3h 3h 6h 6h"
ALIPAY_SCHEDULE = "0s 0s 0s 4m 10m 10m 1h 2h 6h 15h"
SCHEDULES = {"wechat_pay": WECHAT_PAY_SCHEDULE, "alipay": ALIPAY_SCHEDULE}


class Breaker(DocumentSection):
    """A circuit breaker: after too many technical failures a route rests."""

    failures: Annotated[int, Field(ge=0, le=10_000)] = 5
    """Technical failures in a row that open it; 0 for never by this."""
    window: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Results of which `share` may not fail; 0 for never by this."""
    share: Share = Field(default=ZERO + 1)
    """Share of failures among those results that opens it."""
    minimum: Annotated[int, Field(ge=1, le=10_000)] = 10
    """Results needed before `share` counts."""
    open_for: Duration = 30_000_000
    """Time that it stays open; then it lets probes through."""
    probes: Annotated[int, Field(ge=1, le=1_000)] = 1
    """Probes at once while half open; one success closes it, one failure opens it."""

    @model_validator(mode="after")
    def _share_can_count(self) -> Self:
        if 0 < self.window < self.minimum:
            raise ValueError("`minimum` must not be above `window`")
        return self


class Notifications(DocumentSection):
    """How a wallet tells the merchant that a payment is captured."""

    delay: Durations = DurationDistribution.model_validate({"constant": 0})
    """Time until a notification arrives."""
    lost: Share = ZERO
    """Notifications that do not arrive."""
    retries: Annotated[list[Duration], Field(max_length=32)] | Literal["wechat_pay", "alipay"] = []
    """Pauses before further notifications; a wallet's name stands for its published schedule."""

    @property
    def pauses_us(self) -> list[int]:
        """Pauses before further notifications, microseconds."""
        if isinstance(self.retries, str):
            return [units.parse_duration(part) for part in SCHEDULES[self.retries].split()]
        return self.retries


class Unpaid(DocumentSection):
    """What shoppers do whose captured payment the merchant shows as unpaid."""

    after: Duration = 30_000_000
    """Time that they wait for the merchant to learn of it."""
    pays_again: Share = ZERO
    """Share who pay once more; the second capture is refunded."""
    leaves: Share = ZERO
    """Share who leave; the payment is reversed and the checkout lost."""


class Patience(DocumentSection):
    """How long shoppers wait before they leave."""

    scope: Literal["queue", "checkout"] = "checkout"
    """`queue`: the clock runs while a request waits for capacity, anew for each request; \
`checkout`: from the start of the checkout."""
    time: Durations
    """Time until the shopper leaves."""


class RandomOutages(DocumentSection):
    """Outages that come by chance."""

    between: Duration
    """Mean time from the end of one to the start of the next, exponential."""
    repair: Duration
    """Mean time to repair, exponential."""

    @model_validator(mode="after")
    def _takes_time(self) -> Self:
        if not self.between:
            raise ValueError("`between` must be positive")
        return self


class Outage(DocumentSection):
    """A time in which wallets, rails or routes fail or limp."""

    id: PartyId | None = None
    """Immutable number that keys the draws of random outages."""
    title: str = ""
    """What happened."""
    wallets: Names = []
    """Wallets concerned."""
    rails: Names = []
    """Rails concerned."""
    routes: Names = []
    """Routes concerned."""
    ecosystems: Names = []
    """Ecosystems all of whose wallets are concerned."""
    from_: Annotated[Moment | None, Field(alias="from")] = None
    """First moment of a planned or past outage."""
    until: Moment | None = None
    """End, exclusive; or `for`."""
    for_: Annotated[Duration | None, Field(alias="for")] = None
    """Length; or `until`."""
    random: RandomOutages | None = None
    """Chance in place of dates."""
    share: Share = Field(default=ZERO + 1)
    """Share of requests that fail outright."""
    slower: Percent = Field(default=ZERO + 1)
    """Multiple of the answer time of the requests that do not fail."""
    unnotified: Share = ZERO
    """Share of captures of which merchants learn only when it is over."""
    declines: Share = ZERO
    """Added to the technical declines of the requests that do not fail."""
    source: str | None = None
    """Key in `sources`."""

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        dated = self.from_ is not None
        if self.slower > SLOWER_MAX:
            raise ValueError(f"`slower` must be at most {SLOWER_MAX:,} times")
        if dated == (self.random is not None):
            raise ValueError("needs either `from` or `random`")
        if dated and (self.until is None) == (self.for_ is None):
            raise ValueError("needs either `until` or `for` beside `from`")
        if not (self.wallets or self.rails or self.routes or self.ecosystems):
            raise ValueError("needs `wallets`, `rails`, `routes` or `ecosystems`")
        return self

    @property
    def end_us(self) -> int:
        """End of a dated outage, microseconds since 1970."""
        if self.until is not None:
            return self.until
        return (self.from_ or 0) + (self.for_ or 0)
