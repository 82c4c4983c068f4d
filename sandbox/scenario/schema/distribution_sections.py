"""Distributions of durations and amounts, as they are written in YAML."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, model_validator

from sandbox.scenario.schema.section import Amount, DocumentSection, Duration, Share


class DurationDistribution(DocumentSection):
    """A duration: one value, `exponential`, lognormal (`p99` and a centre), or `empirical`."""

    constant: Duration | None = None
    """Always this long; a bare duration means the same."""
    exponential: Duration | None = None
    """Exponential with this mean."""
    median: Duration | None = None
    """Lognormal with this median; needs `p99`."""
    mean: Duration | None = None
    """Lognormal with this mean; needs `p99`."""
    p99: Duration | None = None
    """99th percentile of the lognormal."""
    empirical: dict[Share, Duration] | None = None
    """Quantiles, from 0 % to 100 %, linear in between."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        check_one_form(self)
        return self


class AmountDistribution(DocumentSection):
    """An amount: one value, `exponential`, lognormal (`p99` and a centre), or `empirical`."""

    constant: Amount | None = None
    """Always this amount; a bare amount means the same."""
    exponential: Amount | None = None
    """Exponential with this mean."""
    median: Amount | None = None
    """Lognormal with this median; needs `p99`."""
    mean: Amount | None = None
    """Lognormal with this mean; needs `p99`."""
    p99: Amount | None = None
    """99th percentile of the lognormal."""
    empirical: dict[Share, Amount] | None = None
    """Quantiles, from 0 % to 100 %, linear in between."""
    min: Amount = 1
    """Draws below are set to this amount."""
    max: Amount = 10_000_000
    """Draws above are set to this amount."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        check_one_form(self)
        if self.min > self.max:
            raise ValueError("`min` is above `max`")
        if self.min < 1:
            raise ValueError("`min` must be at least ¥0.01")
        return self


def check_one_form(law: DurationDistribution | AmountDistribution) -> None:
    """Raise ValueError unless exactly one kind of distribution is written, and fully."""
    centres = [
        n
        for n in ("constant", "exponential", "median", "mean", "empirical")
        if getattr(law, n) is not None
    ]
    if len(centres) != 1:
        raise ValueError(
            "needs exactly one of `constant`, `exponential`, `median`, `mean`, `empirical`",
        )
    centre = centres[0]
    if (centre in ("median", "mean")) != (law.p99 is not None):
        raise ValueError("`p99` goes with `median` or `mean`, and they with it")
    if law.p99 is not None:
        _check_lognormal(getattr(law, centre), law.p99, mean=centre == "mean")
    if law.empirical is not None:
        _check_quantiles(law.empirical)


def _check_lognormal(centre: int, p99: int, *, mean: bool) -> None:
    if centre <= 0 or p99 < centre:
        raise ValueError("`p99` must not be below the median or mean, which must be positive")
    # ln(p99 / mean) = z s - s²/2 has its maximum z²/2 = 2.706 at s = z = 2.326 (99th percentile).
    limit = 14 if mean else 1_000_000
    if p99 > limit * centre:
        raise ValueError(f"`p99` must be at most {limit:,} times as large; no lognormal has that")


def _check_quantiles(quantiles: dict[Any, int]) -> None:
    shares = list(quantiles)
    values = list(quantiles.values())
    if not shares:
        raise ValueError("needs quantiles from 0% to 100%")
    if shares != sorted(shares) or values != sorted(values):
        raise ValueError("quantiles must rise")
    if shares[0] != 0 or shares[-1] != 1:
        raise ValueError("quantiles must run from 0% to 100%")


def _bare(value: Any) -> Any:  # noqa: ANN401 -- raw YAML
    return (
        value
        if isinstance(value, dict | DurationDistribution | AmountDistribution)
        else {
            "constant": value,
        }
    )


Durations = Annotated[DurationDistribution, BeforeValidator(_bare)]
Amounts = Annotated[AmountDistribution, BeforeValidator(_bare)]
