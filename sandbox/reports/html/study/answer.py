"""The top of a study's page: the question, the verdicts on the headline, what they stand on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sandbox.markup import Markup, tag
from sandbox.reports.html.badges import badge
from sandbox.reports.html.figures import with_code
from sandbox.reports.html.scales import shown
from sandbox.reports.html.sections.answer import tile
from sandbox.reports.html.study.sentences import sentences
from sandbox.reports.phrases import count, listed

if TYPE_CHECKING:
    from sandbox.reports.html.study.material import StudyMaterial

TILES_MAX = 3  # regimes
STOPS = {
    "precision": "until precise enough",
    "replications": "",
    "time": "until the time was up",
    "checkouts": "until the budget was spent",
}


def study_answer(material: StudyMaterial) -> Markup:
    """Return the head of the page."""
    period = material.context.get("period")
    when = [" to ".join(text.replace("T", " ") for text in period)] if period else []
    about = [str(material.document["study"]), str(material.document["scenario"]), *when]
    parts = [
        tag("p", " · ".join(about), class_="about"),
        tag("h1", material.question),
        *_said(material),
    ]
    tiles = list(_tiles(material))
    parts += [tag("div", *tiles, class_="tiles")] if tiles else []
    facts = (tag("div", tag("dt", name), tag("dd", text)) for name, text in _facts(material))
    parts.append(tag("dl", *facts, class_="facts"))
    return tag("header", *parts, id="answer")


def _said(material: StudyMaterial) -> Iterator[Markup]:
    for said in sentences(material):
        mark = [badge(said.verdict), " "] if said.verdict else []
        yield tag("p", *mark, with_code(said.text), class_="answer")


def _tiles(material: StudyMaterial) -> Iterator[Markup]:
    if material.is_sweep or len(material.regimes) > TILES_MAX:
        return
    metric, scale = material.headline, material.scale(material.headline)
    titles = material.context.get("titles", {})
    (point,) = material.points
    for regime in point.regimes:
        found = regime.found["metrics"][metric]
        bounds = f"{100 * found['confidence']:.4g} % interval {scale.bounds(found)}"
        mark = f"{regime.letter} · " if len(material.regimes) > 1 else ""
        name = f"{mark}{regime.name}"
        yield tile(name, shown(found, scale), bounds, titles.get(regime.name, ""))
    if len(point.differences) == 1:
        found = point.differences[0]["metrics"][metric]
        mean = found["difference"]["mean"]
        if mean is not None:
            bounds = f"band {scale.bounds(found['band'], is_change=True)}"
            yield tile("difference", scale.change(mean), bounds, "same shoppers, same luck")


def _facts(material: StudyMaterial) -> Iterator[tuple[str, str]]:
    gates = material.document.get("expect", [])
    if gates:
        states = [str(gate["status"]) for gate in gates]
        kinds = {state: states.count(state) for state in dict.fromkeys(states)}
        ends = {"pass": "hold", "fail": "fail", "undecided": "stay undecided"}
        told = listed([f"{n:,} {ends.get(state, state)}" for state, n in kinds.items()])
        yield "expected", f"of {count(len(gates), 'expectation')} {told}"
    yield "size", _size(material)
    scale = material.document.get("scale", 1)
    if scale != 1:
        yield "scale", f"one simulated checkout stands for {scale:,.12g}"
    if len(material.regimes) > 1:
        text = "the bands of all verdicts and expectations of this study hold together with "
        yield "band", f"{text}95 % confidence, however often it looks; simulation error only"
    warm_up = material.document.get("warm_up")
    if warm_up is not None:
        text = f"the first {100 * warm_up['share']:.3g} % of the horizon is left out"
        yield "warm-up", text if warm_up["settled"] else f"{text}; the series had not settled"
    if not material.document.get("reproducible", True):
        yield "clock", "the clock ended this study: another run may make more or fewer replications"


def _size(material: StudyMaterial) -> str:
    points = material.document["points"]
    checkouts = sum(run["checkouts"] for point in points for run in point["runs"])
    cases = count(len(material.regimes), "regime")
    cases = f"{count(len(points), 'point')} × {cases}" if material.is_sweep else cases
    sizes = [point["replications"] for point in points]
    least, most = min(sizes), max(sizes)
    each = (
        f"{least:,} to {count(most, 'replication')}" if least < most else count(most, "replication")
    )
    stops = dict.fromkeys(STOPS.get(str(point.get("stopped_by")), "") for point in points)
    text = f"{checkouts:,} checkouts: {cases}, {each} each"
    ends = listed([stop for stop in stops if stop], "or")
    return f"{text}, {ends}" if ends else text
