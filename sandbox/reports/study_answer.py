"""The answer of a study in a few sentences: the headline, its verdict, what it depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.metrics.quantities import Unit
from sandbox.reports.metric_words import Gauge, gauge_for, grouped_words, metric_words
from sandbox.reports.page import Paragraph, Tone
from sandbox.reports.phrases import listed
from sandbox.statistics.verdicts import (
    REPLICATIONS_MIN,
    AssumptionRange,
    Verdict,
    conclude,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandbox.metrics.values import Metric
    from sandbox.studies.study_results import (
        MetricContrast,
        PointResult,
        RegimeContrast,
        StudyResult,
    )

TONES = {
    Verdict.BETTER: Tone.GOOD,
    Verdict.WORSE: Tone.BAD,
    Verdict.TOO_CLOSE: Tone.OPEN,
    Verdict.UNDECIDED: Tone.OPEN,
}


def answer(result: StudyResult) -> Iterator[Paragraph]:
    """Yield the answer: the last regime against the baseline, at one point or at all."""
    if len(result.points) > 1:
        yield _of_points(result) if len(result.plan.regimes) > 1 else _of_values(result)
    elif len(result.plan.regimes) > 1:
        yield _of_two(result, result.points[0])
    else:
        yield _of_one(result)


def change_of(found: MetricContrast) -> float | None:
    """Return the difference that stands beside the band.

    A percentile is read off all replications at once, and judged replication by replication;
    where the two part by more than the band is wide, the judged one is shown.
    """
    band, change = found.band, found.difference.mean
    is_inside = change is None or not band.low < band.high or band.low <= change <= band.high
    return change if is_inside else band.mean


def with_unit(gauge: Gauge, text: str) -> str:
    """Return a difference that is shown already, shares with the word `points`."""
    return f"{text} points" if gauge.unit is Unit.SHARE else text


def setting(point: PointResult) -> str:
    """Return a setting in short, each path by its last step: `fee=0.2%`."""
    pairs = point.point.settings
    return ", ".join(f"{path.rpartition('.')[2]}={value}" for path, value in pairs)


def gauge_of(result: StudyResult, metric: Metric) -> Gauge:
    """Return the gauge that fits every value and difference of a metric in a study."""
    text = str(metric)
    cases = [case.estimates[text] for point in result.points for case in point.cases]
    changes = [c.metrics[text] for point in result.points for c in point.contrasts]
    widths: list[float | None] = [change.band.half_width for change in changes]
    widths = widths or [estimate.half_width for estimate in cases]
    return gauge_for(metric, widths, max((abs(e.mean or 0) for e in cases), default=0.0))


def _of_one(result: StudyResult) -> Paragraph:
    metric, case = result.metrics[0], result.points[0].cases[0]
    gauge, found = gauge_of(result, metric), case.estimates[str(metric)]
    bounds = gauge.bounds(found.low, found.high, signed=False)
    told = f"95 % interval {bounds}; simulation error only" if bounds else "no interval"
    name = metric_words(metric, result.study.base.document)
    return Paragraph(f"Under {case.regime}, {name} is {gauge.value(found.mean)} ({told}).")


def _of_two(result: StudyResult, point: PointResult) -> Paragraph:
    contrast = point.contrasts[-1]
    metric = result.metrics[0]
    found = contrast.metrics[str(metric)]
    lead, tone = found.verdict.value, TONES.get(found.verdict, Tone.PLAIN)
    if contrast.assumption_range is not None:
        is_up = found.band.mean > 0
        more = is_up == (found.verdict is Verdict.BETTER)
        end = conclude(found.verdict, found.band, contrast.assumption_range, is_more_better=more)
        if not end.holds:
            lead, tone = str(end), Tone.OPEN
    text = _sentence(result, point, contrast)
    text += _assumptions(result, contrast.assumption_range)
    text += _others(result, contrast)
    return Paragraph(text, f"{lead[:1].upper()}{lead[1:]}:", tone)


def _sentence(result: StudyResult, point: PointResult, contrast: RegimeContrast) -> str:
    metric = result.metrics[0]
    gauge, found = gauge_of(result, metric), contrast.metrics[str(metric)]
    name = metric_words(metric, result.study.base.document)
    before, after = (
        gauge.value(case.estimates[str(metric)].mean)
        for case in (point.cases[0], point.cases[1 + point.contrasts.index(contrast)])
    )
    size = change_of(found)
    change, error = with_unit(gauge, gauge.change(size)), _error(gauge, found, contrast)
    sides = f"{name} is {before} under {contrast.baseline} and {after} under {contrast.regime}"
    match found.verdict:
        case Verdict.IDENTICAL:
            return (
                f"{contrast.regime} is the same world as {contrast.baseline}; {name} is {before}."
            )
        case Verdict.TOO_CLOSE:
            return f"{sides}; the difference, {change} ({error}), may be none."
        case Verdict.UNDECIDED:
            return f"{sides}, a difference of {change}; {_why_undecided(found)}."
        case _:
            verb = "raises" if found.band.mean > 0 else "lowers"
            by = gauge.difference(size)
            return f"{contrast.regime} {verb} {name} from {before} to {after}, by {by} ({error})."


def _error(gauge: Gauge, found: MetricContrast, contrast: RegimeContrast) -> str:
    bounds = gauge.bounds(found.band.low, found.band.high)
    if not bounds:
        return "no interval"
    text = f"95 % interval {bounds}"
    return text if contrast.assumption_range is not None else f"{text}; simulation error only"


def _why_undecided(found: MetricContrast) -> str:
    if found.band.count < REPLICATIONS_MIN:
        return f"fewer than {REPLICATIONS_MIN} replications prove nothing"
    return "it is the same in every replication, so nothing is known of its spread"


def _assumptions(result: StudyResult, over: AssumptionRange | None, subject: str = "it is") -> str:
    if over is None:
        return ""
    gauge = gauge_of(result, result.metrics[0])
    if over.low == over.high:
        return " No assumption of this world moves it."
    text = " Over the ranges of this world's assumptions "
    text += f"{subject} {gauge.bounds(over.low, over.high)}"
    return f"{text}; {over.driver} matters most." if over.driver else f"{text}."


def _range_of_points(result: StudyResult) -> AssumptionRange | None:
    """Return the range over the assumptions of all points together, if every point has one."""
    overs = [point.contrasts[-1].assumption_range for point in result.points]
    found = [over for over in overs if over is not None]
    if len(found) < len(overs):
        return None
    widest = max(found, key=lambda over: over.high - over.low)
    if widest.low == widest.high:  # the sweep moves the difference, and no assumption does
        return widest
    low, high = min(over.low for over in found), max(over.high for over in found)
    return AssumptionRange(low, high, widest.driver)


def _others(result: StudyResult, contrast: RegimeContrast) -> str:
    """Return what happens to the other metrics, by direction."""
    document = result.study.base.document
    sides: dict[str, list[Metric]] = {"raises": [], "lowers": []}
    for metric in result.metrics[1:]:
        found = contrast.metrics[str(metric)]
        if found.verdict in (Verdict.BETTER, Verdict.WORSE):
            verb = "raises" if found.band.mean > 0 else "lowers"
            sides[verb].append(metric)
    told = [
        f"{verb} {listed(grouped_words(metrics, document))}"
        for verb, metrics in sides.items()
        if metrics
    ]
    return f" It also {'; it '.join(told)}." if told else ""


def _of_points(result: StudyResult) -> Paragraph:
    """Tell the headline at the points where the last regime gains least and most."""
    metric = result.metrics[0]
    gauge, text = gauge_of(result, metric), str(metric)
    found = [(point, point.contrasts[-1].metrics[text]) for point in result.points]
    verdicts = [each.verdict for _, each in found]
    ordered = sorted(found, key=lambda each: change_of(each[1]) or 0.0)
    (low_at, low), (high_at, high) = ordered[0], ordered[-1]
    contrast = result.points[0].contrasts[-1]
    name = metric_words(metric, result.study.base.document)
    told = f"{contrast.regime} against {contrast.baseline} changes {name} by "
    least, most = gauge.change(change_of(low)), gauge.change(change_of(high))
    if least == most:
        told += f"{with_unit(gauge, least)} everywhere"
    else:
        told += f"{least} ({setting(low_at)}) to {with_unit(gauge, most)} ({setting(high_at)})"
    told += f"; simulation error at most {_widest(gauge, found)}."
    told += _assumptions(result, _range_of_points(result), "they are")
    told += "".join(_turns(result, metric))
    is_one = len(set(verdicts)) == 1
    tone = TONES.get(verdicts[0], Tone.PLAIN) if is_one else Tone.OPEN
    return Paragraph(told, f"{_tallied(verdicts)}:", tone)


def _widest(gauge: Gauge, found: Sequence[tuple[PointResult, MetricContrast]]) -> str:
    widest = max(each.band.half_width for _, each in found)
    return f"±{gauge.change(widest).lstrip('+')}" if widest < float("inf") else "unknown"


def _tallied(verdicts: Sequence[Verdict]) -> str:
    """Return verdicts with their numbers, for example `Better at 3 of 5 points, worse at 2`."""
    kinds = list(dict.fromkeys(verdicts))
    if len(kinds) == 1:
        return f"{kinds[0].value} at every point".capitalize()
    first, *rest = [(kind.value, verdicts.count(kind)) for kind in kinds]
    parts = [f"{first[0]} at {first[1]} of {len(verdicts)} points"]
    return ", ".join(parts + [f"{word} at {number}" for word, number in rest]).capitalize()


def _turns(result: StudyResult, headline: Metric) -> Iterator[str]:
    """Yield where along one path the verdict on another metric turns from better to worse."""
    paths = {path for point in result.points for path, _ in point.point.settings}
    if len(paths) != 1:
        return
    (path,) = paths
    document = result.study.base.document
    for metric in result.metrics:
        verdicts = [p.contrasts[-1].metrics[str(metric)].verdict for p in result.points]
        where = [k for k in range(1, len(verdicts)) if verdicts[k] != verdicts[k - 1]]
        ends = {verdicts[0], verdicts[-1]}
        if len(where) != 1 or ends != {Verdict.BETTER, Verdict.WORSE}:
            continue
        before, after = (result.points[k].point[path] for k in (where[0] - 1, where[0]))
        name = "it" if metric == headline else metric_words(metric, document)
        turn = f"from {verdicts[0]} to {verdicts[-1]}"
        last = path.rpartition(".")[2]
        yield f" {name[:1].upper()}{name[1:]} turns {turn} between {last}={before} and {after}."


def _of_values(result: StudyResult) -> Paragraph:
    """Tell where along the points of a single regime the headline is least and greatest."""
    metric = result.metrics[0]
    gauge = gauge_of(result, metric)
    found = [(point, point.cases[0].estimates[str(metric)].mean) for point in result.points]
    known = sorted((mean, k) for k, (_, mean) in enumerate(found) if mean is not None)
    name = metric_words(metric, result.study.base.document)
    if not known:
        return Paragraph(f"Nothing was counted that {name} could be computed from.")
    (low, first), (high, last) = known[0], known[-1]
    ends = f"from {gauge.value(low)} ({setting(found[first][0])}) to "
    ends += f"{gauge.value(high)} ({setting(found[last][0])})"
    regime = result.points[0].cases[0].regime
    return Paragraph(f"Under {regime}, {name} goes {ends}; simulation error only.")
