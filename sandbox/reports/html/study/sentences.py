"""What a study says of each regime, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.metrics.names import parse_metric
from sandbox.reports.html.scales import shown
from sandbox.reports.phrases import NOTHING, count, listed
from sandbox.statistics.sequences import Band
from sandbox.statistics.verdicts import REPLICATIONS_MIN, AssumptionRange, Verdict, conclude
from sandbox.studies.what_if import LESS_IS_BETTER

if TYPE_CHECKING:
    from sandbox.reports.html.study.material import StudyMaterial


SENTENCES_MAX = 4  # a study that asks for more answers with its headline, and with its tables


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with its verdict.

    Attributes
    ----------
    verdict
        As a badge shows it; empty where there is none.
    text
        The sentence.
    """

    verdict: str
    text: str


def sentences(material: StudyMaterial) -> list[Said]:
    """Return the answer of a study, one sentence for each regime that is compared."""
    others = range(1, len(material.regimes))
    metrics = material.metrics
    if len(metrics) * max(len(others), 1) > SENTENCES_MAX:
        metrics = [material.headline]
    if others:
        say = _along if material.is_sweep else _against
        return [say(material, metric, number) for metric in metrics for number in others]
    alone = _course if material.is_sweep else _alone
    return [alone(material, metric) for metric in metrics]


def _alone(material: StudyMaterial, metric: str) -> Said:
    scale = material.scale(metric)
    found = material.document["points"][0]["runs"][0]["metrics"][metric]
    text = f"Under `{material.regimes[0]}`, `{metric}` is {shown(found, scale)}"
    return Said("", f"{text} ({_confident(found)} {scale.bounds(found)}).")


def _confident(found: Mapping[str, Any]) -> str:
    return f"{100 * found['confidence']:.4g} % interval"


def _against(material: StudyMaterial, metric: str, number: int) -> Said:
    """Return what a metric says of a regime against the baseline."""
    scale = material.scale(metric)
    point = material.document["points"][0]
    difference = point["differences"][number - 1]
    found = difference["metrics"][metric]
    before, after = (shown(point["runs"][k]["metrics"][metric], scale) for k in (0, number))
    regime, baseline = (f"`{material.regimes[k]}`" for k in (number, 0))
    mean = found["difference"]["mean"]
    by = NOTHING if mean is None else scale.change(mean)
    band = scale.bounds(found["band"], is_change=True)
    match found["verdict"]:
        case Verdict.IDENTICAL:
            text = f"{regime} has the same resolved rules as {baseline}: `{metric}` is {before}."
        case Verdict.TOO_CLOSE:
            text = f"`{metric}` is {before} under {baseline} and {after} under {regime}; the band "
            text += f"of the difference, {band}, contains 0."
        case Verdict.UNDECIDED:
            text = f"`{metric}` is {after} under {regime} instead of {before}: {by}; "
            text += _why_undecided(found["band"])
        case _:
            verb = "raises" if mean is not None and mean > 0 else "lowers"
            text = f"{regime} {verb} `{metric}` from {before} to {after}: {by} (band {band})."
    if metric != material.headline:
        return Said(str(found["verdict"]), text)
    return Said(concluded(difference, metric), text + _over_assumptions(material, difference))


def _why_undecided(band: Mapping[str, Any]) -> str:
    if band["replications"] < REPLICATIONS_MIN:
        return "too few replications for a verdict."
    return "the difference does not vary, so that its spread is unknown."


def concluded(difference: Mapping[str, Any], metric: str) -> str:
    """Return the verdict on the headline, or what it depends on where assumptions overturn it."""
    found = difference["metrics"][metric]
    over = difference.get("assumption_range")
    band = found["band"]
    if over is None or band["low"] is None:
        return str(found["verdict"])
    half_width = (band["high"] - band["low"]) / 2
    bounds = Band(
        mean=band["mean"],
        low=band["low"],
        high=band["high"],
        half_width=half_width,
        count=band["replications"],
        is_skewed=band["skewed"],
    )
    reach = AssumptionRange(over["low"], over["high"], over.get("driver", ""))
    is_more_better = parse_metric(metric).name not in LESS_IS_BETTER
    verdict = Verdict(found["verdict"])
    return str(conclude(verdict, bounds, reach, is_more_better=is_more_better))


def _over_assumptions(material: StudyMaterial, difference: Mapping[str, Any]) -> str:
    over = difference.get("assumption_range")
    if over is None:
        return ""
    scale = material.scale(material.headline)
    text = f" Over the ranges of the assumptions it is {scale.bounds(over, is_change=True)}"
    return f"{text}; `{over['driver']}` matters most." if over.get("driver") else f"{text}."


def _along(material: StudyMaterial, metric: str, number: int) -> Said:
    """Return what becomes of a difference along a sweep."""
    scale = material.scale(metric)
    points = material.document["points"]
    found = [point["differences"][number - 1]["metrics"][metric] for point in points]
    verdicts = [str(each["verdict"]) for each in found]
    kinds = {kind: verdicts.count(kind) for kind in dict.fromkeys(verdicts)}
    told = listed([f"{kind} at {n:,}" for kind, n in kinds.items()])
    means = {k: each["difference"]["mean"] for k, each in enumerate(found)}
    known = {k: mean for k, mean in means.items() if mean is not None}
    regime, baseline = (f"`{material.regimes[k]}`" for k in (number, 0))
    text = f"`{metric}` under {regime} against {baseline} is {told} of {_places(material)}"
    text += f"{_ends(material, known, scale.change)}."
    if metric == material.headline:
        spans = [point["differences"][number - 1].get("assumption_range") for point in points]
        text += _over_all(material, [span for span in spans if span is not None])
    return Said(verdicts[0] if len(kinds) == 1 else "depends on the setting", text)


def _over_all(material: StudyMaterial, spans: Sequence[Mapping[str, Any]]) -> str:
    """Return the assumption range over all points, with the driver of the widest."""
    if not spans:
        return ""
    widest = max(spans, key=lambda span: float(span["high"] - span["low"]))
    whole = {"low": min(s["low"] for s in spans), "high": max(s["high"] for s in spans)}
    return _over_assumptions(material, {"assumption_range": {**widest, **whole}})


def _course(material: StudyMaterial, metric: str) -> Said:
    """Return between which values the headline of the only regime lies along a sweep."""
    scale = material.scale(metric)
    found = [point["runs"][0]["metrics"][metric] for point in material.document["points"]]
    known = {k: each["mean"] for k, each in enumerate(found) if each["mean"] is not None}
    text = f"Over {_places(material)}, `{metric}` under `{material.regimes[0]}` is"
    told = _ends(material, known, scale.show).removeprefix(":") or " nowhere defined"
    return Said("", f"{text}{told}.")


def _places(material: StudyMaterial) -> str:
    paths = material.paths
    size = len(material.points)
    return f"{count(size, 'value')} of `{paths[0]}`" if len(paths) == 1 else count(size, "point")


def _ends(material: StudyMaterial, known: Mapping[int, float], show: Callable[[float], str]) -> str:
    """Return the least and the largest of some numbers by point, and where they are."""
    if not known:
        return ""
    least, most = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
    low, high = show(known[least]), show(known[most])
    if low == high:
        return f": {low} throughout"
    return f": {low} at `{material.place(least)}` to {high} at `{material.place(most)}`"
