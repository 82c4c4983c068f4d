"""Attribution, searches and sensitivity of a study, read from the documents that they give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sandbox.errors import ExpressionError
from sandbox.metrics.values import parse_metric
from sandbox.reports.metric_words import Gauge, gauge_for, metric_words
from sandbox.reports.page import Column, Paragraph, Table, names
from sandbox.reports.phrases import NOTHING, count, listed, percent
from sandbox.reports.study_answer import with_unit
from sandbox.scenario.quantities import Quantity, parse_quantity, write_quantity
from sandbox.scenario.schema.study import Crossing

if TYPE_CHECKING:
    from sandbox.reports.page import Block
    from sandbox.studies.study_results import StudyResult

Document = Mapping[str, Any]
ROWS_SHOWN = 8
# Where each method keeps its rows, and the columns of each with their headings.
METHODS: dict[str, tuple[tuple[str, str], ...]] = {
    "swings": (("at_low", "at its lowest"), ("at_high", "at its highest")),
    "effects": (("mu", "mean effect"), ("mu_star", "mean size"), ("sigma", "spread")),
    "indices": (("first", "alone"), ("total", "with others")),
}


def findings(result: StudyResult) -> Iterator[Block]:
    """Yield one sentence for each thing that the study was asked to find."""
    for name, found in result.found.items():
        yield _found(result, name, found.as_json())
    if result.split is not None:
        yield _split_sentence(result, result.split.as_json())
    if result.sensitivity is not None:
        yield from _sensitivity_sentence(result, result.sensitivity.as_json())


def analyses(result: StudyResult) -> Iterator[Block]:
    """Yield the tables behind those sentences."""
    if result.split is not None:
        yield _split_table(result, result.split.as_json())
    if result.sensitivity is not None:
        yield from _sensitivity_table(result, result.sensitivity.as_json())


def _found(result: StudyResult, name: str, document: Document) -> Paragraph:
    lead = f"{name}:"
    if "rules" in document:
        return Paragraph(_rules_sentence(document), lead)
    asked = result.study.document.find.get(name)
    if document.get("at") is None or not isinstance(asked, Crossing):
        why = document.get("reason") or document.get("status") or "nothing was found"
        return Paragraph(f"{why}.", lead)
    like = asked.between[-1]
    text = f"{asked.vary} = {_written(document['at'], like)}"
    low, high = document.get("low"), document.get("high")
    if low is not None and high is not None:
        text += f" (95 % interval {_written(low, like)} to {_written(high, like)})"
    return Paragraph(f"{text}; there {asked.until}.", lead)


def _written(value: object, like: str) -> str:
    """Return a number in the unit of a text, at most six digits long; a text as it is."""
    if isinstance(value, str):
        return value
    unit = parse_quantity(like).unit
    try:
        number = float(str(value))
    except ValueError:
        return str(value)
    exact = parse_quantity(f"{number:.9f}").value
    return write_quantity(Quantity(exact.limit_denominator(10**6), unit))


def _rules_sentence(document: Document) -> str:
    rules = [str(rule) for rule in document["rules"] or ()]
    cost = document.get("cost")
    price = f" at a cost of {cost:g}" if isinstance(cost, int | float) else ""
    if not rules:
        return "no set of these rules does it." if cost is None else f"nothing is needed{price}."
    what = "the cheapest rule" if len(rules) == 1 else "the cheapest set of rules"
    return f"{what} that does it is {listed(rules)}{price}."


def _gauge(metric_text: str, estimates: list[Document]) -> Gauge | None:
    try:
        metric = parse_metric(metric_text)
    except ExpressionError:
        return None
    widths = [(e["high"] - e["low"]) / 2 for e in estimates if e.get("high") is not None]
    return gauge_for(metric, widths)


def _split_sentence(result: StudyResult, document: Document) -> Paragraph:
    asked = result.study.document.attribute
    parts, uplift = document["parts"], document["uplift"]
    metric = asked.metric if asked is not None else str(result.metrics[0])
    gauge = _gauge(metric, [*parts.values(), uplift])
    if gauge is None or not parts:
        return Paragraph("nothing was split.", "Attribution:")
    ordered = sorted(parts, key=lambda name: -abs(parts[name]["mean"] or 0.0))
    name = metric_words(parse_metric(metric), result.study.base.document)
    by = with_unit(gauge, gauge.change(uplift["mean"]))
    shares = [f"{part} brings {gauge.change(parts[part]['mean'])}" for part in ordered[:3]]
    rest = len(ordered) - 3
    shares += [f"{count(rest, 'other part')} the rest"] if rest > 0 else []
    return Paragraph(f"of the {by} in {name}, {listed(shares)}.", "Attribution:")


def _split_table(result: StudyResult, document: Document) -> Table:
    asked = result.study.document.attribute
    parts, uplift = document["parts"], document["uplift"]
    metric = asked.metric if asked is not None else str(result.metrics[0])
    gauge = _gauge(metric, [*parts.values(), uplift])
    whole = uplift["mean"]
    rows = []
    for part, estimate in sorted(parts.items(), key=lambda item: -abs(item[1]["mean"] or 0.0)):
        share = percent(estimate["mean"] / whole) if whole and estimate["mean"] is not None else ""
        rows.append([part, *_told(gauge, estimate), share])
    rows.append(["together", *_told(gauge, uplift), percent(1.0) if whole else ""])
    columns = [names("part"), Column(metric), Column("95 % interval"), Column("of the whole")]
    return Table(columns, rows)


def _sensitivity_sentence(result: StudyResult, document: Document) -> Iterator[Paragraph]:
    asked = result.study.document.sensitivity
    metric = asked.metric if asked is not None else str(result.metrics[0])
    kind, rows = _rows(document)
    driver = document.get("driver") or (rows[0].get("assumption") if rows else "")
    if not driver:
        yield Paragraph("no assumption of this world moves the answer.", "Sensitivity:")
        return
    text = f"{driver} matters most"
    gauge = _gauge(metric, [rows[0][key] for key, _ in METHODS[kind]] if kind == "swings" else [])
    if gauge is not None and document.get("low") is not None:
        bounds = gauge.bounds(document["low"], document["high"])
        name = metric_words(parse_metric(metric), result.study.base.document)
        change = "the change in " if asked is not None and asked.against else ""
        text += f"; over the ranges of what was varied, {change}{name} is {bounds}"
    yield Paragraph(f"{text}.", "Sensitivity:")


def _sensitivity_table(result: StudyResult, document: Document) -> Iterator[Block]:
    asked = result.study.document.sensitivity
    metric = asked.metric if asked is not None else str(result.metrics[0])
    kind, rows = _rows(document)
    if not kind:
        return
    keys = METHODS[kind]
    every = [row[key] for row in rows for key, _ in keys]
    gauge = _gauge("hhi" if kind == "indices" else metric, every)
    told = [[_last(row["assumption"]), *_cells(gauge, row, kind)] for row in rows[:ROWS_SHOWN]]
    columns = [names("assumption"), *(Column(heading) for _, heading in keys)]
    yield Table(columns, told)
    if len(rows) > ROWS_SHOWN:
        rest = count(len(rows) - ROWS_SHOWN, "more assumption")
        yield Paragraph(f"and {rest} that move it less, which --json lists", indent=2, hang=4)


def _rows(document: Document) -> tuple[str, list[Document]]:
    kind = next((key for key in METHODS if document.get(key)), "")
    return kind, list(document[kind]) if kind else []


def _cells(gauge: Gauge | None, row: Document, kind: str) -> list[str]:
    return [" ".join(filter(None, _told(gauge, row[key], short=True))) for key, _ in METHODS[kind]]


def _told(gauge: Gauge | None, estimate: Document, *, short: bool = False) -> list[str]:
    """Return an estimate and its bounds, or its half-width for a short form."""
    if gauge is None or estimate.get("mean") is None:
        return [NOTHING, ""]
    low, high = estimate.get("low"), estimate.get("high")
    if short:
        half = gauge.change((high - low) / 2).lstrip("+") if low is not None else ""
        return [gauge.change(estimate["mean"]), f"±{half}" if half else ""]
    return [gauge.change(estimate["mean"]), gauge.bounds(low, high)]


def _last(path: str) -> str:
    """Return a path short enough for a label: its last three steps."""
    steps = path.split(".")
    return path if len(path) <= 44 else "…" + ".".join(steps[-3:])
