"""What a study says of each regime, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.measures.metric_names import parse_metric
from sandbox.measures.sequences import Band
from sandbox.measures.verdicts import AssumptionRange, Verdict, conclude
from sandbox.reports.html.scales import shown
from sandbox.reports.phrases import NOTHING, count, listed
from sandbox.studies.what_if import LESS_IS_BETTER

if TYPE_CHECKING:
    from sandbox.reports.html.study.material import StudyMaterial


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
    if material.is_sweep:
        say = _along if others else _course
        return [say(material, number) for number in others or (0,)]
    if not others:
        return [_alone(material)]
    return [_against(material, number) for number in others]


def _alone(material: StudyMaterial) -> Said:
    metric, scale = material.headline, material.scale(material.headline)
    found = material.document["points"][0]["runs"][0]["metrics"][metric]
    text = f"Under {material.regimes[0]}, {metric} is {shown(found, scale)}"
    return Said("", f"{text} ({_confident(found)} {scale.bounds(found)}).")


def _confident(found: Mapping[str, Any]) -> str:
    return f"{100 * found['confidence']:.4g} % interval"


def _against(material: StudyMaterial, number: int) -> Said:
    """Return what the headline says of a regime against the baseline."""
    metric, scale = material.headline, material.scale(material.headline)
    point = material.document["points"][0]
    difference = point["differences"][number - 1]
    found = difference["metrics"][metric]
    before, after = (shown(point["runs"][k]["metrics"][metric], scale) for k in (0, number))
    regime, baseline = material.regimes[number], material.regimes[0]
    mean = found["difference"]["mean"]
    by = NOTHING if mean is None else scale.change(mean)
    band = scale.bounds(found["band"], is_change=True)
    match found["verdict"]:
        case Verdict.IDENTICAL:
            text = f"{regime} has the same resolved rules as {baseline}: {metric} is {before}."
        case Verdict.TOO_CLOSE:
            text = f"{metric} is {before} under {baseline} and {after} under {regime}; the band "
            text += f"of the difference, {band}, contains 0."
        case Verdict.UNDECIDED:
            text = f"{metric} is {after} under {regime} instead of {before}: {by}, too few "
            text += "replications for a verdict."
        case _:
            verb = "raises" if mean is not None and mean > 0 else "lowers"
            text = f"{regime} {verb} {metric} from {before} to {after}: {by} (band {band})."
    return Said(concluded(difference, metric), text + _over_assumptions(material, difference))


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
    return f"{text}; {over['driver']} matters most." if over.get("driver") else f"{text}."


def _along(material: StudyMaterial, number: int) -> Said:
    """Return what becomes of a difference along a sweep."""
    metric, scale = material.headline, material.scale(material.headline)
    points = material.document["points"]
    found = [point["differences"][number - 1]["metrics"][metric] for point in points]
    verdicts = [str(each["verdict"]) for each in found]
    kinds = {kind: verdicts.count(kind) for kind in dict.fromkeys(verdicts)}
    told = listed([f"{kind} at {n:,}" for kind, n in kinds.items()])
    means = {k: each["difference"]["mean"] for k, each in enumerate(found)}
    known = {k: mean for k, mean in means.items() if mean is not None}
    regime, baseline = material.regimes[number], material.regimes[0]
    text = f"{metric} under {regime} against {baseline} is {told} of {count(len(points), 'point')}"
    if known:
        least, most = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
        text += f": from {scale.change(known[least])} at {material.setting(least)}"
        text += f" to {scale.change(known[most])} at {material.setting(most)}"
    return Said(verdicts[0] if len(kinds) == 1 else "depends on the setting", f"{text}.")


def _course(material: StudyMaterial, number: int) -> Said:
    """Return between which values the headline of the only regime lies along a sweep."""
    metric, scale = material.headline, material.scale(material.headline)
    found = [point["runs"][number]["metrics"][metric] for point in material.document["points"]]
    known = {k: each["mean"] for k, each in enumerate(found) if each["mean"] is not None}
    text = f"Over {count(len(found), 'point')}, {metric} under {material.regimes[number]} is"
    if not known:
        return Said("", f"{text} nowhere defined.")
    least, most = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
    text += f" {scale.show(known[least])} at {material.setting(least)} at least and"
    return Said("", f"{text} {scale.show(known[most])} at {material.setting(most)} at most.")
