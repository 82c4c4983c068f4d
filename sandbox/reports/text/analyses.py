"""Attribution, searches and sensitivity of a study."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sandbox.metrics.grammar.names import parse_metric
from sandbox.metrics.metric_units import Unit
from sandbox.reports.findings.english import ANALYSES, HEADS
from sandbox.reports.findings.gauges import Gauge, gauge_for, metric_words
from sandbox.reports.findings.phrases import NOTHING, count, enumeration, percent
from sandbox.reports.findings.sentences import with_unit
from sandbox.reports.findings.view import half_width
from sandbox.reports.page_blocks import Column, Paragraph, Table, names

if TYPE_CHECKING:
    from sandbox.reports.findings.view import Plain, View
    from sandbox.reports.page_blocks import Block

ROWS_SHOWN = 8
PARTS_SAID = 3
LABEL_MAX = 44  # columns
# Where each method keeps its rows, and the estimates of each row.
METHODS = {
    "swings": ("at_low", "at_high"),
    "effects": ("mu", "mu_star", "sigma"),
    "indices": ("first", "total"),
}


def search_sentences(view: View) -> Iterator[Paragraph]:
    """Yield one sentence for each thing that the study was asked to find."""
    document = view.document
    for name, what in document.get("found", {}).items():
        yield Paragraph(f"{_found_words(what)}.", f"{name}:")
    if "attribution" in document:
        yield _split_sentence(view, document["attribution"])
    if "sensitivity" in document:
        yield _sensitivity_sentence(view, document["sensitivity"])


def analyses(view: View) -> Iterator[Block]:
    """Yield the tables behind those sentences."""
    document = view.document
    if "attribution" in document:
        yield _split_table(document["attribution"])
    if "sensitivity" in document:
        yield from _sensitivity_table(document["sensitivity"])


def _found_words(what: Plain) -> str:
    if "rules" in what:
        return _rules_words(what)
    if what.get("at") is None:
        return str(what.get("text") or ANALYSES["nothing_found"])
    bounds = ""
    if what.get("low") is not None and what.get("high") is not None:
        bounds = ANALYSES["bounds"].format(low=what["low"], high=what["high"])
    return ANALYSES["at"].format(
        path=what["vary"], value=what["at"], bounds=bounds, until=what["until"]
    )


def _rules_words(what: Plain) -> str:
    rules, cost = what["rules"], what.get("cost")
    price = "" if cost is None else ANALYSES["cost"].format(cost=f"{cost:g}")
    if not rules:
        return ANALYSES["no_rules" if rules is None else "no_need"].format(price=price)
    key = "one_rule" if len(rules) == 1 else "some_rules"
    return ANALYSES[key].format(rules=enumeration(rules), price=price)


def _split_sentence(view: View, split: Plain) -> Paragraph:
    parts, uplift = split["parts"], split["uplift"]
    if not parts:
        return Paragraph(f"{ANALYSES['nothing_split']}.", ANALYSES["attribution"])
    metric = parse_metric(split["metric"])
    gauge = _gauge(metric.unit, [*parts.values(), uplift])
    ordered = _by_size(parts)
    shares = [
        ANALYSES["part"].format(part=part, change=gauge.change(parts[part]["mean"]))
        for part in ordered[:PARTS_SAID]
    ]
    rest = len(ordered) - PARTS_SAID
    if rest > 0:
        shares.append(ANALYSES["other_parts"].format(parts=count(rest, "other part")))
    text = ANALYSES["parts"].format(
        change=with_unit(gauge, gauge.change(uplift["mean"])),
        metric=metric_words(metric, view.parties),
        shares=enumeration(shares),
    )
    return Paragraph(f"{text}.", ANALYSES["attribution"])


def _split_table(split: Plain) -> Table:
    parts, uplift = split["parts"], split["uplift"]
    gauge = _gauge(parse_metric(split["metric"]).unit, [*parts.values(), uplift])
    whole = uplift["mean"]
    rows = []
    for part in _by_size(parts):
        mean = parts[part]["mean"]
        share = percent(mean / whole) if whole and mean is not None else ""
        rows.append([part, *_told(gauge, parts[part]), share])
    rows.append([ANALYSES["together"], *_told(gauge, uplift), percent(1.0) if whole else ""])
    heads = [Column(split["metric"]), Column(HEADS["interval"]), Column(ANALYSES["whole_head"])]
    return Table([names(ANALYSES["part_head"]), *heads], rows)


def _by_size(parts: Plain) -> list[str]:
    return sorted(parts, key=lambda name: -abs(parts[name]["mean"] or 0.0))


def _sensitivity_sentence(view: View, analysis: Plain) -> Paragraph:
    kind, rows = _rows(analysis)
    driver = analysis.get("driver") or (rows[0]["assumption"] if rows else "")
    lead = ANALYSES["sensitivity"]
    if not driver:
        return Paragraph(f"{ANALYSES['no_driver']}.", lead)
    text = ANALYSES["driver"].format(driver=driver)
    if kind == "swings" and analysis.get("low") is not None:
        metric = parse_metric(analysis["metric"])
        gauge = _gauge(metric.unit, [row[key] for row in rows[:1] for key in METHODS[kind]])
        name = metric_words(metric, view.parties)
        is_change = analysis.get("against") is not None
        name = ANALYSES["change_in"].format(metric=name) if is_change else name
        bounds = gauge.bounds(analysis["low"], analysis["high"], is_signed=is_change)
        bounds = with_unit(gauge, bounds) if is_change else bounds
        text += ANALYSES["over"].format(metric=name, bounds=bounds)
    return Paragraph(f"{text}.", lead)


def _sensitivity_table(analysis: Plain) -> Iterator[Block]:
    kind, rows = _rows(analysis)
    if not kind:
        return
    keys = METHODS[kind]
    unit = Unit.PLAIN if kind == "indices" else parse_metric(analysis["metric"]).unit
    gauge = _gauge(unit, [row[key] for row in rows for key in keys])
    is_signed = kind == "effects" or analysis.get("against") is not None
    told = [
        [_last(row["assumption"]), *(_short(gauge, row[key], is_signed=is_signed) for key in keys)]
        for row in rows[:ROWS_SHOWN]
    ]
    heads = [Column(ANALYSES[key]) for key in keys]
    yield Table([names(ANALYSES["assumption"]), *heads], told)
    if len(rows) > ROWS_SHOWN:
        rest = count(len(rows) - ROWS_SHOWN, "more assumption")
        yield Paragraph(ANALYSES["rest"].format(assumptions=rest), indent=2, hang=4)


def _rows(analysis: Plain) -> tuple[str, list[Plain]]:
    kind = next((key for key in METHODS if analysis.get(key)), "")
    return kind, list(analysis[kind]) if kind else []


def _gauge(unit: Unit, estimates: Sequence[Plain]) -> Gauge:
    widths = [half_width(estimate) for estimate in estimates]
    return gauge_for(unit, widths, [estimate["mean"] for estimate in estimates])


def _told(gauge: Gauge, estimate: Plain) -> list[str]:
    """Return a difference and its bounds."""
    if estimate["mean"] is None:
        return [NOTHING, ""]
    return [gauge.change(estimate["mean"]), gauge.bounds(estimate["low"], estimate["high"])]


def _short(gauge: Gauge, estimate: Plain, *, is_signed: bool) -> str:
    """Return an estimate with its half-width."""
    mean, half = estimate["mean"], half_width(estimate)
    if mean is None:
        return NOTHING
    told = gauge.change(mean) if is_signed else gauge.value(mean)
    return told if half is None else f"{told} ±{gauge.change(half).lstrip('+')}"


def _last(path: str) -> str:
    """Return a path short enough for a label: its last three steps."""
    steps = path.split(".")
    return path if len(path) <= LABEL_MAX else "…" + ".".join(steps[-3:])
