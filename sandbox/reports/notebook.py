"""An answer for a notebook: what its report says first, and the metrics that were asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sandbox.markup import join_parts, small_table, tag
from sandbox.reports.findings.english import HEADS, IN_SHORT
from sandbox.reports.findings.phrases import count
from sandbox.reports.findings.sentences import answer
from sandbox.reports.findings.view import View, letter, setting, verdict
from sandbox.reports.text.asked_blocks import bounds_words

if TYPE_CHECKING:
    from sandbox.markup import Markup
    from sandbox.reports.findings.view import Plain

ROWS_SHOWN = 40


def answer_html(document: Mapping[str, Any]) -> str:
    """Return the verdict in the words of every report, and one table.

    Parameters
    ----------
    document
        Of an answer.
    """
    view = View(document)
    return join_parts([*_sentences(view), _table(view)])


def _sentences(view: View) -> Iterator[Markup]:
    for sentence in answer(view):
        lead = [tag("strong", f"{sentence.lead}:"), " "] if sentence.lead else []
        text = sentence.text if lead else f"{sentence.text[:1].upper()}{sentence.text[1:]}"
        yield tag("p", *lead, text)


def _table(view: View) -> Markup:
    rows = [row for point in view.points for row in _rows(view, point)]
    heads = [HEADS["metric"], *(letter(place) for place in range(len(view.regimes)))]
    for place in range(1, len(view.regimes)):
        minus = HEADS["minus"].format(other=letter(place))
        heads += [minus, HEADS["verdict"], HEADS["interval"]]
    if len(view.regimes) == 1:
        heads.append(HEADS["interval"])
    caption = str(view.document["question"] or view.document["name"])
    names = ", ".join(f"{letter(k)} {name}" for k, name in enumerate(view.regimes))
    table = small_table(f"{caption} ({names})", heads, rows[:ROWS_SHOWN])
    rest = len(rows) - ROWS_SHOWN
    return (
        table
        if rest <= 0
        else join_parts([table, tag("p", HEADS["more"].format(count=count(rest)))])
    )


def _rows(view: View, point: Plain) -> Iterator[list[str]]:
    where = f" ({setting(point)})" if point["settings"] else ""
    for text in view.metrics:
        gauge = view.gauge(text)
        found = [case["metrics"][text] for case in point["cases"]]
        row = [f"{text}{where}", *(gauge.value(each["mean"]) for each in found)]
        for contrast in point["contrasts"]:
            told = contrast["metrics"][text]
            change, said = told["difference"], verdict(told)
            bounds = bounds_words(gauge, told)
            row += [gauge.change(change["mean"]), IN_SHORT.get(said, said.value), bounds]
        if len(found) == 1:
            row.append(gauge.bounds(found[0]["low"], found[0]["high"], is_signed=False))
        yield row
