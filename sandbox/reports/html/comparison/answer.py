"""The top of a comparison's page: the question, the verdicts, and how the runs were compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sandbox.markup import Markup, tag
from sandbox.reports.html.badges import badge
from sandbox.reports.html.comparison.material import SIDES
from sandbox.reports.html.figures import with_code
from sandbox.reports.html.sections.answer import estimate_of, tile
from sandbox.reports.phrases import count, decimals_for, interval, percent, points

if TYPE_CHECKING:
    from sandbox.reports.html.comparison.material import ComparisonMaterial, PairMaterial

INTERVALS = (
    "95 % each, of simulation error only; each holds on its own, so that of twenty one is "
    "expected to miss"
)


def comparison_answer(material: ComparisonMaterial) -> Markup:
    """Return the head of the page."""
    scenarios = (str(material.document[side].get("scenario")) for side in SIDES)
    about = ["comparison of two stored runs", *dict.fromkeys(scenarios)]
    parts = [
        tag("p", " · ".join(about), class_="about"),
        tag("h1", material.question),
        *(_said(pair) for pair in material.pairs),
    ]
    changed = [pair for pair in material.pairs if pair.is_changed]
    if len(changed) == 1:
        parts.append(tag("div", *_tiles(changed[0]), class_="tiles"))
    facts = (tag("div", tag("dt", name), tag("dd", text)) for name, text in _facts(material))
    parts.append(tag("dl", *facts, class_="facts"))
    return tag("header", *parts, id="answer")


def _said(pair: PairMaterial) -> Markup:
    verdict = str(pair.found["verdict"])
    return tag("p", badge(verdict), " ", with_code(sentence(pair)), class_="answer")


def sentence(pair: PairMaterial) -> str:
    """Return the answer of a pair in one sentence, with its interval and how it was compared."""
    change = estimate_of(pair.found[pair.rate])
    digits = decimals_for(change)
    before, after = (percent(r.found[pair.rate]["mean"], digits) for r in pair.regimes)
    where, name = _where(pair), pair.rate_name
    if not pair.is_changed:
        return f"Every count is the same{where}: {name} is {before}, {_how(pair)}."
    text = f"{name[:1].upper()}{name[1:]}{where} is {before} in A and {after} in B: "
    text += f"{points(change.mean, digits)} points"
    if change.low is not None:
        bounds = interval(change, digits, signed=True)
        text += f" ({100 * change.confidence:.4g} % interval {bounds})"
    return f"{text}, {_how(pair)}."


def _where(pair: PairMaterial) -> str:
    one, other = (str(pair.found[side]) for side in SIDES)
    return f" under `{one}`" if one == other else f" under `{one}` in A and `{other}` in B"


def _how(pair: PairMaterial) -> str:
    number = pair.found["paired_replications"]
    return f"{count(number, 'replication')} paired" if number else "from independent samples"


def _tiles(pair: PairMaterial) -> Iterator[Markup]:
    change = estimate_of(pair.found[pair.rate])
    digits = decimals_for(change)
    for side, key in zip(pair.regimes, SIDES, strict=True):
        found = estimate_of(side.found[pair.rate])
        bounds = _bounded(interval(found, digits))
        yield tile(f"{side.name} · {pair.found[key]}", percent(found.mean, digits), bounds, "")
    bounds = _bounded(interval(change, digits, signed=True))
    how = "points, paired by replication" if pair.found["paired"] else "points, independent samples"
    yield tile("difference", points(change.mean, digits), bounds, how)


def _bounded(bounds: str) -> str:
    return bounds if bounds.startswith("no") else f"95 % interval {bounds}"


def _facts(material: ComparisonMaterial) -> Iterator[tuple[str, str]]:
    places = material.context.get("places", [])
    for letter, place in zip("AB", places, strict=False):
        yield letter, str(place)
    yield "compared", " ".join(dict.fromkeys(_basis(pair) for pair in material.pairs))
    if any(pair.is_changed for pair in material.pairs):
        yield "intervals", INTERVALS
    for warning in material.document["warnings"]:
        yield "note", str(warning)


def _basis(pair: PairMaterial) -> str:
    """Return how a pair was compared, and what was left out of it."""
    because = pair.found["because"]
    if not pair.found["paired"]:
        return f"The runs are taken to be independent, because {because}."
    number = pair.found["paired_replications"]
    text = f"{count(number, 'replication')} paired: {because}, so that equal luck cancels out."
    sizes = [pair.document[side]["replications"] for side in SIDES]
    if sizes[0] != sizes[1]:
        text += f" A has {sizes[0]:,} and B {sizes[1]:,}; the others are left out."
    return text
