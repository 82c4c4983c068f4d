"""The dated events of docs/MODEL.md: each rule named there opens or shuts a door on its day.

No chance is involved beyond roll-out draws, which are fixed by seed 1: a rule that reaches a share
s of stores is looked for among `ENTITIES` of them and missed with probability (1 - s) ** ENTITIES,
which is below 1e-17 for the smallest share in use, 1 %.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from sandbox.chance.streams import stream_key
from sandbox.model.decisions import Entities, Moment, deciding_clause
from sandbox.payments.openness import ChainTable, Circumstances, holds
from sandbox.scenario.loading import load, load_text
from sandbox.scenario.schema.rule_sections import Rule
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.tables.build import BuiltWorld, build_world
from sandbox.units import BEIJING, EPOCH, MICROSECONDS_PER_SECOND
from sandbox.vocabulary import Acceptance, Container, LinkState, Payload

MODEL = Path(__file__).resolve().parents[2] / "docs" / "MODEL.md"
HEADING = "### Dated events"
NAME = re.compile(r"`([a-z]\w*)`")
SKETCH = re.compile(r"`(\{when: .+\})`")
OUT_OF_SCOPE = "out of scope"
STATE = "state:"

MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
MONTH = re.compile(rf"(?:(\d{{1,2}}) )?({'|'.join(MONTHS)})[a-z]*(?: (\d{{4}}))?")
SEASONS = {"autumn": (9, 11), "late": (10, 12)}
EXACT_DAY = re.compile(r"^\d{1,2} [A-Z]")

WORLDS = ("china_2021", "china_2024")
HOUR_US = 3_600 * MICROSECONDS_PER_SECOND
DAY_US = 24 * HOUR_US
AFTER_US = (29 * DAY_US, DAY_US, HOUR_US)  # a ramp starts at nothing, a morning ends at noon
ENTITIES = 4_000
AMOUNT_FEN = 10_000
KEY = stream_key(1, 0)


class Row(NamedTuple):
    """One row of the table."""

    date: str
    event: str
    expression: str

    @property
    def names(self) -> list[str]:
        """Rules and regimes in the order in which they are named."""
        return NAME.findall(self.expression)


def read_table() -> list[Row]:
    """Return the rows of the table of dated events."""
    section = MODEL.read_text(encoding="utf-8").split(HEADING, 1)[1].split("\n#", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    return [Row(*row) for row in cells]


TABLE = read_table()


@cache
def document(world: str = WORLDS[0]) -> Document:
    return load(world).document


def regime_of(rule: str) -> str:
    """Return the regime that writes a rule itself."""
    homes = [
        name
        for name, regime in document().regimes.items()
        if rule in {written.name for written in regime.rules}
    ]
    assert len(homes) == 1, f"{rule} is written in {homes}"
    return homes[0]


def rule_named(name: str) -> Rule:
    rules = document().regimes[regime_of(name)].rules
    return next(rule for rule in rules if rule.name == name)


def rules_of(row: Row) -> list[str]:
    return [name for name in row.names if name not in document().regimes]


NAMED = sorted({name for row in TABLE for name in rules_of(row)})


def built_around(rule: str, start_us: int, length_us: int, world: str) -> BuiltWorld:
    """Return the tables under the rule's regime for a period that begins at a moment."""
    period = document(world).period.model_copy(
        update={"from_": start_us, "until": None, "for_": length_us}
    )
    moved = document(world).model_copy(update={"period": period})
    return build_world(moved, regime_of(rule))


def clauses_of(built: BuiltWorld, rule: str) -> set[int]:
    """Return the clauses that a rule was compiled into."""
    numbers = {k for k, dated in enumerate(built.rules) if dated.rule.name == rule}
    return {k for k, number in enumerate(built.world.clauses.rule) if number in numbers}


def starts_at_nothing(rule: str) -> bool:
    rollout = rule_named(rule).rollout
    return (
        rollout is not None and rollout.ramp is not None and not next(iter(rollout.ramp.values()))
    )


def bits(mask: int, count: int) -> list[int]:
    return [index for index in range(count) if (mask >> index) & 1]


def circumstances(built: BuiltWorld, clause: int, time_us: int) -> Iterator[Circumstances]:
    """Yield every combination of members that a clause speaks of."""
    clauses, settings = built.world.clauses, built.world.settings
    members = product(
        bits(clauses.surfaces[clause], settings.surfaces),
        bits(clauses.payloads[clause], len(Payload)),
        bits(clauses.segments[clause], settings.segments),
        bits(clauses.tiers[clause], 4),
    )
    for surface, payload, segment, tier in members:
        yield Circumstances(time_us, surface, payload, segment, tier, AMOUNT_FEN)


def decided_cells(built: BuiltWorld, rule: str, time_us: int) -> Iterator[tuple[str, int]]:
    """Yield (family, cell) wherever a rule decides for somebody at a moment of the horizon."""
    clauses = clauses_of(built, rule)
    for family, chain in zip(built.world.chains._fields, built.world.chains, strict=True):
        for cell in range(len(chain.start) - 1):
            own = clauses.intersection(chain.clauses[chain.start[cell] : chain.start[cell + 1]])
            if any(decides(built, chain, cell, clause, time_us) for clause in own):
                yield family, cell


def decides(built: BuiltWorld, chain: ChainTable, cell: int, clause: int, time_us: int) -> bool:
    """Tell whether a clause decides a cell for at least one checkout of many."""
    has_rollout = built.world.clauses.unit[clause] != 0
    for facts in circumstances(built, clause, time_us):
        is_spoken_of = holds(built.world.clauses, clause, facts)
        for number in range(ENTITIES if has_rollout and is_spoken_of else 1):
            who = Entities(number, number)
            if clause == deciding_clause(KEY, built.world.clauses, chain, cell, Moment(facts, who)):
                return True
    return False


def is_in_force_somewhere(built: BuiltWorld, rule: str) -> bool:
    return any(next(decided_cells(built, rule, moment), None) for moment in AFTER_US)


def test_the_table_is_there() -> None:
    assert len(TABLE) >= 38
    assert len(NAMED) >= 37


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.date)
def test_every_row_names_a_rule_or_states_a_reason(row: Row) -> None:
    if rules_of(row):
        return
    reason = row.expression.partition(OUT_OF_SCOPE)[2]
    assert len(reason.strip(" :")) > 10, row


@pytest.mark.parametrize("row", [row for row in TABLE if row.names], ids=lambda row: row.date)
def test_every_rule_is_written_in_the_regime_beside_it(row: Row) -> None:
    waiting: list[str] = []
    for name in row.names:
        if name in document().regimes:
            assert [regime_of(rule) for rule in waiting] == [name] * len(waiting)
            waiting = []
        else:
            waiting.append(name)
    assert not waiting, f"no regime is named after {waiting}"


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("rule", NAMED)
def test_a_rule_decides_from_its_day_on(rule: str, world: str) -> None:
    begin = rule_named(rule).from_
    start = begin if begin is not None else document(world).period.from_
    assert is_in_force_somewhere(built_around(rule, start, 30 * DAY_US, world), rule)


@pytest.mark.parametrize("rule", [name for name in NAMED if rule_named(name).from_ is not None])
def test_a_rule_decides_nothing_before_its_day(rule: str) -> None:
    begin = rule_named(rule).from_
    assert begin is not None
    eve = built_around(rule, begin - DAY_US, DAY_US, WORLDS[0])
    assert clauses_of(eve, rule) == set()
    across = built_around(rule, begin - DAY_US, 30 * DAY_US, WORLDS[0])
    assert clauses_of(across, rule)
    assert list(decided_cells(across, rule, DAY_US - 1)) == []
    if not starts_at_nothing(rule):
        assert next(decided_cells(across, rule, DAY_US), None)


@pytest.mark.parametrize("rule", [name for name in NAMED if rule_named(name).until is not None])
def test_a_rule_decides_nothing_after_its_end(rule: str) -> None:
    end = rule_named(rule).until
    assert end is not None
    across = built_around(rule, end - HOUR_US, DAY_US, WORLDS[0])
    assert next(decided_cells(across, rule, HOUR_US - 1), None)
    assert list(decided_cells(across, rule, HOUR_US)) == []


def dated_rules() -> list[tuple[Row, str]]:
    return [
        (row, rule)
        for row in TABLE
        if not row.expression.startswith(STATE)
        for rule in rules_of(row)
        if rule_named(rule).from_ is not None
    ]


@pytest.mark.parametrize(("row", "rule"), dated_rules(), ids=str)
def test_a_rule_begins_on_the_date_of_its_row(row: Row, rule: str) -> None:
    begin = day_of(rule_named(rule).from_ or 0)
    first, last = months_of(row.date)
    assert first <= (begin.year, begin.month) <= last
    if EXACT_DAY.match(row.date):
        assert row.date.startswith(f"{begin.day} {calendar.month_abbr[begin.month]}"), begin


def day_of(moment_us: int) -> datetime:
    seconds = moment_us // MICROSECONDS_PER_SECOND
    return datetime.fromtimestamp(seconds, UTC).astimezone(BEIJING)


def months_of(date: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the first and last (year, month) that a date in words speaks of."""
    found = MONTH.findall(date)
    years = [int(year) for year in re.findall(r"\d{4}", date)]
    if found:
        first, last = MONTHS[found[0][1]], MONTHS[found[-1][1]]
    else:
        first, last = SEASONS[date.split(maxsplit=1)[0]]
    return (years[0], first), (years[-1], last)


@pytest.mark.parametrize(
    ("date", "months"),
    [
        ("30 Dec 2019 – Jan 2020", ((2019, 12), (2020, 1))),
        ("Jul–Nov 2013", ((2013, 7), (2013, 11))),
        ("late 2022", ((2022, 10), (2022, 12))),
        ("4–27 Sep 2024", ((2024, 9), (2024, 9))),
    ],
)
def test_dates_in_words_are_read(
    date: str, months: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    assert months_of(date) == months


def test_the_rows_stand_in_order_of_time() -> None:
    starts = [months_of(row.date)[0] for row in TABLE]
    assert starts == sorted(starts)


def test_sketched_rules_are_valid() -> None:
    sketches = [sketch for row in TABLE for sketch in SKETCH.findall(row.expression)]
    assert sketches
    for sketch in sketches:
        rule = sketch.replace("{when", "{name: sketched, when", 1)
        loaded = load_text(f"extends: china_2024\nrules:\n  - {rule}\n")
        assert loaded.document.rules[0].name == "sketched"


def test_in_january_2022_a_group_link_opens_taobao_and_only_alipay_pays_there() -> None:
    moment = (datetime(2022, 1, 27, 12, tzinfo=BEIJING) - EPOCH).total_seconds()
    period = document().period.model_copy(
        update={"from_": round(moment) * MICROSECONDS_PER_SECOND, "for_": HOUR_US, "until": None}
    )
    built = build_world(document().model_copy(update={"period": period}), "qr_2021_12_02")
    world, labels = built.world, built.labels
    surface, taobao = labels.surfaces["wechat_group"], labels.destinations["taobao"]
    facts = Circumstances(0, surface, int(Payload.PRODUCT_LINK), 0, 0, AMOUNT_FEN)
    who = Entities(0, 0)
    cell = (surface * len(Payload) + Payload.PRODUCT_LINK) * world.settings.destinations + taobao
    link = deciding_clause(KEY, world.clauses, world.chains.link, cell, Moment(facts, who))
    assert world.clauses.effect[link] == LinkState.OPEN
    offered = {
        name
        for index, name in enumerate(labels.wallets.names)
        for cell in [(taobao * world.settings.wallets + index) * len(Container) + Container.WEBVIEW]
        for clause in [
            deciding_clause(KEY, world.clauses, world.chains.accept, cell, Moment(facts, who))
        ]
        if world.clauses.effect[clause] >= Acceptance.FOLDED
    }
    assert offered == {"alipay"}
