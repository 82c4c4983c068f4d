"""The grammar of metrics: `NAME[.PARTY]`, then what narrows it, `[KEY=VALUE, ...]`; or `A / B`.

Whether the parties exist, and whether a window fits the time buckets, only a world can tell:
see `metric_checks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from sandbox.metrics.grammar.amounts import edges_of
from sandbox.metrics.grammar.filters import axis_key, read_filters, written_filter
from sandbox.metrics.grammar.ratios import is_additive, ratio_measure, ratio_unit
from sandbox.metrics.grammar.scanner import Extent, Scanner
from sandbox.metrics.metric_catalogue import (
    CATALOGUE,
    FROM,
    KEYS,
    UNTIL,
    Axis,
    Measure,
    MoreIs,
    PartyKind,
)
from sandbox.metrics.metric_units import Unit
from sandbox.scenario.mistakes.suggestions import nearest, shorten
from sandbox.vocabulary import Outcome

MEAN = "mean"
CAUSES = tuple(o.name.lower() for o in Outcome if o not in (Outcome.PAID, Outcome.OPENED))

_NAME = re.compile(r"[^\s.\[\](),=<>/]+")
_PARTY = re.compile(r"[^\s\[\](),=<>/]+")
_PERCENTILE = re.compile(r"^p(\d{1,2}(?:\.\d{1,6})?)$")
_ORDER = {key: place for place, key in enumerate(KEYS)}


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of a regime.

    Attributes
    ----------
    name
        A name of the catalogue.
    party
        What stands behind the dot; empty for nothing.
    filters
        (key, value) of the brackets in the catalogue's order, each key once.
    spans
        Part → where it stands in the text that was read, for mistakes that come to light later;
        the parts are `name`, `party` and the keys of the brackets.
    over
        What a ratio divides by; None where nothing is divided.
    """

    name: str
    party: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    spans: tuple[tuple[str, Extent], ...] = field(default=(), compare=False, repr=False)
    over: Metric | None = None

    @property
    def measure(self) -> Measure:
        """What the catalogue says about it, or about both sides of a ratio."""
        if self.over is not None:
            above, below = map(_measure_of_side, self.sides)
            return ratio_measure(above, below)
        return CATALOGUE[self.name]

    @property
    def sides(self) -> tuple[Metric, ...]:
        """Both sides of a ratio, else the metric alone."""
        return (self,) if self.over is None else (replace(self, over=None), self.over)

    @property
    def is_known(self) -> bool:
        """True where the catalogue has every name in it."""
        return all(side.name in CATALOGUE for side in self.sides)

    @property
    def names(self) -> str:
        """The name, or both names of a ratio, without parties and filters."""
        return " / ".join(side.name for side in self.sides)

    @property
    def amount_edges(self) -> tuple[int, ...]:
        """The edges of amounts that a world must count by to answer it, fen and rising."""
        edges = {edge for side in self.sides for edge in edges_of(dict(side.filters))}
        return tuple(sorted(edges))

    @property
    def unit(self) -> Unit:
        """Unit of its values."""
        return self.measure.unit

    @property
    def more_is(self) -> MoreIs:
        """Which way is good."""
        return self.measure.more_is

    @property
    def percent(self) -> Fraction | None:
        """The percentage of a percentile, None where it is none."""
        match = _PERCENTILE.match(self.party)
        is_one = self.measure.party in (PartyKind.PERCENTILE, PartyKind.PERCENTILE_OR_MEAN)
        return Fraction(match[1]) if match is not None and is_one else None

    def span(self, part: str) -> Extent:
        """Return where a part stands in the text that was read; the whole where it is unknown."""
        return dict(self.spans).get(part, Extent(0, len(str(self))))

    def __str__(self) -> str:
        behind = f".{self.party}" if self.party else ""
        inside = ", ".join(written_filter(key, value) for key, value in self.filters)
        below = f" / {self.over}" if self.over is not None else ""
        return f"{self.name}{behind}{f'[{inside}]' if inside else ''}{below}"

    def since(self, moment: str, until: str = "") -> Metric | None:
        """Return it counted from a moment on, None where it knows no time or has a window.

        Parameters
        ----------
        moment, until
            As behind `from=` and `until=`; no end unless stated.
        """
        window = {FROM: moment, **({UNTIL: until} if until else {})}
        found = []
        for side in self.sides:
            axes = {KEYS[key] for key, _ in side.filters} | {Axis.TIME}
            has_window = any(key in (FROM, UNTIL) for key, _ in side.filters)
            if has_window or not any(axes <= set(table) for table in side.measure.tables):
                return None
            found.append(replace(side, filters=_ordered({**dict(side.filters), **window})))
        return replace(found[0], over=found[1]) if len(found) > 1 else found[0]


def _measure_of_side(side: Metric) -> Measure:
    """Return its measure with the party in the phrase."""
    return replace(side.measure, phrase=side.measure.phrase.replace("{}", side.party))


def amount_edges_of(metrics: Iterable[Metric]) -> tuple[int, ...]:
    """Return the edges, fen and rising, that a world must count by to answer metrics."""
    return tuple(sorted({edge for metric in metrics for edge in metric.amount_edges}))


def parse_metric(text: str) -> Metric:
    """Return the metric that a text names.

    Raises
    ------
    ExpressionError
        With every mistake in it.
    """
    scanner = Scanner(text)
    metric = read_metric(scanner)
    scanner.end("the metric")
    scanner.check()
    return metric


def read_metric(scanner: Scanner) -> Metric:
    """Read a metric, or a ratio of two, and leave the scanner behind it; mistakes are noted."""
    is_enclosed = scanner.pass_mark("(")
    metric = _read_side(scanner)
    if not scanner.is_lost and scanner.pass_mark("/"):
        metric = replace(metric, over=_read_side(scanner))
        if not scanner.is_lost:
            _check_ratio(metric, scanner)
    if is_enclosed and not scanner.is_lost and not scanner.pass_mark(")"):
        scanner.lose("`)`")
    return metric


def _read_side(scanner: Scanner) -> Metric:
    name = scanner.read(_NAME)
    if name is None:
        scanner.lose("the name of a metric", "for example success_rate or fees.wechat_pay")
        return Metric("")
    spans = {"name": name.extent}
    party = ""
    if scanner.text.startswith(".", scanner.at):
        scanner.at += 1
        found = scanner.read(_PARTY)
        if found is None:
            scanner.lose("a name behind the dot")
        else:
            party = found.text
            spans["party"] = found.extent
    filters = _ordered(read_filters(scanner, spans))
    metric = Metric(name.text, party, filters, tuple(spans.items()))
    _check(metric, scanner)
    return metric


def _ordered(filters: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(filters.items(), key=lambda item: _ORDER[item[0]]))


def _check_ratio(metric: Metric, scanner: Scanner) -> None:
    """Note it where two metrics have no ratio."""
    if not metric.is_known:
        return
    first, second = metric.sides
    for side in (first, second):
        if not is_additive(side.measure):
            message = f"`{side.name}` is no count or amount, so it has no place in a ratio"
            scanner.complain(message, *side.span("name"), "for example attempts / paid")
    both = is_additive(first.measure) and is_additive(second.measure)
    if both and ratio_unit(first.measure, second.measure) is None:
        message = f"`{first.name}` is a count and `{second.name}` an amount, so no unit fits"
        scanner.complain(message, *second.span("name"), "write the amount above the line")


def _check(metric: Metric, scanner: Scanner) -> None:
    """Note what the catalogue forbids."""
    if metric.name not in CATALOGUE:
        near = nearest(metric.name, CATALOGUE)
        known = f"metrics: {shorten(CATALOGUE, metric.name)}"
        hint = f"the nearest metric is `{near}`" if near else known
        scanner.complain(f"unknown metric `{metric.name}`", *metric.span("name"), hint)
        return
    if not scanner.is_lost:
        _check_party(metric, scanner)
    _check_tables(metric, scanner)


def _check_party(metric: Metric, scanner: Scanner) -> None:
    kind = metric.measure.party
    if not metric.party and kind is not PartyKind.NONE:
        message = f"`{metric.name}` needs a {kind} behind a dot"
        scanner.complain(message, *metric.span("name"), f"for example {_example(metric.name)}")
    elif metric.party and kind is PartyKind.NONE:
        scanner.complain(
            f"`{metric.name}` takes nothing behind a dot, here `{metric.party}`",
            *metric.span("party"),
            _filter_hint(metric),
        )
    elif kind is PartyKind.CAUSE and metric.party not in CAUSES:
        near = nearest(metric.party, CAUSES)
        hint = f"the nearest is `{near}`" if near else f"outcomes: {shorten(CAUSES, metric.party)}"
        scanner.complain(f"unknown outcome `{metric.party}`", *metric.span("party"), hint)
    elif kind in (PartyKind.PERCENTILE, PartyKind.PERCENTILE_OR_MEAN) and not _is_percentile(
        metric
    ):
        message = f"`{metric.party}` is no {kind}"
        scanner.complain(message, *metric.span("party"), f"for example {_example(metric.name)}")


def _is_percentile(metric: Metric) -> bool:
    if metric.party == MEAN:
        return metric.measure.party is PartyKind.PERCENTILE_OR_MEAN
    return bool(metric.percent)  # the 0th is no percentile


def _example(name: str) -> str:
    match CATALOGUE[name].party:
        case PartyKind.PERCENTILE | PartyKind.PERCENTILE_OR_MEAN:
            return f"{name}.p95"
        case PartyKind.CAUSE:
            return f"{name}.no_common_wallet"
        case PartyKind.BEARER | PartyKind.ACCOUNT:
            return f"{name}.taobao"
        case PartyKind.ROUTE:
            return f"{name}.ROUTE"
        case _:
            return f"{name}.wechat_pay"


def _filter_hint(metric: Metric) -> str:
    known = {axis for table in metric.measure.tables for axis in table}
    keys = dict.fromkeys(axis_key(key) for key, axis in KEYS.items() if axis in known)
    return f"narrow it in brackets by {', '.join(keys)}" if keys else ""


def _check_tables(metric: Metric, scanner: Scanner) -> None:
    asked = {KEYS[key] for key, _ in metric.filters}
    tables = metric.measure.tables
    known = {axis for table in tables for axis in table}
    for key, _ in metric.filters:
        if KEYS[key] not in known:
            message = f"`{metric.name}` cannot be narrowed by `{axis_key(key)}`"
            scanner.complain(message, *metric.span(key), combinations(tables))
    if asked <= known and not any(asked <= set(table) for table in tables) and asked:
        named = dict.fromkeys(axis_key(key) for key, _ in metric.filters)
        keys = " and ".join(f"`{key}`" for key in named)
        start = min(metric.span(key).start for key, _ in metric.filters)
        end = max(sum(metric.span(key)) for key, _ in metric.filters)
        message = f"`{metric.name}` cannot be narrowed by {keys} together"
        scanner.complain(message, start, end - start, combinations(tables))


def combinations(tables: Iterable[tuple[Axis, ...]]) -> str:
    """Return in words which filters go together."""
    texts = [" with ".join(_keys(axis) for axis in table) for table in tables]
    return f"it can be narrowed by {'; '.join(texts)}" if texts else "it cannot be narrowed at all"


def _keys(axis: Axis) -> str:
    return "from and until" if axis is Axis.TIME else axis.value
