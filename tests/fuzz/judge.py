"""What is right about an answer: one case in, one verdict out.

A case is refused in the form of the house, or it is a world that both engines tell alike.
Whatever else happens is a finding.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sandbox.chance.streams import stream_key
from sandbox.engines.agreement import Told, differences, told_by
from sandbox.engines.catalogue import COMPILED, REFERENCE, engine_named, needs_python
from sandbox.errors import CapacityError, Diagnostic, ScenarioError, UsageError
from sandbox.reports.diagnostics import render
from sandbox.scenario.loading import load
from sandbox.scenario.soundness.headroom import REPLICATIONS
from sandbox.scenario.study.study_values import points_count
from sandbox.scenario.tables.build import build_world
from sandbox.studies import what_if
from sandbox.studies.plan import plan_lines, plan_of
from sandbox.studies.runs import expected_of, regimes_of, seed_of, sound_worlds
from tests.fuzz.mutation import Case

if TYPE_CHECKING:
    from sandbox.model.tables.world import World
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.schema.study_document import StudyDocument
    from sandbox.studies.plan import Plan

__all__ = [
    "Answer",
    "Verdict",
    "hidden_characters",
    "judged",
    "overrides_of",
    "replications_of",
    "written",
]

CHECKOUTS: Final = 60  # in each replication, about
MANY_CHECKOUTS: Final = 1_500  # in one case of so many: sums need more of them to overflow
MANY_EVERY: Final = 10
ALLOWED_MAX: Final = 1_000_000  # replications; beyond it they are refused at once
ARRIVALS_MAX: Final = 6_000  # where a world cannot be made smaller
POINTS_MAX: Final = 200
CASE_CHECKOUTS_MAX: Final = 2_000
STUDY_CHECKOUTS_MAX: Final = 6_000
HALVINGS_MAX: Final = 70
REGIMES_MAX: Final = 2
# What moves a cursor, changes a colour or turns the line around.
HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)
_SOURCES: Final = "/sandbox/"


class Answer(StrEnum):
    """What became of a case."""

    REFUSED = "refused"
    LOADED = "loaded"  # valid, and not run: too large even in its small edition
    PLANNED = "planned"  # a study that is small enough to be run
    AGREED = "run on both engines"
    FINDING = "finding"


class Verdict(NamedTuple):
    """What became of a case, and what was found.

    Attributes
    ----------
    kind
        What makes two findings the same one.
    told
        What a developer needs to see.
    """

    answer: Answer
    kind: str = ""
    told: str = ""


class Fault(Exception):  # noqa: N818 -- not an error of the program but about it
    """An answer that is not right."""

    def __init__(self, kind: str, told: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.told = told or kind


def judged(case: Case, folder: Path) -> Verdict:
    """Return the verdict on a case.

    Parameters
    ----------
    folder
        Where its file is written, beside what it may extend.
    """
    path = written(case, folder)
    try:
        return Verdict(_answer(case, path))
    except Fault as fault:
        return Verdict(Answer.FINDING, fault.kind, fault.told)
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is what was looked for
        lines = traceback.format_exception(error)
        return Verdict(Answer.FINDING, _kind(error), "".join(lines)[-6_000:])


def written(case: Case, folder: Path) -> Path:
    """Write the file of a case."""
    path = folder / ("case.study.yaml" if case.is_study else "case.yaml")
    path.write_text(case.text, encoding="utf-8", errors="surrogatepass")
    return path


def overrides_of(case: Case) -> list[str]:
    """Return what a case lays over its file."""
    pairs = zip(case.arguments, case.arguments[1:], strict=False)
    return [text for option, text in pairs if option == "--set"]


def replications_of(case: Case) -> int:
    """Return how many replications a command asks for, 0 where it does not, or in no number."""
    pairs = zip(case.arguments, case.arguments[1:], strict=False)
    texts = [text for option, text in pairs if option == "--replications"]
    asked = int(texts[0]) if texts and texts[0].isdecimal() else 0
    return asked if asked <= ALLOWED_MAX else 0


def hidden_characters(text: str) -> str:
    """Return the characters of a text that nobody should be sent, as escapes."""
    return "".join(sorted(set(HIDDEN.findall(text)))).encode("unicode_escape").decode()


def _answer(case: Case, path: Path) -> Answer:
    try:
        return _study(case, path) if case.is_study else _scenario(case, path)
    except ScenarioError as error:
        _check_form(error.diagnostics)
    except (UsageError, CapacityError) as error:
        _check_line(str(error))
        _check_line(getattr(error, "hint", ""))
    return Answer.REFUSED


def _study(case: Case, path: Path) -> Answer:
    loaded = what_if.load(path, overrides_of(case))
    if points_count(loaded.document) > POINTS_MAX:
        return Answer.LOADED  # planning tries each point, some milliseconds each
    plan = plan_of(loaded)
    for line in plan_lines(plan):
        _check_line(line)
    return Answer.PLANNED if _is_quick(loaded.document, plan) else Answer.LOADED


def _is_quick(study: StudyDocument, plan: Plan) -> bool:
    """Tell whether a study is done in a second or two, whatever it asks besides its cases."""
    most = study.budget.checkouts if study.budget is not None else None
    is_bounded = most is not None and most <= STUDY_CHECKOUTS_MAX
    asks_more = bool(study.precision or study.find or study.sensitivity or study.attribute)
    all_cases = plan.checkouts_in(plan.replications_most or REPLICATIONS)
    return max(plan.checkouts) <= CASE_CHECKOUTS_MAX and (
        is_bounded or all_cases <= STUDY_CHECKOUTS_MAX // (4 if asks_more else 1)
    )


def _scenario(case: Case, path: Path) -> Answer:
    loaded = load(path, overrides_of(case))
    _check_form(loaded.warnings)
    document = loaded.document
    asked = replications_of(case) or document.replications or REPLICATIONS
    sound_worlds(loaded, document, (), asked)
    regimes = regimes_of(document)
    count = CHECKOUTS if len(case.text) % MANY_EVERY else MANY_CHECKOUTS
    try:
        answers = {_told_alike(document, regime, count) for regime in regimes[-REGIMES_MAX:]}
    except ScenarioError as error:
        raise Fault("valid, and its small edition is not", str(error)) from error
    return answers.pop() if len(answers) == 1 else Answer.AGREED


def _told_alike(whole: Document, regime: str | None, count: int) -> Answer:
    document = _small(whole, regime, count)
    world = build_world(document, regime).world
    if expected_of(world.arrivals) > ARRIVALS_MAX or needs_python(world):
        return Answer.LOADED
    key = stream_key(seed_of(document, None), 0)
    reference = told_by(engine_named(REFERENCE), world, key)
    compiled = told_by(engine_named(COMPILED), world, key)
    parted = differences(reference, compiled)
    if parted:
        raise Fault(f"the engines disagree: {_word(parted[-1])}", "\n".join(parted))
    for broken in _broken_laws(reference, world):
        raise Fault(broken)
    return Answer.AGREED


def _small(document: Document, regime: str | None, count: int) -> Document:
    """Return a document with few arrivals: fewer of them, or a shorter period."""
    traffic = document.traffic
    if traffic.checkouts is not None:
        fewer = traffic.model_copy(update={"checkouts": min(traffic.checkouts, count)})
        return document.model_copy(update={"traffic": fewer})
    for _ in range(HALVINGS_MAX):
        expected = expected_of(build_world(document, regime).world.arrivals)
        length = document.period.length_us
        if expected <= 2 * count or length <= 1:
            break
        shorter = max(length * count // expected, length // 1_000, 1)
        period = document.period.model_copy(update={"until": None, "for_": shorter})
        document = document.model_copy(update={"period": period})
    return document


def _broken_laws(told: Told, world: World) -> Iterator[str]:
    """Yield what does not add up in what an engine told."""
    rows = len(told.rows)
    if told.record["balances"].sum() != 0:
        yield "the ledger does not sum to zero"
    if told.table("balances").sum(axis=0).any():
        yield "a kind of posting does not sum to zero"
    if world.arrivals.exact >= 0 and rows > world.arrivals.exact:
        yield "more checkouts than arrivals"
    for name in ("by_stage", "by_bucket"):
        if told.record[name].sum() != rows:
            yield f"`{name}` does not add up to the arrivals"
    yield from _broken_spans(told)
    signless = [name for name in told.record if name not in ("balances", "positions")]
    for name in signless:
        if (told.record[name] < 0).any():
            yield f"`{name}` counts below zero"


def _broken_spans(told: Told) -> Iterator[str]:
    """Yield what no checkout can have done."""
    rows, numbers = len(told.rows), told.column("checkout")
    if len(np.unique(numbers)) != rows or (rows and numbers.min() < 0):
        yield "a checkout is told twice"
    spans = told.column("end_us") - told.column("arrival_us")
    if (spans < 0).any():
        yield "a checkout ends before it arrives"
    if (told.column("wait_us") < 0).any() or (told.column("wait_us") > spans).any():
        yield "a checkout waits longer than it lasts"


def _check_form(diagnostics: Sequence[Diagnostic]) -> None:
    """Check that errors and warnings are in the form of the house."""
    for diagnostic in diagnostics:
        for text in (diagnostic.message, diagnostic.hint, diagnostic.note):
            _check_line(text)
        if not diagnostic.message:
            raise Fault("an error without words")
        # What is missing altogether stands nowhere; its place is the file.
        if not diagnostic.location.line and not diagnostic.location.file.endswith(".yaml"):
            raise Fault("an error without a place", diagnostic.message)
    if diagnostics:
        text = render(diagnostics, 100)
        if hidden_characters(text):
            raise Fault("hidden characters on output", repr(text[:2_000]))


def _check_line(text: str) -> None:
    if text.endswith(".") and not text.endswith("…") and not text.endswith("..."):
        raise Fault("a message ends in a full stop", text)
    if "\n" in text:
        raise Fault("a message of several lines", text)
    if "Traceback" in text or "defect" in text:
        raise Fault("a defect told as a message", text)


def _kind(error: BaseException) -> str:
    """Return what makes two tracebacks the same finding: the last of our own lines."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _SOURCES in frame.filename]
    where = own[-1] if own else frames[-1]
    file = where.filename.rpartition(_SOURCES)[2]
    return f"{type(error).__name__} in {file} {where.name}"


def _word(line: str) -> str:
    """Return a line of differences without its numbers."""
    return re.sub(r"[-\d]+", "n", line.partition(":")[0].strip())
