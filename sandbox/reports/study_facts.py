"""What the answer of a study stands on: who moved, how much was simulated, how to get it again."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.measures.estimates import CONFIDENCE
from sandbox.measures.outcome_flow import newly_lost, rescued
from sandbox.measures.saturation import saturation_facts
from sandbox.reports.by_time import by_time, course
from sandbox.reports.phrases import count, listed, percent, words
from sandbox.reports.study_answer import setting
from sandbox.reports.study_tables import letter
from sandbox.scenario.packaged import world_names
from sandbox.units import format_duration
from sandbox.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sandbox.studies.study_results import StudyResult

CAUSES_SHOWN = 4
SHARE_SHOWN = 0.001  # of all checkouts
CHECKSUM_SHOWN = 16  # digits; --json has all of them
STOPS = {
    "precision": "the wanted precision is reached",
    "time": "the time budget is spent",
    "checkouts": "the budget of checkouts is spent",
}
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """How the user asked for a study, for the commands that a report suggests.

    Attributes
    ----------
    target
        The file as it was named.
    overrides
        `PATH=VALUE` texts.
    engine
        Name of the engine that was asked for; empty for the usual one.
    """

    target: str
    overrides: tuple[str, ...] = ()
    engine: str = ""

    @property
    def command(self) -> str:
        """The command that gives the same result."""
        parts = ["sandbox", "study", self.target]
        parts += [word for text in self.overrides for word in ("--set", text)]
        parts += ["--engine", self.engine] if self.engine else []
        return shlex.join(parts)


def facts(result: StudyResult, asked: Asked) -> Iterator[Fact]:
    """Yield what the answer stands on, a label and a text each."""
    yield from _regimes(result)
    yield from _flow(result)
    yield from _by_time(result)
    yield "size", _size(result)
    yield "interval", _interval(result, asked)
    yield from _warm_up(result)
    scale = float(result.study.base.document.scale)
    if scale != 1:
        yield "scale", f"one simulated checkout stands for {scale:,.12g}"
    yield from saturation_facts(case.total for point in result.points for case in point.cases)
    yield "again", _again(result, asked)


def _regimes(result: StudyResult) -> Iterator[Fact]:
    """Yield what each letter stands for."""
    cases = result.points[0].cases
    if len(cases) < 2 or (len(cases) > 2 and len(result.points) == 1):
        return  # the table of regimes names them
    regimes = result.study.base.document.regimes
    for k, case in enumerate(cases):
        regime = regimes.get(case.regime)
        title = f": {regime.title}" if regime is not None and regime.title else ""
        yield letter(k), f"{case.regime}{title}{'' if k else ' (baseline)'}"


def _by_time(result: StudyResult) -> Iterator[Fact]:
    """Yield success through time, at the first point: of the baseline and of the last regime."""
    cases = result.points[0].cases
    ends = dict.fromkeys((0, len(cases) - 1))
    tables = {letter(k): cases[k].total for k in ends}
    found = by_time({k: course(t["by_bucket"], t["services_by_bucket"]) for k, t in tables.items()})
    where = f", at {setting(result.points[0])}" if len(result.points) > 1 else ""
    yield from ((label, f"{text}{where}") for label, text in found)


def _flow(result: StudyResult) -> Iterator[Fact]:
    """Yield who was rescued and who newly lost: the last regime, at the last point."""
    point = result.points[-1]
    if not point.contrasts or point.contrasts[-1].flow is None:
        return
    flow = point.contrasts[-1].flow
    mark = letter(len(point.contrasts))
    where = f" at {setting(point)}" if len(result.points) > 1 else ""
    whole = int(flow.sum()) or 1
    saved, lost = rescued(flow), newly_lost(flow)
    for label, causes, moved in (
        ("rescued", saved, f"lost in A and paid in {mark}"),
        ("newly lost", lost, f"paid in A and lost in {mark}"),
    ):
        if causes:
            share = percent(sum(causes.values()) / whole)
            yield label, f"{share} of checkouts, {moved}{where}: {_causes(causes, whole)}"
        else:
            yield label, f"no checkout is {moved}{where}"


def _causes(causes: Mapping[str, int], whole: int) -> str:
    ordered = sorted(causes.items(), key=lambda item: -item[1])
    large = [item for item in ordered if item[1] / whole >= SHARE_SHOWN][:CAUSES_SHOWN]
    shown = [f"{words(name)} {percent(number / whole)}" for name, number in large or ordered[:1]]
    if len(ordered) > len(shown):
        shown.append("a few others")
    return listed(shown)


def _size(result: StudyResult) -> str:
    sizes = [point.replications for point in result.points]
    few, most = min(sizes), max(sizes)
    points, regimes = len(result.points), len(result.plan.regimes)
    parts = [count(points, "point")] if points > 1 else []
    parts += [count(regimes, "regime")] if regimes > 1 else []
    parts.append(count(few, "replication") if few == most else f"{few:,} to {most:,} replications")
    whole = sum(int(case.total["by_stage"].sum()) for p in result.points for case in p.cases)
    text = f"{' × '.join(parts)} = {count(whole, 'checkout')}"
    text += f"; same shoppers, same luck{_pairing(result)}" if regimes > 1 else ""
    stops = dict.fromkeys(STOPS[p.stopped_by] for p in result.points if p.stopped_by in STOPS)
    return f"{text}; {listed(list(stops))}" if stops else text


def _pairing(result: StudyResult) -> str:
    """Return by how much common draws cut the variance of the headline."""
    name = str(result.metrics[0])
    cuts = [c.metrics[name].variance_cut for p in result.points for c in p.contrasts]
    known = [cut for cut in cuts if cut is not None]
    if not known:
        return ""
    low, high = (f"{bound:,.1f}" for bound in (min(known), max(known)))
    times = low if low == high else f"{low} to {high}"
    return f", which cuts the variance of the difference {times} times"


def _interval(result: StudyResult, asked: Asked) -> str:
    contrasts = [contrast for point in result.points for contrast in point.contrasts]
    bands = [band for c in contrasts for band in ((n, m.band) for n, m in c.metrics.items())]
    parts = []
    if bands:
        decisions = round((1 - CONFIDENCE) / (1 - bands[0][1].confidence))
        told = "95 %, however often one looks"
        together = f", for all {decisions:,} statements together (Bonferroni)"
        parts.append(told + (together if decisions > 1 else ""))
        skewed = [name for name, band in bands if band.is_skewed and band.half_width]
        if skewed:
            parts.append(f"in doubt for {listed(list(dict.fromkeys(skewed)))}, which is skewed")
    if not any(c.assumption_range for p in result.points for c in p.contrasts):
        parts += _unasked(result, asked)
    return "; ".join(parts)


def _unasked(result: StudyResult, asked: Asked) -> Iterator[str]:
    """Yield what the interval leaves out."""
    yield "simulation error only"
    number = sum(p.is_assumption for p in result.study.base.provenance.values())
    if number:
        base = result.study.document.study
        if base not in world_names():
            base = str(Path(asked.target).parent / base)
        yield f"`sandbox world {base}` lists the {count(number, 'assumption')} behind it"


def _warm_up(result: StudyResult) -> Iterator[Fact]:
    cut = result.warm_up
    if cut is None:
        return
    if not cut.until_us:
        yield "warm-up", "none is left out: the series is settled from the start (MSER-5)"
        return
    text = f"the first {format_duration(cut.until_us)} are left out, {percent(cut.share)} of the "
    text += "period (MSER-5)"
    yield "warm-up", text if cut.is_settled else f"{text}; even then it had not settled"


def _again(result: StudyResult, asked: Asked) -> str:
    made = f"{asked.command} (version {__version__}, seed {result.plan.seed}, "
    made += f"{result.engine} engine)"
    if not result.is_reproducible:
        return f"{made}; the clock ended it, so another run may end elsewhere"
    return f"{made}; checksum {result.as_json()['checksum'][:CHECKSUM_SHOWN]}…"
