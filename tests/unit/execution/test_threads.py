from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from sandbox.execution.threads import AHEAD_OF_WORKERS, Look, StoppedError, on_threads

PATIENCE = 30  # seconds until a test that hangs gives up


def square(unit: int, look: Look) -> int:
    look(unit)
    return unit * unit


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_unit_comes_back_once_with_its_result(workers: int) -> None:
    found = dict(on_threads(square, range(40), workers))
    assert found == {unit: unit * unit for unit in range(40)}


def test_nothing_to_do_is_done_at_once() -> None:
    assert list(on_threads(square, [], 2)) == []


def test_units_are_taken_only_as_they_are_needed() -> None:
    taken: list[int] = []

    def units() -> Iterator[int]:
        for unit in range(1_000):
            taken.append(unit)
            yield unit

    results = on_threads(square, units(), 2)
    for _ in range(10):
        next(results)
    assert len(taken) <= 10 + 2 * 2 * AHEAD_OF_WORKERS
    results.close()  # type: ignore[attr-defined]  # it is a generator


class Countdown:
    """Units that come only after the result of the one before."""

    def __init__(self, first: int) -> None:
        self.waiting = [first]

    def __iter__(self) -> Countdown:
        return self

    def __next__(self) -> int:
        if not self.waiting:
            raise StopIteration
        return self.waiting.pop()


def test_which_units_follow_may_depend_on_results() -> None:
    units, seen = Countdown(3), list[int]()
    for unit, _ in on_threads(square, units, 2):
        seen.append(unit)
        if unit:
            units.waiting.append(unit - 1)
    assert seen == [3, 2, 1, 0]


def test_two_workers_are_at_work_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=PATIENCE)

    def meet(unit: int, _: Look) -> int:
        both.wait()
        return unit

    assert sorted(unit for unit, _ in on_threads(meet, range(4), 2)) == [0, 1, 2, 3]


def test_an_error_of_a_unit_reaches_the_caller() -> None:
    def fail(unit: int, _: Look) -> int:
        raise ValueError(f"unit {unit} is broken")

    with pytest.raises(ValueError, match="unit 0 is broken"):
        list(on_threads(fail, [0], 2))


def test_workers_stop_at_their_next_look_when_nobody_asks_any_more() -> None:
    stopped, started = threading.Event(), threading.Event()

    def work(unit: int, look: Look) -> int:
        if unit == 0:
            assert started.wait(PATIENCE)
            return unit
        started.set()
        try:
            while True:
                look(unit)
        except StoppedError:
            stopped.set()
            raise

    results = on_threads(work, range(2), 2)
    assert next(results) == (0, 0)
    assert not stopped.is_set()
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert stopped.wait(PATIENCE)


def test_threads_bear_a_name_that_says_what_they_do() -> None:
    def name(_: int, __: Look) -> str:
        return threading.current_thread().name

    [(_, found)] = on_threads(name, [1], 1)
    assert found.startswith("replication")
