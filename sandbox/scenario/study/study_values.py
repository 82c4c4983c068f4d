"""The values that a study gives to paths of its base scenario, each tried on the base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from sandbox.errors import Diagnostic, ScenarioError
from sandbox.scenario import quantities
from sandbox.scenario.layers.overrides import Change, layer_of, read_change, spans_of, split_path
from sandbox.scenario.schema.study_document import POINTS_MAX, Crossing, Design, Range
from sandbox.scenario.variants import vary
from sandbox.scenario.yaml import nodes
from sandbox.scenario.yaml.yaml_scalars import resolve
from sandbox.scenario.yaml.yaml_text import inline_text

if TYPE_CHECKING:
    from sandbox.scenario.loaded_study import LoadedStudy
    from sandbox.scenario.schema.study_document import StudyDocument
    from sandbox.scenario.yaml.source_text import Span

Path = tuple[str, ...]

ENDS = (Fraction(0), Fraction(1))

# What a study says in its own words, once for all of its runs.
FIXED = {
    "compare": "the study's own `compare` names the regimes",
    "extends": "name another base as `study`",
    "regime": "the study's own `compare` names the regimes",
    "replications": "the study's own `replications` says how many",
    "seed": "the study's own `seed` says which",
    "smoke": "it is no part of a study",
    "walk": "the study's own `compare` names the regimes",
}
VALUES_CHECKED_MAX = 200  # of one path: each is tried on the base, for a few milliseconds


def values_of(document: StudyDocument) -> dict[str, list[str] | None]:
    """Return the values of each path that is swept by `from` and `to`; None for written lists.

    Ranges with too many values are cut to `POINTS_MAX` and one.
    """
    sweep = document.sweep
    if sweep is None or isinstance(sweep, Design):
        return {}
    return {
        path: _values_of_range(values) if isinstance(values, Range) else None
        for path, values in sweep.items()
    }


def change_at(key: str, span: Span, value: nodes.Node) -> Change:
    """Return the change of one path of a study.

    Parameters
    ----------
    key, span
        The path with its dots, and where it is written.
    value
        As written in the study, or `scalar` of a value that was computed.
    """
    return Change(split_path(key), spans_of(key, span), value)


def change_of(study: LoadedStudy, key: str, text: str) -> Change:
    """Return the change of one path to a value that is written as behind `--set`.

    Mistakes in it are placed where the study names the path, or in the text where it does not.
    """
    change = read_change(f"{key}={text}")
    spans = [
        entry.key
        for where in (("sweep", key), ("sweep", "over", key))
        if (entry := study.places.find(where)) is not None
    ]
    if not spans:
        return change
    return Change(change.path, spans_of(key, spans[0]), _moved(change.value, spans[0]))


def _moved(node: nodes.Node, span: Span) -> nodes.Node:
    """Return a value as if all of it stood at one place."""
    if isinstance(node, nodes.Sequence):
        items = tuple(_moved(item, span) for item in node.items)
        return node._replace(items=items, span=span)
    if isinstance(node, nodes.Mapping):
        entries = {
            key: nodes.Entry(span, _moved(entry.node, span)) for key, entry in node.entries.items()
        }
        return nodes.Mapping(entries, span)
    return node._replace(span=span)


def scalar(text: str, span: Span) -> nodes.Scalar:
    """Return a computed value as if it stood at a place."""
    return nodes.Scalar(resolve(text), text, span)


def _values_of_range(values: Range) -> list[str]:
    if values.count is not None:
        return quantities.evenly(values.from_, values.to, values.count)
    if quantities.steps_count(values.from_, values.to, values.step) > POINTS_MAX:
        return [values.from_] * (POINTS_MAX + 1)
    return quantities.stepwise(values.from_, values.to, values.step)


def check_sweep(study: LoadedStudy) -> Iterator[Diagnostic]:
    """Yield what is wrong with the sweep of a study."""
    sweep = study.document.sweep
    if sweep is None:
        return
    section: Path = ("sweep", "over") if isinstance(sweep, Design) else ("sweep",)
    paths = list(sweep.over if isinstance(sweep, Design) else sweep)
    wrong = [d for path in paths for d in _path(study, (*section, path), path, at_key=True)]
    yield from wrong
    if wrong:
        return
    count = points_count(study.document)
    if count > POINTS_MAX:
        message = f"the sweep has {count:,} points, must be at most {POINTS_MAX:,}"
        hint = "take fewer values, or spread points with `latin_hypercube` or `sobol`"
        yield study.complaint(message, "sweep", hint=hint, at_key=True)
        return  # before anything is tried: with so many points that would take its time
    candidates = {path: _candidates(study, (*section, path)) for path in paths}
    yield from _repeated(study, section, candidates)
    yield from _tried(study, section, candidates)


def points_count(document: StudyDocument) -> int:
    """Return how many points a study has, without making any of them."""
    sweep = document.sweep
    if sweep is None:
        return 1
    if isinstance(sweep, Design):
        return sweep.points
    return prod(_values_count(values) for values in sweep.values())


def _values_count(values: Range | list[object]) -> int:
    if not isinstance(values, Range):
        return len(values)
    return values.count or quantities.steps_count(values.from_, values.to, values.step)


def _candidates(study: LoadedStudy, where: Path) -> list[nodes.Node]:
    """Return the values of one path that are tried: all that are written, the ends of a range."""
    node = study.places.node(where)
    sweep = study.document.sweep
    if isinstance(sweep, Design):
        low, high = sweep.over[where[-1]]
        ends = [quantities.between(low, high, part) for part in ENDS]
        spots = [(*where, "0"), (*where, "1")]
    elif isinstance(node, nodes.Sequence):
        return list(node.items[:VALUES_CHECKED_MAX])
    else:
        computed = values_of(study.document)[where[-1]] or []
        ends = [computed[0], computed[-1]]
        spots = [(*where, "from"), (*where, "to")]
    return [scalar(text, _span(study, spot)) for text, spot in zip(ends, spots, strict=True)]


def key_span(study: LoadedStudy, path: Path) -> Span:
    """Return where the key at a path of a study stands."""
    entry = study.places.find(path)
    return entry.key if entry is not None else study.places.tree.span


def _span(study: LoadedStudy, path: Path) -> Span:
    node = study.places.node(path)
    return node.span if node is not None else study.places.tree.span


def _repeated(
    study: LoadedStudy, section: Path, candidates: dict[str, list[nodes.Node]]
) -> Iterator[Diagnostic]:
    for path, values in candidates.items():
        seen: list[object] = []
        for index, value in enumerate(values):
            plain = nodes.to_plain(value)
            if plain in seen:
                message = f"the value {inline_text(value)} of `{path}` is there twice"
                yield study.complaint(message, *section, path, str(index))
            seen.append(plain)


def _tried(
    study: LoadedStudy, section: Path, candidates: dict[str, list[nodes.Node]]
) -> Iterator[Diagnostic]:
    """Try every value beside the first of all others: some only make sense together."""
    first: dict[str, Change] = {}
    for path, values in candidates.items():
        change = change_at(path, key_span(study, (*section, path)), values[0])
        unknown = list(_unknown(study, change))
        yield from unknown
        if not unknown:
            first[path] = change
    yield from _wrong_on(study, first.values())
    for path, change in first.items():
        for value in candidates[path][1:]:
            changed = {**first, path: change._replace(value=value)}
            yield from _wrong_on(study, changed.values())


def _unknown(study: LoadedStudy, change: Change) -> Iterator[Diagnostic]:
    try:
        layer_of(change, study.base.places)
    except ScenarioError as error:
        yield from error.diagnostics


def _wrong_on(study: LoadedStudy, changes: Iterable[Change]) -> Iterator[Diagnostic]:
    try:
        vary(study.base, changes)
    except ScenarioError as error:
        yield from error.diagnostics


def _path(study: LoadedStudy, where: Path, text: str, *, at_key: bool) -> Iterator[Diagnostic]:
    """Yield a complaint about a path that no study can vary."""
    parts = split_path(text)
    if not all(parts):
        message = f"`{text}` is no path"
        hint = "write keys with dots between them, such as wallets.wechat_pay.fee"
        yield study.complaint(message, *where, hint=hint, at_key=at_key)
    elif parts[0] in FIXED:
        message = f"`{parts[0]}` cannot vary within a study"
        yield study.complaint(message, *where, hint=FIXED[parts[0]], at_key=at_key)


def check_crossing(study: LoadedStudy, where: Path, search: Crossing) -> Iterator[Diagnostic]:
    """Yield what is wrong with a number that a study looks for."""
    spot = (*where, "vary")
    wrong = list(_path(study, spot, search.vary, at_key=False))
    yield from wrong
    if wrong:
        return
    span = _span(study, spot)
    for index, part in enumerate(ENDS):
        text = quantities.between(search.between[0], search.between[1], part)
        value = scalar(text, _span(study, (*where, "between", str(index))))
        yield from _wrong_on(study, [change_at(search.vary, span, value)])
