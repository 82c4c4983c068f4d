"""A whole page: one file, no request, readable without its script."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sandbox.markup import Markup, tag
from sandbox.reports.html.bundle import vega_bundle
from sandbox.reports.html.charts.frame import look
from sandbox.reports.html.figures import section_markup
from sandbox.reports.html.material import Material
from sandbox.reports.html.palette import DARK, LIGHT, declarations
from sandbox.reports.html.pieces import at_points
from sandbox.reports.html.sections.analyses.attribution_section import attribution
from sandbox.reports.html.sections.analyses.search_section import search_tables
from sandbox.reports.html.sections.analyses.sensitivity_section import sensitivity
from sandbox.reports.html.sections.analyses.stages_section import stages
from sandbox.reports.html.sections.analyses.sweep_section import swept
from sandbox.reports.html.sections.answer_section import answer, question
from sandbox.reports.html.sections.asked_section import asked_metrics
from sandbox.reports.html.sections.course_section import over_time
from sandbox.reports.html.sections.doors_section import doors
from sandbox.reports.html.sections.evidence.assumptions_section import assumptions
from sandbox.reports.html.sections.evidence.parting_section import parting
from sandbox.reports.html.sections.evidence.reproduce_section import reproduce
from sandbox.reports.html.sections.evidence.rules_section import rules
from sandbox.reports.html.sections.evidence.scenario_section import scenario
from sandbox.reports.html.sections.evidence.stories_section import stories
from sandbox.reports.html.sections.load_section import latency, load
from sandbox.reports.html.sections.losses_section import losses
from sandbox.reports.html.sections.money_section import money
from sandbox.reports.html.sections.moves_section import moves
from sandbox.reports.html.sections.routes_section import routes
from sandbox.reports.html.sections.success_section import success
from sandbox.reports.html.sections.wallets_section import wallets
from sandbox.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.reports.html.figures import Figure, Section

# In the order of the questions that a reader asks.
PARTS = (
    *(at_points(asked_metrics), swept, scenario),
    *map(at_points, (moves, losses, doors, money, wallets, success)),
    *map(at_points, (over_time, latency, load, routes)),
    *(attribution, search_tables, sensitivity, at_points(stages)),
    *(parting, at_points(stories), assumptions, at_points(rules), reproduce),
)


def page_html(document: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    """Return an answer as one HTML file: of a run, a study or a comparison.

    Parameters
    ----------
    document
        What `--json` prints.
    context
        What `context_json` returns; parts that need what is not there are absent.

    Raises
    ------
    MissingExtraError
        Without the libraries that draw charts.
    """
    material = Material(document, context)
    return whole_page(question(material), answer(material), sections_of(material))


def sections_of(material: Material) -> list[Section]:
    """Return the parts for which there is something to show."""
    return [section for part in PARTS if (section := part(material)) is not None]


def figures_of(sections: Sequence[Section]) -> list[Figure]:
    """Return all charts, in order."""
    return [figure for section in sections for figure in section.figures]


def whole_page(title: str, head: Markup, sections: Sequence[Section]) -> str:
    """Return a page.

    Parameters
    ----------
    title
        Of the window.
    head
        Top of the page: the question and its answer.
    sections
        What follows.
    """
    charts = {figure.name: figure.spec for figure in figures_of(sections)}
    scripts = [vega_bundle(), _resource("page.js")]
    body = tag(
        "body",
        tag("a", "Skip to the answer", href="#answer", class_="skip"),
        tag(
            "div",
            _contents(sections),
            tag("main", head, *map(section_markup, sections)),
            class_="page",
        ),
        _data("charts", {"config": look(), "specs": charts}),
        *(tag("script", Markup(script)) for script in scripts),
    )
    return f"<!doctype html>\n{tag('html', _head(title, scripts), body, lang='en')}\n"


def _head(title: str, scripts: Sequence[str]) -> Markup:
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    policy = [
        "default-src 'none'",
        f"script-src {hashes}",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    style = f":root{{{declarations(LIGHT)}}}"
    style += f"@media (prefers-color-scheme:dark){{:root{{{declarations(DARK)}}}}}"
    style += f"@media print{{:root{{{declarations(LIGHT)}}}}}"
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content="; ".join(policy)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="generator", content=f"payment interoperability sandbox {__version__}"),
        tag("title", title),
        tag("style", Markup(style + _resource("page.css"))),
    )


def _digest(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()


def _contents(sections: Sequence[Section]) -> Markup:
    links = (tag("li", tag("a", s.title, href=f"#{s.name}")) for s in sections)
    answered = tag("li", tag("a", "Answer", href="#answer"))
    return tag("nav", tag("ul", answered, *links), aria_label="Contents")


def _data(name: str, content: Any) -> Markup:  # noqa: ANN401 -- any JSON
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # A script element ends at the next `</`, whatever stands in a user's text.
    return tag("script", Markup(text.replace("<", "\\u003c")), type="application/json", id=name)


def _resource(name: str) -> str:
    return files(__package__ or "").joinpath(name).read_text(encoding="utf-8")
