"""The report on two stored runs: the answer, what was asked otherwise, where they part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.answers.moves import newly_lost, rescued
from sandbox.reports.page import Column, Heading, Paragraph, Table, Tone, names
from sandbox.reports.phrases import (
    NOTHING,
    count,
    decimals_for,
    interval,
    listed,
    per_thousand,
    percent,
    points,
    words,
)
from sandbox.studies.comparison import IDENTICAL, headline_name
from sandbox.studies.comparison_document import explain_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.reports.page import Block
    from sandbox.scenario.differences import Change
    from sandbox.studies.comparison import Comparison, Pair
    from sandbox.studies.divergence import Divergence
    from sandbox.studies.stored_runs import OpenRun

CHANGES_SHOWN = 20
DIFFERENCES_SHOWN = 6
TONES = {"better": Tone.GOOD, "worse": Tone.BAD, "too close to call": Tone.OPEN}
HEADLINES = {"success_rate": "checkout success", "open_rate": "the open rate"}


def compare_report(found: Comparison) -> list[Block]:
    """Return the report of a comparison."""
    page: list[Block] = [Heading(f"{found.first.place} (A) and {found.second.place} (B)")]
    page += [_answer(found, pair) for pair in found.pairs]
    page.append(_runs(found))
    page += _scenario(found.scenario)
    for pair in found.pairs:
        page += _outcomes(found, pair)
        page += _money(found, pair)
        page += _parting(found, pair)
    return page


def _answer(found: Comparison, pair: Pair) -> Paragraph:
    name = headline_name(pair.changes)
    change = pair.changes[name]
    digits = decimals_for(change)
    means = [regime.document[name]["mean"] for regime in (pair.first, pair.second)]
    before, after = (percent(mean, digits) for mean in means)
    lead = f"{pair.verdict.capitalize()}:"
    if pair.verdict == IDENTICAL:
        text = f"every count is the same ({_sides(pair)}); {HEADLINES[name]} is {before}."
        return Paragraph(f"{text} {_basis(found, pair)}" if pair.replications else text, lead)
    text = f"{HEADLINES[name]} is {before} in A and {after} in B ({_sides(pair)}): "
    text += f"{points(change.mean, digits)} points"
    if change.low is not None:
        text += f", 95 % interval {interval(change, digits, signed=True)}"
    return Paragraph(f"{text}. {_basis(found, pair)}", lead, TONES.get(pair.verdict, Tone.PLAIN))


def _sides(pair: Pair) -> str:
    one, other = pair.first.name, pair.second.name
    return one if one == other else f"{one} in A, {other} in B"


def _basis(found: Comparison, pair: Pair) -> str:
    if not pair.replications:
        return f"The runs are taken to be independent, because {pair.because}."
    sizes = found.first.replications, found.second.replications
    text = f"{count(pair.replications, 'replication')} paired: {pair.because}."
    if sizes[0] != sizes[1]:
        text += f" A has {sizes[0]:,} and B {sizes[1]:,}; the others are left out."
    return text


def _runs(found: Comparison) -> Table:
    rows = [[letter, *_run_row(run)] for letter, run in (("A", found.first), ("B", found.second))]
    columns = [names(""), names("scenario"), Column("seed"), Column("replications")]
    return Table([*columns, names("engine", room=60), names("version", room=60)], rows)


def _run_row(run: OpenRun) -> list[str]:
    version = run.any_document.get("version") or NOTHING
    scenario, engine = str(run.document["scenario"]), str(run.document.get("engine", NOTHING))
    return [scenario, str(run.seed), count(run.replications), engine, str(version)]


def _scenario(changes: tuple[Change, ...] | None) -> Iterator[Block]:
    if changes is None:
        yield Paragraph("What differs in the scenarios is not known: one of them is not stored.")
        return
    if not changes:
        yield Paragraph("The scenarios are the same.")
        return
    yield Heading(f"{count(len(changes), 'difference')} in the scenario")
    columns = [names(""), names("A", flows=True), names("B", flows=True)]
    rows = [
        [change.path, *(NOTHING if v is None else v for v in (change.before, change.after))]
        for change in changes[:CHANGES_SHOWN]
    ]
    yield Table(columns, rows)
    rest = len(changes) - CHANGES_SHOWN
    if rest > 0:
        yield Paragraph(f"and {rest:,} more, which --json lists", indent=2)


def _outcomes(found: Comparison, pair: Pair) -> Iterator[Block]:
    """Yield the shares of outcomes that differ, as shares of all arrivals."""
    counts = [regime.document["outcomes"] for regime in (pair.first, pair.second)]
    wholes = [sum(each.values()) or 1 for each in counts]
    shares = {
        name: tuple(each.get(name, 0) / whole for each, whole in zip(counts, wholes, strict=True))
        for name in dict.fromkeys([*counts[0], *counts[1]])
    }
    changed = {name: pair_ for name, pair_ in shares.items() if pair_[0] != pair_[1]}
    if not changed:
        return
    heading = f"outcomes ({_sides(pair)})" if len(found.pairs) > 1 else "outcomes"
    columns = [names(heading), Column("A"), Column("B"), Column("change")]
    ordered = sorted(changed, key=lambda name: changed[name][0] - changed[name][1])
    rows = [
        [words(name), *map(percent, changed[name]), points(changed[name][1] - changed[name][0])]
        for name in ordered
    ]
    yield Table(columns, rows)


def _money(found: Comparison, pair: Pair) -> Iterator[Block]:
    """Yield the net incomes that differ, per 1,000 checkouts of each run."""
    documents = pair.first.document, pair.second.document
    sizes = [sum(document["outcomes"].values()) for document in documents]
    incomes = [document.get("net_income", {}) for document in documents]
    rows = []
    for party in dict.fromkeys([*incomes[0], *incomes[1]]):
        fen = [income.get(party, 0) for income in incomes]
        yuan = [per_thousand(each, size) for each, size in zip(fen, sizes, strict=True)]
        if yuan[0] != yuan[1]:
            rows.append([party, *yuan])
    if rows:
        heading = "net income, ¥ per 1,000 checkouts"
        heading += f" ({_sides(pair)})" if len(found.pairs) > 1 else ""
        yield Table([names(heading), Column("A"), Column("B")], rows)


def _parting(found: Comparison, pair: Pair) -> Iterator[Block]:
    where = pair.divergence
    if where is None:
        if pair.no_divergence:
            text = f"not looked for, because {pair.no_divergence}."
            yield Paragraph(text, "First difference:")
        return
    text = f"checkout {where.checkout:,} of replication {where.replication}, which arrives at "
    text += f"{where.arrives} ({_sides(pair)})."
    yield Paragraph(text, "First difference:")
    yield Table([names(""), names("A", flows=True), names("B", flows=True)], _facts(where))
    commands = [
        explain_command(run, regime, where)
        for run, regime in ((found.first, pair.first), (found.second, pair.second))
    ]
    for command in dict.fromkeys(filter(None, commands)):
        yield Paragraph(command, indent=2, hang=4)
    if where.flow is not None:
        yield _moved(where)


def _facts(where: Divergence) -> list[list[str]]:
    shown = list(where.differs.items())[:DIFFERENCES_SHOWN]
    return [
        [words(name), *(NOTHING if v is None else _value(name, v) for v in values)]
        for name, values in shown
    ]


def _value(name: str, value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return words(str(value)) if name in ("outcome", "paid_after") else str(value)


def _moved(where: Divergence) -> Paragraph:
    parts = []
    flow = where.flow
    saved, lost = ({}, {}) if flow is None else (rescued(flow), newly_lost(flow))
    for causes, now, before in ((saved, "paid", "lost"), (lost, "lost", "paid")):
        if causes:
            whole = sum(causes.values())
            verb = "was" if whole == 1 else "were"
            by = listed([f"{number:,} {words(cause)}" for cause, number in causes.items()])
            parts.append(f"{count(whole, 'checkout')} {now} in B {verb} {before} in A ({by})")
    told = "; ".join(parts) or "no checkout is paid in one and lost in the other"
    return Paragraph(f"In replication {where.replication}, {told}.")
