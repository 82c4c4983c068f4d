"""What a comparison of two stored answers tells beside the contrast: what was asked otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sandbox.reports.findings.english import COMPARISON, HEADS
from sandbox.reports.findings.phrases import NOTHING, count, enumeration, words
from sandbox.reports.findings.sentences import pair_name
from sandbox.reports.findings.view import View
from sandbox.reports.page_blocks import Column, Heading, Paragraph, Table, names

if TYPE_CHECKING:
    from sandbox.reports.findings.view import Plain
    from sandbox.reports.page_blocks import Block

CHANGES_SHOWN = 20
DIFFERENCES_SHOWN = 6
SIDES = ("a", "b")
COUNTED = ("outcomes", "fees_minor", "fees_borne_minor", "net_income_minor")
OF_A_RUN = ("scenario", "seed", "replications", "engine", "version")


def pairs(view: View) -> Iterator[tuple[str, View]]:
    """Yield (what is compared, the document with this pair alone)."""
    for point in view.points:
        regimes = [{"name": case["regime"], "title": ""} for case in point["cases"]]
        yield pair_name(point), View({**view.document, "points": [point], "regimes": regimes})


def differs(pair: View) -> bool:
    """Tell whether tables of both sides have anything to tell apart."""
    one, other = pair.points[0]["cases"]
    return any(one[key] != other[key] for key in COUNTED)


def blocks(view: View) -> Iterator[Block]:
    """Yield both runs, what differs in their scenarios, and where they part first."""
    yield _runs(view)
    yield from _scenario(view.document.get("scenario_difference"))
    for name, pair in pairs(view):
        yield from _parting(pair.points[0], name if len(view.points) > 1 else "")


def _runs(view: View) -> Table:
    rows = [
        [side.upper(), *(_cell(view.document[side].get(key)) for key in OF_A_RUN)] for side in SIDES
    ]
    columns = [names(""), names(HEADS["scenario"]), Column(HEADS["seed"])]
    columns += [Column(HEADS["replications"])]
    columns += [names(HEADS["engine"], room=60), names(HEADS["version"], room=60)]
    return Table(columns, rows)


def _cell(value: object) -> str:
    return NOTHING if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _scenario(changes: list[Plain] | None) -> Iterator[Block]:
    if changes is None:
        yield Paragraph(COMPARISON["not_known"])
        return
    if not changes:
        yield Paragraph(COMPARISON["same"])
        return
    key = "one_change" if len(changes) == 1 else "changes"
    yield Heading(COMPARISON[key].format(count=count(len(changes))))
    rows = [
        [change["path"], *(_cell(change[side]) for side in ("before", "after"))]
        for change in changes[:CHANGES_SHOWN]
    ]
    yield Table([names(""), names("A", wraps=True), names("B", wraps=True)], rows)
    rest = len(changes) - CHANGES_SHOWN
    if rest > 0:
        yield Paragraph(COMPARISON["rest"].format(count=count(rest)), indent=2)


def _parting(point: Plain, name: str) -> Iterator[Block]:
    """Yield the first checkout that ends otherwise, and how to read its two stories."""
    where = point.get("divergence")
    lead = COMPARISON["first_of"].format(name=name) if name else COMPARISON["first"]
    if where is None:
        reason = point.get("no_divergence")
        if reason and point["pair"]["paired"]:
            yield Paragraph(COMPARISON["not_sought"].format(reason=reason), lead)
        return
    text = COMPARISON["where"].format(
        checkout=count(where["checkout"]),
        replication=where["replication"],
        arrives=where["arrives"],
    )
    yield Paragraph(text, lead)
    rows = [
        [words(name), *(_value(name, values[side]) for side in SIDES)]
        for name, values in list(where["differs"].items())[:DIFFERENCES_SHOWN]
    ]
    yield Table([names(""), names("A", wraps=True), names("B", wraps=True)], rows)
    commands = (where.get("explain", {}).get(side) for side in SIDES)
    for command in dict.fromkeys(filter(None, commands)):
        yield Paragraph(command, indent=2, hang=4)
    if where.get("moves") is not None:
        yield _moved(where)


def _moved(where: Plain) -> Paragraph:
    """Return whose ending differs in the replication that was looked at."""
    parts = []
    for key, causes in (
        ("paid_now", where["moves"]["rescued"]),
        ("lost_now", where["moves"]["newly_lost"]),
    ):
        if causes:
            whole = sum(causes.values())
            told = enumeration([f"{number:,} {words(cause)}" for cause, number in causes.items()])
            verb = COMPARISON["was" if whole == 1 else "were"]
            checkouts = count(whole, "checkout")
            parts.append(COMPARISON[key].format(checkouts=checkouts, verb=verb, causes=told))
    told = "; ".join(parts) or COMPARISON["none_moved"]
    return Paragraph(COMPARISON["moved"].format(replication=where["replication"], parts=told))


def _value(name: str, value: object) -> str:
    if value is None or isinstance(value, int):
        return _cell(value)
    return words(str(value)) if name in ("outcome", "paid_after") else str(value)
