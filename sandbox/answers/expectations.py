"""What a study expects of its regimes, and what came of it.

    success_rate(full_interop) - success_rate(walled_garden) >= 5pp
    latency.p95[from=20:00, until=20:15](full_interop) < 400ms
    (fees.alipay / paid_amount)(full_interop) <= 0.6%

An expectation holds only where the whole interval of its left side lies on the right side of the
bound; where the interval straddles the bound, it is undecided.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from sandbox.answers.gates import Consequence, GateOutcome, GateStatus
from sandbox.errors import Mistake
from sandbox.metrics.grammar.names import Metric, read_metric
from sandbox.metrics.grammar.scanner import Scanner
from sandbox.metrics.metric_units import Unit, format_quantity, parse_quantity
from sandbox.metrics.values import Reading, check_metric, contrast, estimate, per_replication_values
from sandbox.scenario.mistakes.suggestions import nearest, shorten
from sandbox.statistics.estimates import CONFIDENCE, Estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from sandbox.metrics.regime_result import RegimeResult
    from sandbox.scenario.tables.build import BuiltWorld

__all__ = [
    "Consequence",
    "Expectation",
    "GateOutcome",
    "GateStatus",
    "Operator",
    "Term",
    "check_expectation",
    "parse_expectation",
]

FORM = "METRIC(REGIME) - METRIC(REGIME) >= VALUE"
DECIMALS = (1, 2, 3, 4, 6)

_KIND = {
    Unit.SHARE: "share",
    Unit.COUNT: "count",
    Unit.FEN: "amount",
    Unit.US: "time",
    Unit.PLAIN: "number",
}

_REGIME = re.compile(r"[^()\[\]]+")
_OPERATOR = re.compile(r">=|<=|>|<|=")
_VALUE = re.compile(r".+", re.DOTALL)


class Operator(StrEnum):
    """How the left side is compared with the bound; `=` asks where the two meet."""

    AT_LEAST = ">="
    AT_MOST = "<="
    ABOVE = ">"
    BELOW = "<"
    EQUAL = "="


@dataclass(frozen=True, slots=True)
class Term:
    """A metric under a regime; `start` and `width` say where the regime's name stands."""

    metric: Metric
    regime: str
    start: int = field(default=0, compare=False)
    width: int = field(default=1, compare=False)

    def __str__(self) -> str:
        metric = f"({self.metric})" if self.metric.over is not None else str(self.metric)
        return f"{metric}({self.regime})"


@dataclass(frozen=True, slots=True)
class Expectation:
    """A bound on a metric under a regime, or on the difference of two.

    Attributes
    ----------
    text
        As it was written.
    left, minus
        What is measured, and what is taken off it; None where nothing is.
    operator, bound
        The bound in the metric's unit: a share as a fraction, fen, µs.
    """

    text: str
    left: Term
    minus: Term | None
    operator: Operator
    bound: Fraction

    @property
    def unit(self) -> Unit:
        """Unit of the left side and the bound."""
        return self.left.metric.unit

    @property
    def regimes(self) -> tuple[str, ...]:
        """The regimes that it names, each once."""
        named = [self.left.regime, *([self.minus.regime] if self.minus else [])]
        return tuple(dict.fromkeys(named))

    def of(self, change: Callable[[Metric], Metric]) -> Expectation:
        """Return it about changed metrics, for example such that leave out the warm-up."""
        minus = self.minus and replace(self.minus, metric=change(self.minus.metric))
        return replace(self, left=replace(self.left, metric=change(self.left.metric)), minus=minus)

    def estimate(
        self, results: Mapping[str, RegimeResult], confidence: float = CONFIDENCE
    ) -> Estimate:
        """Return the left side with its interval.

        Parameters
        ----------
        results
            Name → result of each regime that it names, on the same draws.
        """
        left = Reading(self.left.metric, results[self.left.regime])
        if self.minus is None:
            return estimate(*left, confidence)
        minus = Reading(self.minus.metric, results[self.minus.regime])
        return contrast(minus, left, confidence)

    def values(self, results: Mapping[str, RegimeResult]) -> NDArray[np.float64]:
        """Return the left side of each replication, NaN where it is undefined."""
        values = per_replication_values(self.left.metric, results[self.left.regime])
        if self.minus is None:
            return values
        off = per_replication_values(self.minus.metric, results[self.minus.regime])
        found: NDArray[np.float64] = values - off
        return found

    def judge(self, interval: Estimate) -> GateStatus:
        """Return what an interval of the left side says; without an interval it is undecided.

        Where nothing was counted, the expectation fails: a gate that looks at nothing protects
        nobody, whatever undecided ones may do.
        """
        if interval.mean is None:
            return GateStatus.FAIL
        low, high = interval.low, interval.high
        if low is None and high is None:
            return GateStatus.UNDECIDED
        # An end that nobody knows, as of a percentile beyond what was seen, may be anywhere.
        low, high = -math.inf if low is None else low, math.inf if high is None else high
        if self._holds(low) and self._holds(high):
            return GateStatus.PASS
        if self._surely_fails(low, high):
            return GateStatus.FAIL
        return GateStatus.UNDECIDED

    def detail(self, interval: Estimate) -> str:
        """Return estimate, interval and bound in words, with the digits that tell them apart."""
        if interval.mean is None:
            return "nothing was counted that it could be computed from"
        ends = [end for end in (interval.low, interval.high) if end is not None]
        numbers = [end for end in (interval.mean, *ends) if end != float(self.bound)]
        shows = (d for d in DECIMALS if self._is_exact(d) and self._are_apart(numbers, d))
        decimals = next(shows, DECIMALS[-1])
        mean = self._shown(interval.mean, decimals)
        wanted = f"wanted {self.operator} {self._shown(self.bound, decimals)}"
        if interval.low is not None and interval.high is None:
            return f"{mean} (at least {self._shown(interval.low, decimals)}); {wanted}"
        if interval.low is None or interval.high is None:
            return f"{mean}, no interval; {wanted}"
        low, high = (self._shown(bound, decimals) for bound in (interval.low, interval.high))
        return f"{mean} ({low} to {high}); {wanted}"

    def outcome(self, interval: Estimate) -> GateOutcome:
        """Return what came of it, without a place."""
        return GateOutcome(self.text, self.judge(interval), self.detail(interval))

    def _holds(self, value: float) -> bool:
        bound = float(self.bound)  # as rounded as the value: 7 of 10 is 70 %, not a bit less
        match self.operator:
            case Operator.AT_LEAST:
                return value >= bound
            case Operator.AT_MOST:
                return value <= bound
            case Operator.ABOVE:
                return value > bound
            case Operator.BELOW:
                return value < bound
            case Operator.EQUAL:
                return value == bound
            case _:
                assert_never(self.operator)

    def _surely_fails(self, low: float, high: float) -> bool:
        if self.operator is Operator.EQUAL:
            return high < float(self.bound) or low > float(self.bound)
        return not self._holds(low) and not self._holds(high)

    def _is_exact(self, decimals: int) -> bool:
        """Tell whether a bound shows as it was written."""
        if self.unit in (Unit.FEN, Unit.US):
            return True  # money and time show all of their digits
        size = 100 if self.unit is Unit.SHARE else 1
        digits = decimals + 2 * (self.unit is Unit.PLAIN)
        return bool((self.bound * size * 10**digits).denominator == 1)

    def _are_apart(self, numbers: list[float], decimals: int) -> bool:
        bound = self._shown(self.bound, decimals)
        return all(self._shown(number, decimals) != bound for number in numbers)

    def _shown(self, value: float | Fraction, decimals: int) -> str:
        is_difference = self.minus is not None
        return format_quantity(value, self.unit, is_difference=is_difference, decimals=decimals)


def parse_expectation(text: str, *, may_equal: bool = False) -> Expectation:
    """Return the expectation that a text states.

    Parameters
    ----------
    text
        `METRIC(REGIME) - METRIC(REGIME) >= VALUE`, the second term optional.
    may_equal
        True where `=` is allowed: it asks where a value is reached, which no interval can decide.

    Raises
    ------
    ExpressionError
        With every mistake in it and its place in the text.
    """
    scanner = Scanner(text)
    left = _read_term(scanner)
    minus = _read_term(scanner) if not scanner.is_lost and scanner.pass_mark("-") else None
    operator = _read_operator(scanner, may_equal=may_equal)
    bound = _read_bound(scanner, left, minus)
    scanner.check()
    return Expectation(text, left, minus, operator, bound)


def check_expectation(
    expectation: Expectation, worlds: Mapping[str, BuiltWorld]
) -> tuple[Mistake, ...]:
    """Return what the regimes of a study lack of what an expectation names, with places.

    Parameters
    ----------
    worlds
        Name → tables of each regime of the study; not empty.
    """
    found: list[Mistake] = []
    for term in (expectation.left, expectation.minus):
        if term is None:
            continue
        if term.regime not in worlds:
            found.append(_unknown_regime(term, worlds))
        # Regimes of a study share their parties and their clock, so any of them can tell.
        world = worlds.get(term.regime, next(iter(worlds.values())))
        found.extend(check_metric(term.metric, world))
    return tuple(found)


def _unknown_regime(term: Term, known_names: Collection[str]) -> Mistake:
    near = nearest(term.regime, known_names)
    hint = f"the nearest is `{near}`" if near else f"compared here: {shorten(known_names)}"
    message = f"the study compares no regime `{term.regime}`"
    return Mistake(message, term.start, term.width, hint)


def _read_term(scanner: Scanner) -> Term:
    metric = read_metric(scanner)
    if scanner.is_lost:
        return Term(metric, "")
    if not scanner.pass_mark("("):
        scanner.lose("`(REGIME)`", f"the form is {FORM}")
        return Term(metric, "")
    regime = scanner.read(_REGIME)
    if regime is None or not scanner.pass_mark(")"):
        scanner.lose("the name of a regime" if regime is None else "`)`")
        return Term(metric, "")
    if scanner.pass_mark("/"):
        scanner.lose("`-` or one of >=, <=, >, <", "a ratio under a regime is (A / B)(REGIME)")
    return Term(metric, regime.text, *regime.extent)


def _read_operator(scanner: Scanner, *, may_equal: bool) -> Operator:
    found = None if scanner.is_lost else scanner.read(_OPERATOR)
    if found is None:
        scanner.lose("`-` or one of >=, <=, >, <", f"the form is {FORM}")
        return Operator.EQUAL
    if found.text == Operator.EQUAL and not may_equal:
        hint = "write >= or <=; `find` asks where a value is reached"
        scanner.complain("`=` cannot be decided by an interval", found.start, 1, hint)
    return Operator(found.text)


def _read_bound(scanner: Scanner, left: Term, minus: Term | None) -> Fraction:
    found = None if scanner.is_lost else scanner.read(_VALUE)
    if found is None:
        scanner.lose("a value", "for example 5pp, 90%, ¥1000, 250ms or 12")
        return Fraction(0)
    metrics = [term.metric for term in (left, minus) if term is not None]
    if not all(metric.is_known for metric in metrics):
        return Fraction(0)  # without the metrics nobody knows the unit
    _check_difference(scanner, metrics)
    text, start = found
    try:
        return parse_quantity(
            text,
            left.metric.unit,
            is_difference=minus is not None,
            is_ratio=left.metric.over is not None,
        )
    except ValueError as error:
        scanner.complain(f"`{text}` {error}", start, len(text))
        return Fraction(0)


def _check_difference(scanner: Scanner, metrics: list[Metric]) -> None:
    """Note it where two metrics have no difference, or one means nothing without it."""
    first, last = metrics[0], metrics[-1]
    if first.unit is not last.unit:
        message = f"`{first.names}` and `{last.names}` are not measured in the same unit"
        scanner.complain(message, *last.span("name"), f"{_KIND[first.unit]} and {_KIND[last.unit]}")
    lonely = next((metric for metric in metrics if metric.measure.is_contrast), None)
    if lonely is not None and (len(metrics) < 2 or first.name != last.name):
        hint = f"write {lonely}(REGIME) - {lonely}(BASELINE)"
        message = f"`{lonely.name}` means something only as a difference of two regimes"
        scanner.complain(message, *lonely.span("name"), hint)
