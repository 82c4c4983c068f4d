"""The grammar of metrics: `NAME[.PARTY]`, then what narrows it, `[KEY=VALUE, ...]`.

Whether the parties exist, and whether a window fits the time buckets, only a world can tell:
see `metric_checks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from sandbox.metrics.catalogue import CATALOGUE, KEYS, Axis, Measure, MoreIs, Party
from sandbox.metrics.quantities import Unit
from sandbox.metrics.scanner import Scanner
from sandbox.scenario.suggestions import nearest, shorten
from sandbox.vocabulary import Outcome

MEAN = "mean"
CAUSES = tuple(o.name.lower() for o in Outcome if o not in (Outcome.PAID, Outcome.OPENED))

_NAME = re.compile(r"[^\s.\[\](),=<>]+")
_PARTY = re.compile(r"[^\s\[\](),=<>]+")
_VALUE = re.compile(r"[^,\[\]]+")
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
        Part → (start, width) in the text that was read, for mistakes that come to light later;
        the parts are `name`, `party` and the keys of the brackets.
    """

    name: str
    party: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    spans: tuple[tuple[str, tuple[int, int]], ...] = field(default=(), compare=False, repr=False)

    @property
    def measure(self) -> Measure:
        """What the catalogue says about it."""
        return CATALOGUE[self.name]

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
        is_one = self.measure.party in (Party.PERCENTILE, Party.PERCENTILE_OR_MEAN)
        return Fraction(match[1]) if match is not None and is_one else None

    def span(self, part: str) -> tuple[int, int]:
        """Return where a part stands in the text that was read; the whole where it is unknown."""
        return dict(self.spans).get(part, (0, len(str(self))))

    def __str__(self) -> str:
        behind = f".{self.party}" if self.party else ""
        inside = ", ".join(f"{key}={value}" for key, value in self.filters)
        return f"{self.name}{behind}{f'[{inside}]' if inside else ''}"


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
    """Read a metric and leave the scanner behind it; mistakes are noted there."""
    name = scanner.take(_NAME)
    if name is None:
        scanner.lose("the name of a metric", "for example success_rate or fees.wechat_pay")
        return Metric("")
    spans = {"name": (name[1], len(name[0]))}
    party = ""
    if scanner.text.startswith(".", scanner.at):
        scanner.at += 1
        found = scanner.take(_PARTY)
        if found is None:
            scanner.lose("a name behind the dot")
        else:
            party = found[0]
            spans["party"] = (found[1], len(party))
    filters = _read_filters(scanner, spans)
    ordered = tuple(sorted(filters.items(), key=lambda item: _ORDER[item[0]]))
    metric = Metric(name[0], party, ordered, tuple(spans.items()))
    _check(metric, scanner)
    return metric


def _read_filters(scanner: Scanner, spans: dict[str, tuple[int, int]]) -> dict[str, str]:
    filters: dict[str, str] = {}
    if scanner.is_lost or not scanner.take_mark("["):
        return filters
    while True:
        key = scanner.take(_NAME)
        if key is None or not scanner.take_mark("="):
            scanner.lose(
                "`KEY=VALUE`", "for example [merchant=taobao] or [from=20:00, until=20:15]"
            )
            return filters
        value = scanner.take(_VALUE)
        if value is None:
            scanner.lose(f"the value of `{key[0]}`")
            return filters
        _keep_filter(scanner, key, value[0], filters)
        spans[key[0]] = (key[1], value[1] + len(value[0]) - key[1])
        if scanner.take_mark("]"):
            return filters
        if not scanner.take_mark(","):
            scanner.lose("`,` or `]`")
            return filters


def _keep_filter(
    scanner: Scanner, key: tuple[str, int], value: str, filters: dict[str, str]
) -> None:
    word, start = key
    if word not in KEYS:
        near = nearest(word, KEYS)
        hint = f"the nearest is `{near}`" if near else f"known here: {', '.join(KEYS)}"
        scanner.complain(f"unknown filter `{word}`", start, len(word), hint)
    elif word in filters:
        scanner.complain(f"`{word}` is given twice", start, len(word))
    else:
        filters[word] = value


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
    if not metric.party and kind is not Party.NONE:
        message = f"`{metric.name}` needs a {kind} behind a dot"
        scanner.complain(message, *metric.span("name"), f"for example {_example(metric.name)}")
    elif metric.party and kind is Party.NONE:
        scanner.complain(
            f"`{metric.name}` takes nothing behind a dot, here `{metric.party}`",
            *metric.span("party"),
            _filter_hint(metric),
        )
    elif kind is Party.CAUSE and metric.party not in CAUSES:
        near = nearest(metric.party, CAUSES)
        hint = f"the nearest is `{near}`" if near else f"outcomes: {shorten(CAUSES, metric.party)}"
        scanner.complain(f"unknown outcome `{metric.party}`", *metric.span("party"), hint)
    elif kind in (Party.PERCENTILE, Party.PERCENTILE_OR_MEAN) and not _is_percentile(metric):
        message = f"`{metric.party}` is no {kind}"
        scanner.complain(message, *metric.span("party"), f"for example {_example(metric.name)}")


def _is_percentile(metric: Metric) -> bool:
    if metric.party == MEAN:
        return metric.measure.party is Party.PERCENTILE_OR_MEAN
    return bool(metric.percent)  # the 0th is no percentile


def _example(name: str) -> str:
    match CATALOGUE[name].party:
        case Party.PERCENTILE | Party.PERCENTILE_OR_MEAN:
            return f"{name}.p95"
        case Party.CAUSE:
            return f"{name}.no_common_wallet"
        case Party.BEARER | Party.ACCOUNT:
            return f"{name}.taobao"
        case _:
            return f"{name}.wechat_pay"


def _filter_hint(metric: Metric) -> str:
    known = {axis for table in metric.measure.tables for axis in table}
    keys = [key for key, axis in KEYS.items() if axis in known]
    return f"narrow it in brackets by {', '.join(keys)}" if keys else ""


def _check_tables(metric: Metric, scanner: Scanner) -> None:
    asked = {KEYS[key] for key, _ in metric.filters}
    tables = metric.measure.tables
    known = {axis for table in tables for axis in table}
    for key, _ in metric.filters:
        if KEYS[key] not in known:
            message = f"`{metric.name}` cannot be narrowed by `{key}`"
            scanner.complain(message, *metric.span(key), combinations(tables))
    if asked <= known and not any(asked <= set(table) for table in tables) and asked:
        keys = " and ".join(f"`{key}`" for key, _ in metric.filters)
        start = min(metric.span(key)[0] for key, _ in metric.filters)
        end = max(sum(metric.span(key)) for key, _ in metric.filters)
        message = f"`{metric.name}` cannot be narrowed by {keys} together"
        scanner.complain(message, start, end - start, combinations(tables))


def combinations(tables: Iterable[tuple[Axis, ...]]) -> str:
    """Return in words which filters go together."""
    texts = [" with ".join(_keys(axis) for axis in table) for table in tables]
    return f"it can be narrowed by {'; '.join(texts)}" if texts else "it cannot be narrowed at all"


def _keys(axis: Axis) -> str:
    return "from and until" if axis is Axis.TIME else axis.value
