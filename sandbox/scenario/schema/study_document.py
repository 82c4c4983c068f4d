"""The document of a study: a base scenario, what varies, what is measured, what is asked."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    WithJsonSchema,
    model_validator,
)

from sandbox import units
from sandbox.scenario.quantities import common_unit, parse_quantity
from sandbox.scenario.schema.margins import WIDTH_TEXT, Precision, Threshold
from sandbox.scenario.schema.section import DocumentSection, Duration, Names, Weight

COUNT_MAX = 10**15  # checkouts; the fastest engine would take years
POINTS_MAX = 10_000  # more runs than anybody waits for
DESIGNS = ("latin_hypercube", "sobol")

Raw = Any  # a value of the base scenario; the base's own schema judges it


def _warm_up(value: object) -> Literal["auto", "none"] | int:
    if value == "auto":
        return "auto"
    if value == "none":
        return "none"
    try:
        length = units.parse_duration(value)
    except ValueError:
        length = 0
    if length <= 0:
        raise ValueError("must be auto, none or a length of time such as 10m")
    return length


WarmUpTime = Annotated[
    Literal["auto", "none"] | int,
    PlainValidator(_warm_up),
    WithJsonSchema({"type": "string"}),
]
PointCount = Annotated[int, Field(ge=2, le=POINTS_MAX)]


def _bound(value: object) -> str:
    """Return an end of a range as it is written, having checked that it is a quantity."""
    parse_quantity(value)
    if str(value).strip().endswith("pp"):
        raise ValueError("must be a value that the scenario could hold; write 5% in place of 5pp")
    return str(value).strip()


def _count(value: object) -> int:
    try:
        number = parse_quantity(value) if isinstance(value, str) else None
        exact = number.value if number else Fraction(units.parse_number(value))
    except ValueError:
        raise ValueError("must be a number of checkouts such as 200000 or 2e8") from None
    if exact.denominator != 1 or not 1 <= exact <= COUNT_MAX:
        raise ValueError("must be a whole number of checkouts such as 200000 or 2e8")
    return int(exact)


def _shape(value: object, *keys: str) -> bool:
    return isinstance(value, dict) and any(key in value for key in keys)


def _form_of_values(value: object) -> str:
    return "range" if isinstance(value, dict) or type(value).__name__ == "Range" else "list"


def _form_of_sweep(value: object) -> str:
    is_design = isinstance(value, Design) or _shape(value, *DESIGNS, "over")
    return "design" if is_design else "grid"


def _form_of_question(value: object) -> str:
    is_cheapest = isinstance(value, Cheapest) or _shape(value, "rules_of", "on", "cost")
    return "rules" if is_cheapest else "value"


def _at_least(count: int, rule: str) -> AfterValidator:
    def check(value: Any) -> Any:  # noqa: ANN401 -- a list or a mapping
        if len(value) < count:
            raise ValueError(rule)
        return value

    return AfterValidator(check)


_number = WithJsonSchema({"type": ["string", "number"], "examples": [200_000, "2e8"]})

Bound = Annotated[str, PlainValidator(_bound), WIDTH_TEXT]
Checkouts = Annotated[int, PlainValidator(_count), _number]


def check_bounds(low: str, high: str) -> None:
    """Raise ValueError unless two ends are in one unit and rise."""
    common_unit(low, high)
    if parse_quantity(low).value >= parse_quantity(high).value:
        raise ValueError(f"must rise, from the lower end to the higher, not from {low} to {high}")


def _rising(bounds: list[str]) -> list[str]:
    check_bounds(*bounds)
    return bounds


Bounds = Annotated[list[Bound], Field(min_length=2, max_length=2), AfterValidator(_rising)]


class Range(DocumentSection):
    """Values from one end to the other, by steps or so many of them."""

    from_: Annotated[Bound, Field(alias="from")]
    """First value."""
    to: Bound
    """Last value, or the end that no step passes."""
    step: Bound | None = None
    """Distance of neighbours; or `count`."""
    count: PointCount | None = None
    """How many values, both ends included; or `step`."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.step is None) == (self.count is None):
            raise ValueError("needs either `step` or `count`")
        check_bounds(self.from_, self.to)
        if self.step is not None:
            common_unit(self.from_, self.to, self.step)
            if parse_quantity(self.step).value <= 0:
                raise ValueError("must have a positive `step`")
        return self


Values = Annotated[
    Annotated[list[Raw], _at_least(2, "must have at least two values"), Tag("list")]
    | Annotated[Range, Tag("range")],
    Discriminator(_form_of_values),
]
Grid = dict[str, Values]


def _power_of_two(count: int) -> int:
    if count.bit_count() != 1:
        below = 1 << (count.bit_length() - 1)
        raise ValueError(f"must be a power of two such as {below} or {2 * below}")
    return count


class Design(DocumentSection):
    """Points spread over a box, by one of two designs."""

    latin_hypercube: PointCount | None = None
    """How many points: each of as many slices of every range holds one of them."""
    sobol: Annotated[PointCount, AfterValidator(_power_of_two)] | None = None
    """How many points of a scrambled Sobol sequence, a power of two."""
    over: Annotated[dict[str, Bounds], _at_least(1, "must name at least one path")]
    """Path of each value that varies and its range, [low, high]."""

    @model_validator(mode="after")
    def _one_design(self) -> Self:
        if (self.latin_hypercube is None) == (self.sobol is None):
            raise ValueError("needs either `latin_hypercube` or `sobol` beside `over`")
        return self

    @property
    def points(self) -> int:
        """How many points there are."""
        return self.sobol or self.latin_hypercube or 0


Sweep = Annotated[
    Annotated[Grid, _at_least(1, "must name at least one path"), Tag("grid")]
    | Annotated[Design, Tag("design")],
    Discriminator(_form_of_sweep),
]


class Budget(DocumentSection):
    """When to stop at the latest, whatever has been reached."""

    time: Duration | None = None
    """Time by the clock on the wall; such a result is marked as not reproducible."""
    checkouts: Checkouts | None = None
    """Simulated checkouts in all."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.time is None and self.checkouts is None:
            raise ValueError("needs `time`, `checkouts` or both")
        return self


class Attribution(DocumentSection):
    """Split of the difference between two regimes among the rules that make it."""

    from_: Annotated[str, Field(alias="from")]
    """Regime without the rules."""
    to: str
    """Regime with the rules."""
    metric: str = "success_rate"
    """What is split."""
    parts: Annotated[dict[str, Names], _at_least(2, "must name at least two parts")] | None = None
    """Named parts and their rules; one part for each rule unless stated."""


class Crossing(DocumentSection):
    """The value of a number at which a condition begins to hold."""

    vary: str
    """Path of the number."""
    between: Bounds
    """Where to look, [low, high]."""
    until: str
    """The condition, for example `net_income.taobao(open) - net_income.taobao(shut) = 0`."""


class Cheapest(DocumentSection):
    """The cheapest set of rules with which a condition holds."""

    rules_of: str
    """Regime whose rules may be taken."""
    on: str | None = None
    """Regime that they are put on; the baseline unless stated."""
    cost: dict[str, Weight] = {}
    """What a rule costs; 1 unless stated."""
    until: str
    """The condition, for example `success_rate >= 90%`."""


def _one_kind(value: Any) -> Any:  # noqa: ANN401 -- raw YAML
    if _shape(value, "vary") and _shape(value, "rules_of"):
        raise ValueError("needs either `vary` or `rules_of`, not both")
    return value


Question = Annotated[
    Annotated[
        Annotated[Crossing, Tag("value")] | Annotated[Cheapest, Tag("rules")],
        Discriminator(_form_of_question),
    ],
    BeforeValidator(_one_kind),
]


class Sensitivity(DocumentSection):
    """Which assumption of the world moves an answer."""

    metric: str = "success_rate"
    """The answer."""
    of: str | None = None
    """Regime; the last of the study unless stated."""
    against: str | None = None
    """Regime that is taken off; the baseline unless stated, or none in a study of one regime."""
    method: Literal["tornado", "morris", "sobol"] = "tornado"
    """One at a time, elementary effects, or shares of the variance."""
    assumptions: Names = ["all"]
    """Paths, or `all`."""
    samples: Annotated[int, Field(ge=2, le=POINTS_MAX)] = 64
    """Points of the design, for `morris` and `sobol`."""


class InPlace(DocumentSection):
    """Rules that a study puts on top of a regime."""

    on: str | None = None
    """The regime below; the first named one of the study unless stated."""
    rules: Raw
    """Rules as in a scenario."""


def _in_place(value: Any) -> Any:  # noqa: ANN401 -- raw YAML
    return {"rules": value} if isinstance(value, list) else value


def _one_name(value: dict[str, InPlace]) -> dict[str, InPlace]:
    if len(value) != 1:
        raise ValueError("must be one name and its rules; begin each with `- `")
    return value


Compared = Annotated[
    Annotated[str, Tag("name")]
    | Annotated[
        dict[str, Annotated[InPlace, BeforeValidator(_in_place)]],
        AfterValidator(_one_name),
        Tag("rules"),
    ],
    Discriminator(lambda value: "rules" if isinstance(value, dict) else "name"),
]


def _as_list(value: Any) -> Any:  # noqa: ANN401 -- raw YAML
    return [value] if isinstance(value, str | int | Decimal | dict) else value


class StudyDocument(DocumentSection):
    """One question that takes many runs."""

    study: str
    """Base scenario: a file beside this one, or a packaged world."""
    compare: Annotated[
        Annotated[list[Compared], _at_least(1, "must name at least one regime")] | None,
        BeforeValidator(_as_list),
    ] = None
    """Regimes, the first is the baseline; the base scenario's own unless stated."""
    sweep: Sweep | None = None
    """Values that vary: every combination of some, or a design of points."""
    metrics: Annotated[Names, _at_least(1, "must name at least one metric")] = []
    """What is measured; what the rules that differ are about unless stated."""
    practically: dict[str, Threshold] = {}
    """Difference that is practically none, by metric."""
    precision: dict[str, Precision] = {}
    """Half-width of the difference to the baseline at which to stop, by metric."""
    replications: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """Replications of each case; with `precision` the most."""
    budget: Budget | None = None
    """When to stop at the latest."""
    seed: Annotated[int, Field(ge=0, le=2**64 - 1)] | None = None
    """Seed of every draw; the base scenario's own unless stated."""
    expect: Names = []
    """What has to hold, for example `success_rate(open) >= 90%`."""
    undecided: Literal["fail", "warn", "pass"] = "warn"
    """What an expectation that cannot be decided does to the exit code."""
    stop_early: bool = False
    """Stop when an expectation has surely failed."""
    warm_up: WarmUpTime = "none"
    """Leave out the time before queues have settled: as MSER-5 finds it, or so long."""
    attribute: Attribution | None = None
    """Split a difference among rules."""
    find: dict[str, Question] = {}
    """Look for a value, or for rules."""
    sensitivity: Sensitivity | None = None
    """Vary the assumptions of the world."""
