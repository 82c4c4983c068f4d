"""What is said of an answer, in which order: sentences for every face of the program.

A terminal, a page, a notebook and a summary lay out the same sentences; none of them decides.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sandbox.answers.verdicts import Verdict
from sandbox.metrics.metric_catalogue import MoreIs
from sandbox.metrics.metric_units import Unit
from sandbox.reports.findings.cases import share_digits
from sandbox.reports.findings.english import (
    AGREEMENT,
    LEADS,
    MOST,
    ONE_THING,
    SENTENCES,
    VERBS,
)
from sandbox.reports.findings.gauges import Gauge, grouped_words
from sandbox.reports.findings.phrases import NOTHING, enumeration, percent, words
from sandbox.reports.findings.view import View, half_width, setting, verdict
from sandbox.reports.page_blocks import Tone
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from sandbox.metrics.grammar.names import Metric
    from sandbox.reports.findings.view import Plain

GOOD = frozenset({Verdict.BETTER, Verdict.PERHAPS_BETTER})
BAD = frozenset({Verdict.WORSE, Verdict.PERHAPS_WORSE})
PERHAPS = {
    Verdict.PERHAPS_BETTER,
    Verdict.PERHAPS_WORSE,
    Verdict.PERHAPS_RISES,
    Verdict.PERHAPS_FALLS,
}
OPEN = frozenset({Verdict.TOO_CLOSE, Verdict.UNDECIDED, *PERHAPS})


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something that is said.

    Attributes
    ----------
    text
        Whole sentences.
    lead
        The verdict in words, without its colon; empty where nothing is judged.
    tone
        How the lead sounds.
    metric
        What it is about.
    """

    text: str
    lead: str = ""
    tone: Tone = Tone.PLAIN
    metric: str = ""


def answer(view: View) -> list[Sentence]:
    """Return the answer: the first sentence is about the first asked metric that moved."""
    headline = view.headline()
    if view.document["kind"] == "comparison":
        return [_of_matched(view, point, headline) for point in view.points]
    if len(view.points) > 1:
        is_alone = len(view.regimes) == 1
        return [_of_values(view, headline) if is_alone else _of_points(view, headline)]
    (point,) = view.points
    if len(view.regimes) == 1:
        return [_of_one(view, point, headline)]
    if len(view.regimes) == 2:
        return [_of_pair(view, point, point["contrasts"][0], headline)]
    return [_of_many(view, point, headline)]


def verdict_lead(contrast: Plain, gauge: Gauge) -> str:
    """Return a verdict in words, for example `Better, perhaps by less than 0.05 points`."""
    return LEADS[verdict(contrast)].format(threshold=gauge.difference(contrast["threshold"]))


def tone_of(judgement: Verdict) -> Tone:
    """Return how a verdict sounds."""
    if judgement in OPEN and judgement not in PERHAPS:
        return Tone.OPEN
    if judgement in GOOD:
        return Tone.GOOD
    return Tone.BAD if judgement in BAD else Tone.PLAIN


def metric_subject(phrase: str) -> dict[str, str]:
    """Return a metric for a sentence, with the verbs that agree with it."""
    is_many = not phrase.startswith(ONE_THING)
    return {"metric": phrase, **{key: forms[is_many] for key, forms in AGREEMENT.items()}}


def interval_words(gauge: Gauge, contrast: Plain, *, is_signed: bool = True) -> str:
    """Return an interval in words."""
    if contrast["low"] is not None and contrast["low"] == contrast["high"]:
        return SENTENCES["exact"]
    bounds = gauge.bounds(contrast["low"], contrast["high"], is_signed=is_signed)
    return SENTENCES["interval"].format(bounds=bounds) if bounds else SENTENCES["no_interval"]


def with_unit(gauge: Gauge, text: str) -> str:
    """Return a difference that is shown already, shares with the word `points`."""
    if gauge.unit is Unit.SHARE:
        return f"{text} points"
    if gauge.unit is Unit.FEN:
        return f"{text[:1]}¥{text[1:]}" if text[:1] in "+-" else f"¥{text}"
    return f"{text} {'s' if gauge.is_long else 'ms'}" if gauge.unit is Unit.US else text


def _of_matched(view: View, point: Plain, headline: str) -> Sentence:
    """Tell one pair of a comparison; where there are several, which one it is."""
    (contrast,) = point["contrasts"]
    said = _of_pair(view, point, contrast, headline)
    if len(view.points) == 1:
        return said
    return replace(said, lead=SENTENCES["of_matched"].format(lead=said.lead, pair=pair_name(point)))


def pair_name(point: Plain) -> str:
    """Return what a pair of a comparison is called."""
    one, other = point["pair"]["regimes"]
    return one if one == other else SENTENCES["matched"].format(a=one, b=other)


def _of_pair(view: View, point: Plain, contrast: Plain, headline: str) -> Sentence:
    """Tell two regimes apart in the headline, then in everything else that moved."""
    found, gauge = contrast["metrics"][headline], view.gauge(headline)
    text = _contrast(view, point, contrast, headline)
    text = f"{text}{_last_step(view, contrast, headline)}.{_also(view, contrast, headline)}"
    return Sentence(text, verdict_lead(found, gauge), tone_of(verdict(found)), headline)


def _contrast(view: View, point: Plain, contrast: Plain, metric: str) -> str:
    found, gauge = contrast["metrics"][metric], view.gauge(metric)
    change = found["difference"]
    case = next(c for c in point["cases"][1:] if c["regime"] == contrast["regime"])
    shown = {
        **metric_subject(view.words(metric)),
        "regime": contrast["regime"],
        "baseline": contrast["baseline"],
        "before": gauge.value(point["cases"][0]["metrics"][metric]["mean"]),
        "after": gauge.value(case["metrics"][metric]["mean"]),
        "change": with_unit(gauge, gauge.change(change["mean"])),
        "interval": interval_words(gauge, change),
        "threshold": gauge.difference(found["threshold"]),
        "verb": VERBS["up" if (change["mean"] or 0) > 0 else "down"],
        "count": f"{case['checkouts']:,}",
        "why": _why_undecided(view, change, point, metric),
    }
    said = verdict(found)
    keys = {
        Verdict.IDENTICAL: "identical",
        Verdict.UNCHANGED: "unchanged",
        Verdict.SAME: "same",
        Verdict.TOO_CLOSE: "too_close",
        Verdict.UNDECIDED: "undecided",
    }
    return SENTENCES[keys.get(said, "moved")].format(**shown)


def _why_undecided(view: View, change: Plain, point: Plain, metric: str) -> str:
    least = view.document["inference"]["replications_least"]
    if change["mean"] is None:
        return SENTENCES["nothing_counted"].format(metric=view.words(metric))
    if point["replications"] < least:
        return SENTENCES["too_few"].format(least=least)
    return SENTENCES["no_interval"]


def _last_step(view: View, contrast: Plain, metric: str) -> str:
    """Return what the last of several steps from the baseline brings, as a clause."""
    step = contrast.get("last_step")
    if step is None or not verdict(contrast["metrics"][metric]).is_moved:
        return ""
    gauge = view.gauge(metric)
    change = step["metrics"][metric]["difference"]["mean"]
    told = SENTENCES["last_step"].format(
        change=with_unit(gauge, gauge.change(change)), title=view.title(contrast["regime"])
    )
    return f", {told}"


def _also(view: View, contrast: Plain, headline: str) -> str:
    """Return what happens to the other metrics, by direction."""
    sides: dict[str, list[Metric]] = {"up": [], "down": []}
    for text in view.metrics:
        found = contrast["metrics"][text]
        if text != headline and verdict(found).is_moved:
            sides["up" if found["difference"]["mean"] > 0 else "down"].append(view.metric(text))
    parts = [
        SENTENCES["also_does"].format(
            verb=VERBS[way], metrics=enumeration(grouped_words(metrics, view.parties))
        )
        for way, metrics in sides.items()
        if metrics
    ]
    return f" {SENTENCES['also'].format(parts='; it '.join(parts))}" if parts else ""


def _of_one(view: View, point: Plain, metric: str) -> Sentence:
    """Tell the only regime, or the walk."""
    (case,) = point["cases"]
    gauge, found = view.gauge(metric), case["metrics"][metric]
    is_walk = len(case.get("stages", ())) > 1
    told = SENTENCES["of_walk" if is_walk else "of_one"].format(
        regime=case["regime"],
        **metric_subject(view.words(metric)),
        value=gauge.value(found["mean"]),
        interval=interval_words(gauge, found, is_signed=False),
    )
    text = f"{told[:1].upper()}{told[1:]}."
    return Sentence(
        text + (_over_time(view, case) if is_walk else _largest_loss(view, case)), metric=metric
    )


def _over_time(view: View, case: Plain) -> str:
    means = [stage["success_rate"]["mean"] for stage in case["stages"]]
    known = [mean for mean in means if mean is not None]
    if len(known) < 2:
        return ""
    told = SENTENCES["course"].format(
        first=percent(known[0], share_digits(view)), last=percent(known[-1], share_digits(view))
    )
    return f" {told}"


def _largest_loss(view: View, case: Plain) -> str:
    kept = {Outcome.PAID.name.lower(), Outcome.OPENED.name.lower()}
    lost = {name: n for name, n in case["outcomes"].items() if n and name not in kept}
    if not lost:
        return ""
    worst = max(lost, key=lost.__getitem__)
    share = percent(lost[worst] / case["checkouts"], share_digits(view))
    return f" {SENTENCES['largest_loss'].format(cause=words(worst), share=share)}"


def _of_many(view: View, point: Plain, metric: str) -> Sentence:
    """Tell under which of several regimes the headline is best, else highest."""
    gauge = view.gauge(metric)
    way = "down" if view.metric(metric).more_is is MoreIs.WORSE else "up"
    sign = -1 if way == "down" else 1
    cases = point["cases"]
    known = [k for k, c in enumerate(cases) if c["metrics"][metric]["mean"] is not None]
    if not known:
        text = SENTENCES["nothing_counted"].format(metric=view.words(metric))
        return Sentence(f"{text[:1].upper()}{text[1:]}.", metric=metric)
    best = max(known, key=lambda k: (sign * cases[k]["metrics"][metric]["mean"], -k))
    shown = {
        **metric_subject(view.words(metric)),
        "most": MOST[way],
        "regime": cases[best]["regime"],
        "value": gauge.value(cases[best]["metrics"][metric]["mean"]),
        "baseline": cases[0]["regime"],
    }
    if not best:
        text = SENTENCES["extreme_is_baseline"].format(**shown)
        return Sentence(f"{text[:1].upper()}{text[1:]}.", metric=metric)
    contrast = point["contrasts"][best - 1]
    found = contrast["metrics"][metric]
    change = with_unit(gauge, gauge.change(found["difference"]["mean"]))
    text = SENTENCES["extreme"].format(**shown, change=change)
    text += f" ({interval_words(gauge, found['difference'])}){_last_step(view, contrast, metric)}"
    lead, tone = verdict_lead(found, gauge), tone_of(verdict(found))
    return Sentence(f"{text}.", lead, tone, metric)


def _of_points(view: View, metric: str) -> Sentence:
    """Tell the headline at the points where the last regime gains least and most."""
    gauge = view.gauge(metric)
    found = [(point, point["contrasts"][-1]["metrics"][metric]) for point in view.points]
    ordered = sorted(found, key=lambda each: each[1]["difference"]["mean"] or 0.0)
    (low_at, low), (high_at, high) = ordered[0], ordered[-1]
    contrast = view.points[0]["contrasts"][-1]
    least, most = (gauge.change(each["difference"]["mean"]) for each in (low, high))
    shown = {
        "regime": contrast["regime"],
        "baseline": contrast["baseline"],
        **metric_subject(view.words(metric)),
        "change": with_unit(gauge, most),
        "least": least,
        "least_at": setting(low_at),
        "most": with_unit(gauge, most),
        "most_at": setting(high_at),
        "error": _widest(gauge, [each for _, each in found]),
    }
    text = SENTENCES["everywhere" if least == most else "along"].format(**shown)
    text = f"{text}.{''.join(_turns(view, metric))}"
    said = [verdict(each) for _, each in found]
    tone = tone_of(said[0]) if len(set(said)) == 1 else Tone.OPEN
    return Sentence(text, verdict_counts(said), tone, metric)


def _widest(gauge: Gauge, contrasts: Sequence[Plain]) -> str:
    """Return the largest simulation error as a clause; nothing where it is not known of all."""
    widths = [half_width(each["difference"]) for each in contrasts]
    known = [width for width in widths if width is not None]
    if len(known) < len(widths) or not known or max(known) == math.inf:
        return f"; {SENTENCES['no_interval']}"
    return SENTENCES["error"].format(width=gauge.difference(max(known)))


def verdict_counts(verdicts: Sequence[Verdict]) -> str:
    """Return verdicts with their numbers, for example `Better at 3 of 5 points, worse at 2`."""
    kinds = list(dict.fromkeys(verdicts))
    if len(kinds) == 1:
        return SENTENCES["at_every_point"].format(verdict=kinds[0].value).capitalize()
    first, *rest = [(kind.value, verdicts.count(kind)) for kind in kinds]
    parts = [
        SENTENCES["at_points"].format(verdict=first[0], count=first[1], points=len(verdicts)),
        *(SENTENCES["at_more_points"].format(verdict=word, count=n) for word, n in rest),
    ]
    return ", ".join(parts).capitalize()


def _turns(view: View, headline: str) -> Iterator[str]:
    """Yield where along one path the verdict on a metric turns from one side to the other."""
    paths = {path for point in view.points for path in point["settings"]}
    if len(paths) != 1:
        return
    (path,) = paths
    for text in view.metrics:
        said = [verdict(p["contrasts"][-1]["metrics"][text]) for p in view.points]
        where = [k for k in range(1, len(said)) if said[k] is not said[k - 1]]
        sides = {_side(said[0]), _side(said[-1])}
        if len(where) != 1 or sides not in ({"good", "bad"}, {"up", "down"}):
            continue
        name = "it" if text == headline else view.words(text)
        before, after = (view.points[k]["settings"][path] for k in (where[0] - 1, where[0]))
        told = SENTENCES["turns"].format(
            **{**metric_subject(name), "metric": f"{name[:1].upper()}{name[1:]}"},
            first=said[0].value,
            last=said[-1].value,
            name=path.rpartition(".")[2],
            before=before,
            after=after,
        )
        yield f" {told}."


def _side(judgement: Verdict) -> str:
    if judgement in GOOD:
        return "good"
    if judgement in BAD:
        return "bad"
    if judgement in (Verdict.RISES, Verdict.PERHAPS_RISES):
        return "up"
    return "down" if judgement in (Verdict.FALLS, Verdict.PERHAPS_FALLS) else judgement.value


def _of_values(view: View, metric: str) -> Sentence:
    """Tell where along the points of a single regime the headline is least and greatest."""
    gauge = view.gauge(metric)
    found = [(point, point["cases"][0]["metrics"][metric]["mean"]) for point in view.points]
    known = sorted((mean, k) for k, (_, mean) in enumerate(found) if mean is not None)
    if not known:
        text = SENTENCES["nothing_counted"].format(metric=view.words(metric))
        return Sentence(f"{text[:1].upper()}{text[1:]}.", metric=metric)
    (low, first), (high, last) = known[0], known[-1]
    text = SENTENCES["along_one"].format(
        regime=view.points[0]["cases"][0]["regime"],
        **metric_subject(view.words(metric)),
        least=gauge.value(low),
        least_at=setting(found[first][0]),
        most=gauge.value(high),
        most_at=setting(found[last][0]),
    )
    return Sentence(f"{text[:1].upper()}{text[1:]}.", metric=metric)


__all__ = [
    "NOTHING",
    "Sentence",
    "answer",
    "interval_words",
    "pair_name",
    "tone_of",
    "verdict_counts",
    "verdict_lead",
]
