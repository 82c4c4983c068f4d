"""The one report of an answer at a terminal: of a run, of a study and of a comparison.

What needs attention comes first: expectations that fail a build, then the answer, then the
metrics that were asked, then what the answer stands on, then where checkouts end, who pays with
what, and who earns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.answers.question import Kind
from sandbox.reports.findings.cases import untold
from sandbox.reports.findings.english import NOTES
from sandbox.reports.findings.expectation_words import breaks, hold
from sandbox.reports.findings.facts import expectations_line, facts
from sandbox.reports.findings.sentences import answer
from sandbox.reports.page_blocks import Heading, Paragraph, Table, names
from sandbox.reports.text import comparison_blocks
from sandbox.reports.text.analyses import analyses, search_sentences
from sandbox.reports.text.asked_blocks import asked_tables
from sandbox.reports.text.earnings import earnings
from sandbox.reports.text.endings import EVERY, endings
from sandbox.reports.text.gate_blocks import gates
from sandbox.reports.text.layout import line_count
from sandbox.reports.text.load import load
from sandbox.reports.text.route_blocks import routes
from sandbox.reports.text.successes import successes
from sandbox.reports.text.walk import stages
from sandbox.reports.text.wallet_blocks import wallets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.reports.findings.how import HowMade
    from sandbox.reports.findings.view import View
    from sandbox.reports.page_blocks import Block

LINES_MAX = 40  # of a page 80 columns wide: one screen


@dataclass(frozen=True, slots=True)
class Detail:
    """How many rows tables have at most; the others are taken together, or left out.

    A party that the question is about has its row whatever the number.

    Attributes
    ----------
    causes
        Of loss.
    wallets
        With shares of their own; None for no such table.
    members
        Of each axis along which success differs; None for no such table.
    parties
        That earn fees, that bear them, and that sell; None for no such table.
    in_full
        Whether each metric of several regimes has a row for each of them, or one for all.
    """

    causes: int
    wallets: int | None
    members: int | None
    parties: int | None
    in_full: bool = False


# From everything worth reading down to what a screen cannot do without.
DETAILS = (
    Detail(causes=EVERY, wallets=99, members=4, parties=3, in_full=True),
    Detail(causes=6, wallets=4, members=2, parties=2, in_full=True),
    Detail(causes=5, wallets=3, members=1, parties=2),
    Detail(causes=5, wallets=2, members=1, parties=1),
    Detail(causes=5, wallets=2, members=None, parties=1),
    Detail(causes=3, wallets=2, members=None, parties=1),
    Detail(causes=3, wallets=None, members=None, parties=1),
    Detail(causes=3, wallets=None, members=None, parties=None),
)


def report(view: View, how: HowMade) -> list[Block]:
    """Return the report of an answer, with as much detail as a screen has room for.

    Parameters
    ----------
    view
        Its document.
    how
        How the user asked, for the commands that the report suggests.
    """
    most, *less = DETAILS
    page = whole = _page(view, how, most)
    for detail in less:
        if line_count(page) <= LINES_MAX:
            break
        shorter = _page(view, how, detail)
        if shorter != whole:
            page = [*shorter, Paragraph(NOTES["left_out"], indent=2)]
    return page


def _page(view: View, how: HowMade, detail: Detail) -> list[Block]:
    """Return the page at one level of detail; expectations that hold are one of the facts."""
    title = _title(view, how)
    head: list[Block] = [Heading(title)] if title else []
    told = list(gates(view))
    is_first, is_last = breaks(view), hold(view)
    page = [*head, *(told if is_first else [])]
    # What a study looks for is its answer; the comparison is then what the answer rests on.
    page += [*search_sentences(view), *_sentences(view)]
    page += [] if is_first or is_last else told
    page += [*asked_tables(view, in_full=detail.in_full), *analyses(view)]
    stood_on = facts(view, how)
    if is_last and told:
        stood_on = [
            expectations_line([gate["expect"] for gate in view.document["expect"]]),
            *stood_on,
        ]
    page.append(Table([names(""), names("", wraps=True)], stood_on))
    if view.document["kind"] == Kind.COMPARISON:
        page += comparison_blocks.blocks(view)
        for name, pair in comparison_blocks.pairs(view):
            if not comparison_blocks.differs(pair):
                continue
            page += [Heading(name)] if len(view.points) > 1 else []
            page += _tables(pair, detail)
        return page
    return [*page, *(_tables(view, detail) if len(view.points) == 1 else [])]


def _title(view: View, how: HowMade) -> str:
    """Return the question: its first comment up to the question mark of a scenario."""
    if view.document["kind"] == Kind.COMPARISON:
        return how.target
    text = str(view.document["question"])
    question, mark, _ = text.partition("?")
    return question + mark if view.document["kind"] == Kind.RUN else text


def _sentences(view: View) -> Iterable[Paragraph]:
    for sentence in answer(view):
        lead = f"{sentence.lead}:" if sentence.lead else ""
        yield Paragraph(_after(sentence.text, lead), lead, sentence.tone)


def _after(text: str, lead: str) -> str:
    """Return a sentence as it stands behind a colon, or at the start of a paragraph."""
    return text if lead else f"{text[:1].upper()}{text[1:]}"


def _tables(view: View, detail: Detail) -> Iterable[Block]:
    """Yield the tables of the only point."""
    yield from stages(view)
    yield endings(view, detail.causes)
    most = {
        "wallet": detail.wallets,
        "member": detail.members,
        "party": detail.parties,
    }
    # A table without room still has the rows of those whom no other table names.
    most = {kind: 0 if n is None and untold(view, kind) else n for kind, n in most.items()}
    for table in (
        None if most["wallet"] is None else wallets(view, most["wallet"]),
        None if most["member"] is None else successes(view, most["member"]),
        routes(view),
        load(view),
        None if most["party"] is None else earnings(view, most["party"]),
    ):
        if table is not None:
            yield table
