from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from sandbox.chance.streams import stream_key
from sandbox.engines.agreement import (
    Told,
    differences,
    first_to_differ,
    told_by,
    told_by_both,
    whole_numbers,
)
from sandbox.engines.compiled import attempt_events
from sandbox.engines.reference.simpy_engine import ReferenceEngine
from sandbox.errors import DisagreementError
from sandbox.model import attempt
from sandbox.model.checkout import Checkout
from sandbox.model.draws import Draws
from sandbox.model.records.trace_row import COLUMNS
from sandbox.model.tables.world import World
from sandbox.scenario.loading import load_text
from sandbox.scenario.tables.build import build_world
from sandbox.vocabulary import Outcome

KEY = stream_key(1, 0)
END = COLUMNS.index("end_us")
TEXT = """
extends: blank
traffic: {checkouts: 40, arrivals: {every: 1s}}
wallets: {pay: {latency: 2s, declines: {technical_decline: 30%}}}
"""


@cache
def world() -> World:
    return build_world(load_text(TEXT).document).world


@cache
def told() -> Told:
    return told_by(ReferenceEngine(), world(), KEY)


def changed(column: str, *rows: int) -> Told:
    cells = told().rows.copy()
    cells[list(rows), COLUMNS.index(column)] += 1
    return Told(told().settings, told().record, cells)


def test_engines_that_agree_tell_the_same_once() -> None:
    both = told_by_both(world(), KEY)
    assert differences(both, told()) == []
    assert first_to_differ(both.rows, told().rows) is None


def test_the_first_to_differ_is_the_one_that_ends_first() -> None:
    other = changed("attempts", 30, 12)
    assert first_to_differ(told().rows, other.rows) == 12
    late = changed("attempts", 30, 12)
    late.rows[12, END] = told().rows[:, END].max() + 1
    # In the first telling checkout 12 still ends early.
    assert first_to_differ(told().rows, late.rows) == 12


def test_outcomes_differ_in_words() -> None:
    cells = told().rows.copy()
    cells[3, COLUMNS.index("outcome")] = Outcome.IMPATIENT
    found = differences(told(), Told(told().settings, told().record, cells))
    before = Outcome(told().column("outcome")[3]).name.lower()
    assert found[1] == f"  outcome: {before} | impatient"


def test_many_tables_that_differ_are_counted() -> None:
    record = {name: cells + 1 for name, cells in told().record.items()}
    found = differences(told(), Told(told().settings, record, told().rows))
    assert len(found) == 6
    assert found[0].startswith("by_stage[0, ")
    assert (
        found[-1]
        == f"and {sum(cells.size > 0 for cells in record.values()) - 5} more tables differ"
    )


@pytest.mark.parametrize("cells", [[1.0, 2.0], [[1, 2]], np.array([True])])
def test_what_is_no_whole_number_is_a_mistake(cells: list[int]) -> None:
    with pytest.raises(TypeError, match="a column of"):
        whole_numbers(cells)


def test_engines_that_part_say_which_checkout_and_which_event(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on_time = attempt.answer_latency_us

    def later(world: World, checkout: Checkout, draws: Draws) -> int:
        return on_time(world, checkout, draws) + (3 if checkout.number in (5, 8) else 0)

    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    monkeypatch.setattr(
        attempt_events,
        "attempt",
        SimpleNamespace(**{**vars(attempt), "answer_latency_us": later}),
    )
    with pytest.raises(DisagreementError, match="the engines disagree on replication 0") as caught:
        told_by_both(world(), KEY)
    end = told().rows[5, END]
    lines = caught.value.hint.splitlines()
    assert lines[:3] == [
        "reference | compiled",
        f"checkout 5 is the first of 2 that differ, at {end} µs",
        f"  end_us: {end} | {end + 3}",
    ]
    answer = "answer 13, wallet 0, funding 0, latency"
    assert lines[-1] == (
        f"  event 6: answer at {end} µs ({answer} 2000000) | "
        f"answer at {end + 3} µs ({answer} 2000003)"
    )
    assert len(lines) == 4 + sum(1 for line in lines if "[" in line)
