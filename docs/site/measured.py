"""The table of the metrics, from their catalogue."""

from __future__ import annotations

from docs.site.markdown import code, listed, table
from sandbox.metrics.metric_catalogue import CATALOGUE, FROM, UNTIL, Axis, Measure, PartyKind
from sandbox.metrics.metric_units import Unit

UNITS = {
    Unit.SHARE: "share",
    Unit.COUNT: "count",
    Unit.FEN: "money",
    Unit.US: "time",
    Unit.PLAIN: "number",
}


def metrics() -> str:
    """Return the table of all metrics."""
    rows = [
        (
            _name(name, measure),
            _phrase(measure),
            measure.of,
            UNITS[measure.unit],
            measure.more_is.value,
            _narrowed(measure),
        )
        for name, measure in CATALOGUE.items()
    ]
    heads = ("metric", "in a sentence", "what it is", "unit", "more is", "can be narrowed by")
    return table(heads, rows)


def _name(name: str, measure: Measure) -> str:
    if measure.party is PartyKind.NONE:
        return code(name)
    if measure.party in (PartyKind.PERCENTILE, PartyKind.PERCENTILE_OR_MEAN):
        mean = f" {code(f'{name}.mean')}" if measure.party is PartyKind.PERCENTILE_OR_MEAN else ""
        return f"{code(f'{name}.p95')}{mean}"
    article = "an" if measure.party[0] in "aeiou" else "a"
    return f"{code(f'{name}.NAME')} of {article} {measure.party}"


def _phrase(measure: Measure) -> str:
    """Return the phrase with an example in place of what stands behind the dot."""
    is_percentile = measure.party in (PartyKind.PERCENTILE, PartyKind.PERCENTILE_OR_MEAN)
    return measure.phrase.format("95th percentile" if is_percentile else "NAME")


def _narrowed(measure: Measure) -> str:
    tables = [" with ".join(_keys(axis) for axis in axes) for axes in measure.tables]
    return listed(tables) or "nothing"


def _keys(axis: Axis) -> str:
    return f"{code(FROM)}, {code(UNTIL)}" if axis is Axis.TIME else code(axis.value)
