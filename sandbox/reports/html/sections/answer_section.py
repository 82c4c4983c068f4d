"""The top of a page: the question, what was expected, the answer, and what it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sandbox.markup import Markup, tag
from sandbox.reports.findings.english import LABELS
from sandbox.reports.findings.expectation_words import (
    URGENCY,
    hold,
    outcomes,
    summary,
    undecided_of,
)
from sandbox.reports.findings.facts import facts
from sandbox.reports.findings.how import HowMade
from sandbox.reports.findings.phrases import words
from sandbox.reports.findings.sentences import Sentence, interval_words
from sandbox.reports.findings.sentences import answer as sentences
from sandbox.reports.html.badges import badge, gate_cell
from sandbox.reports.html.figures import fold, with_code
from sandbox.reports.html.tables import Cell, Grid, grid_markup
from sandbox.reports.page_blocks import Tone
from sandbox.reports.text.analyses import search_sentences

if TYPE_CHECKING:
    from sandbox.reports.html.material import Material

TILES_MAX = 3  # regimes


def question(material: Material) -> str:
    """Return the question, or what the answer is called."""
    document = material.document
    asked, mark, _ = str(document["question"] or "").partition("?")
    if asked + mark:
        return asked + mark
    if material.is_comparison:
        return f"What changes from A to B: {words(str(document['name']))}"
    return words(str(document["name"])).capitalize()


def how_made(material: Material) -> HowMade:
    """Return how the user asked, as far as that is known."""
    return HowMade(**{"target": "", **material.context.get("how", {})})


def answer(material: Material) -> Markup:
    """Return the head of the page."""
    document = material.document
    period = material.context.get("period")
    when = [" to ".join(text.replace("T", " ") for text in period)] if period else []
    names = dict.fromkeys([str(document["name"]), str(document["scenario"])])
    if material.is_comparison:
        names = {"comparison of two stored answers": None, how_made(material).target: None}
    about = " · ".join(filter(None, [*names, str(document["title"]), *when]))
    tiles = list(_tiles(material))
    told = facts(material.view, how_made(material))
    pairs = (_fact(name, text) for name, text in told)
    parts = [
        tag("p", about, class_="about"),
        tag("h1", question(material)),
        *_expected(material),
        *(_found(each.lead, each.text) for each in search_sentences(material.view)),
        *map(_said, sentences(material.view)),
        *([tag("div", *tiles, class_="tiles")] if tiles else []),
        tag("dl", *pairs, class_="facts"),
    ]
    return tag("header", *parts, id="answer")


def _found(lead: str, text: str) -> Markup:
    return tag("p", tag("strong", lead), " ", with_code(text), class_="answer")


def _fact(name: str, text: str) -> Markup:
    tone = Tone.OPEN.value if name == LABELS["warning"] else None
    return tag("div", tag("dt", name), tag("dd", with_code(text)), class_=tone)


def _said(sentence: Sentence) -> Markup:
    mark = [badge(sentence.lead, sentence.tone), " "] if sentence.lead else []
    return tag("p", *mark, with_code(sentence.text), class_="answer")


def _expected(material: Material) -> Iterator[Markup]:
    """Yield what came of the expectations, those that need somebody first; folded if all hold."""
    gates = outcomes(material.view)
    if not gates:
        return
    said = summary(gates, undecided_of(material.view))
    ordered = sorted(gates, key=lambda gate: URGENCY.index(gate.status))
    rows = [[Cell(gate.title), gate_cell(gate.status), Cell(gate.detail)] for gate in ordered]
    heads = ["expected", "came of it", "found"]
    grid = Grid("Expectations of the study", heads, rows, frozenset(range(3)), is_open=True)
    is_held = hold(material.view)
    mark = badge(said, Tone.GOOD if is_held else Tone.BAD, "✓" if is_held else "✗")
    table = fold("Each expectation", grid_markup(grid), is_open=not is_held)
    yield tag("div", tag("p", mark), table, id="expected")


def _tiles(material: Material) -> Iterator[Markup]:
    """Yield the headline under each regime as numbers that stand out, and the difference."""
    if len(material.points) > 1 or len(material.regimes) > TILES_MAX:
        return
    metric = material.view.headline()
    gauge = material.view.gauge(metric)
    scale = material.scale(metric)
    for regime in material.regimes:
        value = regime.case["metrics"][metric]
        mark = f"{regime.letter} · " if len(material.regimes) > 1 else ""
        bounds = interval_words(gauge, value, is_signed=False)
        title = regime.key if regime.key != regime.name else ""
        yield _tile(f"{mark}{regime.name}", scale.show(value["mean"]), bounds, title)
    if len(material.contrasts) == 1:
        change = material.contrasts[0]["metrics"][metric]["difference"]
        what = material.view.words(metric)
        yield _tile("difference", scale.change(change["mean"]), interval_words(gauge, change), what)


def _tile(name: str, number: str, bounds: str, title: str) -> Markup:
    parts = [
        tag("p", name, class_="tile-name"),
        tag("p", number, class_="tile-number"),
        tag("p", bounds, class_="tile-bounds"),
    ]
    return tag("div", *parts, *([tag("p", title, class_="tile-title")] if title else []))
