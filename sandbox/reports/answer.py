"""The answer of a run in one or two sentences, and what it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from sandbox.answers.run_document import stages_json
from sandbox.metrics import rates
from sandbox.reports.page import Column, Paragraph, Table, Tone, names
from sandbox.reports.phrases import count, decimals_for, interval, listed, percent, points, words
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.answers.run_results import RunResult
    from sandbox.metrics.rates import Rate
    from sandbox.metrics.results import RegimeResult
    from sandbox.reports.page import Block
    from sandbox.scenario.schema.document import Document
    from sandbox.statistics.estimates import Estimate

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Verdict(Enum):
    """How a regime compares with the baseline."""

    BETTER = "better"
    WORSE = "worse"
    CLOSE = "too close to call"
    IDENTICAL = "identical"
    SINGLE = "one replication only"


TONES = {Verdict.BETTER: Tone.GOOD, Verdict.WORSE: Tone.BAD, Verdict.CLOSE: Tone.OPEN}


@dataclass(frozen=True, slots=True)
class Headline:
    """The rate that answers the question: checkout success, or openness where nobody pays."""

    rate: Rate
    name: str
    unit: str


SUCCESS = Headline(rates.SUCCESS, "checkout success", "checkout")
OPENNESS = Headline(rates.OPENNESS, "the open rate", "arrival")


def letters(run: RunResult) -> list[str]:
    """Return a short name for each regime, the baseline's first."""
    return [LETTERS[k] if k < len(LETTERS) else str(k) for k in range(len(run.regimes))]


def headline_of(run: RunResult) -> Headline:
    """Return the rate that answers the question."""
    is_paid = any(sum(rates.purchases(result)) for result in run.regimes)
    return SUCCESS if is_paid else OPENNESS


def same_work(first: RegimeResult, second: RegimeResult) -> bool:
    """Tell whether every count of every replication is the same."""
    pairs = zip(first.tallies, second.tallies, strict=True)
    return all(
        a.tables[name].shape == b.tables[name].shape and np.array_equal(a[name], b[name])
        for a, b in pairs
        for name in a.tables
    )


def verdict(baseline: RegimeResult, other: RegimeResult, difference: Estimate) -> Verdict:
    """Return the verdict on a regime: the interval of the paired difference decides."""
    if same_work(baseline, other):
        return Verdict.IDENTICAL
    if difference.low is None or difference.high is None:
        return Verdict.SINGLE
    if difference.low > 0:
        return Verdict.BETTER
    return Verdict.WORSE if difference.high < 0 else Verdict.CLOSE


def answer(run: RunResult) -> Iterator[Block]:
    """Yield the answer: of a comparison, of a walk, or of one regime."""
    if len(run.regimes) > 2:
        yield from _of_many(run)
    elif len(run.regimes) == 2:
        yield _of_two(run)
    else:
        yield _of_one(run)


def _of_one(run: RunResult) -> Paragraph:
    (result,) = run.regimes
    headline = headline_of(run)
    estimate = headline.rate.estimate(result)
    success = f"{percent(estimate.mean, decimals_for(estimate))} of {headline.unit}s"
    end = "succeed" if headline is SUCCESS else "open"
    is_walk = len(result.built.stages) > 1
    where = "along the walk" if is_walk else f"under {result.regime}"
    text = f"{where}, {success} {end} ({_bounds(estimate)})."
    text += _course(result) if is_walk else _largest_loss(result)
    return Paragraph(text[:1].upper() + text[1:])


def _course(result: RegimeResult) -> str:
    means = [stage["success_rate"]["mean"] for stage in stages_json(result)]
    known = [mean for mean in means if mean is not None]
    if len(known) < 2:
        return ""
    first, last = percent(known[0]), percent(known[-1])
    return f" From the first stage to the last it goes from {first} to {last}."


def _bounds(estimate: Estimate) -> str:
    if estimate.low is None:
        return "one replication, so no interval"
    return f"95 % interval {interval(estimate, decimals_for(estimate))}"


def _largest_loss(result: RegimeResult) -> str:
    row = result.counts("by_stage").sum(axis=0)
    lost = [o for o in Outcome if o not in (Outcome.PAID, Outcome.OPENED) and row[o]]
    if not lost:
        return ""
    worst = max(lost, key=lambda outcome: int(row[outcome]))
    share = percent(row[worst] / row.sum())
    return f" The largest loss is {words(worst.name)}: {share} of arrivals."


def _of_two(run: RunResult) -> Paragraph:
    baseline, other = run.regimes
    headline = headline_of(run)
    before, after = (headline.rate.estimate(result) for result in run.regimes)
    change = headline.rate.difference(baseline, other)
    digits = decimals_for(change)
    found = verdict(baseline, other, change)
    low, high = percent(before.mean, digits), percent(after.mean, digits)
    by = f"{points(change.mean, digits)} points"
    match found:
        case Verdict.IDENTICAL:
            text = f"every count under {other.regime} is that under {baseline.regime}; "
            text += f"{headline.name} is {low}."
        case Verdict.CLOSE:
            text = f"{headline.name} is {low} under {baseline.regime} and {high} under "
            text += f"{other.regime}; the 95 % interval of the difference, "
            text += f"{interval(change, digits, signed=True)} points, contains 0."
        case Verdict.SINGLE:
            text = f"under {other.regime} {headline.name} is {high} instead of {low}: {by}, "
            text += "without an interval."
        case _:
            verb = "raises" if found is Verdict.BETTER else "lowers"
            text = f"{other.regime} {verb} {headline.name} from {low} to {high}: {by} "
            text += f"(95 % interval {interval(change, digits, signed=True)})."
    return Paragraph(text, f"{found.value.capitalize()}:", TONES.get(found, Tone.PLAIN))


def _of_many(run: RunResult) -> Iterator[Block]:
    baseline, *others = run.regimes
    headline = headline_of(run)
    estimates = [headline.rate.estimate(result) for result in run.regimes]
    changes = [headline.rate.difference(baseline, other) for other in others]
    digits = decimals_for(*changes)
    best = max(range(len(estimates)), key=lambda k: estimates[k].mean or 0)
    text = f"{headline.name} is highest under {run.regimes[best].regime}, "
    text += f"{percent(estimates[best].mean, digits)}"
    if best:
        text += f": {points(changes[best - 1].mean, digits)} points against {baseline.regime}"
    yield Paragraph(f"{text[:1].upper()}{text[1:]}.")
    rows = [["A", percent(estimates[0].mean, digits), "", "baseline"]]
    marks = letters(run)[1:]
    for mark, result, mean, change in zip(marks, others, estimates[1:], changes, strict=True):
        by = f"{points(change.mean, digits)} ({interval(change, digits, signed=True)})"
        found = verdict(baseline, result, change)
        rows.append([mark, percent(mean.mean, digits), by, found.value])
    rate = Column("success" if headline is SUCCESS else "open")
    columns = [names(""), rate, Column("against A (95 % interval)"), names("verdict")]
    yield Table(columns, rows)


def regimes_key(run: RunResult, document: Document) -> Iterator[tuple[str, str]]:
    """Yield what each letter stands for."""
    if len(run.regimes) < 2:
        return
    for mark, result in zip(letters(run), run.regimes, strict=True):
        regime = document.regimes.get(result.regime)
        title = f": {regime.title}" if regime is not None and regime.title else ""
        yield mark, f"{result.regime}{title}{' (baseline)' if mark == 'A' else ''}"


def basis(run: RunResult, target: str) -> Iterator[tuple[str, str]]:
    """Yield what the numbers stand on: how many checkouts, and what the interval leaves out."""
    sizes = [int(result.counts("by_stage").sum()) for result in run.regimes]
    every = (
        f"{count(min(sizes))} to {count(max(sizes))}" if len(set(sizes)) > 1 else count(sizes[0])
    )
    link = "," if len(run.regimes) > 1 else " over"  # a comparison has more to say in its line
    text = f"{every} {headline_of(run).unit}s{link} {count(run.replications, 'replication')}"
    if len(run.regimes) > 1:
        text += " each; same shoppers, same luck"
    yield "size", text
    if run.scale != 1:
        yield "scale", f"one simulated checkout stands for {run.scale:,.12g}"
    what = "simulation error only" if run.replications > 1 else "none from one replication"
    if run.assumptions:
        number = count(run.assumptions, "assumption")
        what += f"; this world rests on {number}, which `sandbox world {target}` lists"
    yield "interval", what
    yield from _range(run)


def _range(run: RunResult) -> Iterator[tuple[str, str]]:
    """Yield the range of the answer over the ranges of the world's assumptions."""
    if not run.assumption_ranges:
        return
    found = run.assumption_ranges[-1]
    if found.low == found.high:
        yield "range", "no assumption of this world moves the answer"
        return
    if len(run.regimes) > 1:
        low, high = points(found.low), points(found.high)
        which = f" for {run.regimes[-1].regime}" if len(run.regimes) > 2 else ""
        text = f"{low} to {high} points{which}"
    else:
        text = f"{percent(found.low)} to {percent(found.high)}"
    yield (
        "range",
        (f"{text} over the ranges of the assumptions, one at a time; {found.driver} matters most"),
    )


def also_opened(run: RunResult) -> Iterator[tuple[str, str]]:
    """Yield the open rate where it stands beside the success of purchases."""
    estimates = [OPENNESS.rate.estimate(result) for result in run.regimes]
    if headline_of(run) is OPENNESS or not any(e.mean is not None for e in estimates):
        return
    shares = [percent(estimate.mean) for estimate in estimates]
    marked = [f"{share} ({mark})" for share, mark in zip(shares, letters(run), strict=True)]
    told = listed(marked) if len(shares) > 1 else shares[0]
    yield "services", f"of arrivals without payment, {told} open"
