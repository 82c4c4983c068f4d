"""The top of a page: the question, the answer with its verdict, and the numbers that carry it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sandbox.markup import Markup, tag
from sandbox.reports.answer import Verdict
from sandbox.reports.html.badges import badge
from sandbox.reports.html.figures import paragraph, with_code
from sandbox.reports.phrases import decimals_for, interval, percent, points, words
from sandbox.statistics.estimates import Estimate

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material, Regime


def estimate_of(plain: Mapping[str, Any]) -> Estimate:
    """Return an estimate from its plain form."""
    return Estimate(plain["mean"], plain["low"], plain["high"], plain["confidence"])


def verdict_of(material: Material, other: Regime) -> Verdict:
    """Return the verdict on a regime against the baseline, as the console gives it."""
    if other.found["checksum"] == material.regimes[0].found["checksum"]:
        return Verdict.IDENTICAL
    change = material.differences[other.number - 1][material.rate]
    if change["low"] is None:
        return Verdict.SINGLE
    if change["low"] > 0:
        return Verdict.BETTER
    return Verdict.WORSE if change["high"] < 0 else Verdict.CLOSE


def question(material: Material) -> str:
    """Return the question of a run, or what it is called."""
    asked, mark, _ = str(material.regimes[0].found["question"]).partition("?")
    name = str(material.regimes[0].found["scenario"])
    return asked + mark or material.context.get("title") or words(name).capitalize()


def answer(material: Material) -> Markup:
    """Return the head of the page."""
    period = material.context.get("period")
    when = [" to ".join(text.replace("T", " ") for text in period)] if period else []
    name = str(material.regimes[0].found["scenario"])
    about = " · ".join([name, *when])
    parts = [
        tag("p", about, class_="about"),
        tag("h1", question(material)),
        *_said(material),
        *_ranges(material),
        tag("div", *_tiles(material), class_="tiles"),
        *_facts(material),
    ]
    return tag("header", *parts, id="answer")


def _said(material: Material) -> Iterator[Markup]:
    told = material.context.get("answer", [])
    if not told:
        for other in material.regimes[1:]:
            yield tag(
                "p", badge(verdict_of(material, other).value), f" {other.name}", class_="answer"
            )
    for said in told:
        lead = str(said["lead"]).rstrip(":")
        is_verdict = any(verdict.value.capitalize() == lead for verdict in Verdict)
        mark = [badge(lead), " "] if is_verdict else []
        yield tag("p", *mark, with_code(str(said["text"])), class_="answer")


def _ranges(material: Material) -> Iterator[Markup]:
    """Yield the range of the answer over the ranges of the assumptions, where that is known."""
    for difference in material.differences:
        found = difference.get("assumption_range")
        if found is not None:
            low, high = points(found["low"]), points(found["high"])
            text = f"Over the ranges of the assumptions the difference is {low} to {high} points; "
            yield paragraph(f"{text}{found['driver']} matters most.", "range")


def _tiles(material: Material) -> Iterator[Markup]:
    changes = [estimate_of(d[material.rate]) for d in material.differences]
    digits = decimals_for(*changes) if changes else 1
    if len(material.regimes) > 3:
        return
    for regime in material.regimes:
        estimate = estimate_of(regime.found[material.rate])
        mark = f"{regime.letter} · " if len(material.regimes) > 1 else ""
        bounds = _bounded(interval(estimate, digits))
        title = material.context.get("titles", {}).get(regime.name, "")
        yield tile(f"{mark}{regime.name}", percent(estimate.mean, digits), bounds, title)
    if len(changes) == 1:
        (change,) = changes
        bounds = _bounded(interval(change, digits, signed=True))
        how = "points, same shoppers with the same luck"
        yield tile("difference", points(change.mean, digits), bounds, how)


def _bounded(bounds: str) -> str:
    return bounds if bounds.startswith("no") else f"95 % interval {bounds}"


def tile(name: str, number: str, bounds: str, title: str) -> Markup:
    """Return a number that stands out, with its name above it and its bounds below."""
    parts = [
        tag("p", name, class_="tile-name"),
        tag("p", number, class_="tile-number"),
        tag("p", bounds, class_="tile-bounds"),
    ]
    return tag("div", *parts, *([tag("p", title, class_="tile-title")] if title else []))


def _facts(material: Material) -> Iterator[Markup]:
    facts = material.context.get("facts", [])
    if facts:
        pairs = (
            tag("div", tag("dt", str(name)), tag("dd", with_code(str(text))))
            for name, text in facts
        )
        yield tag("dl", *pairs, class_="facts")
