"""What a run needs is foretold from its tables."""

from __future__ import annotations

import pytest

from sandbox.errors import CapacityError
from sandbox.scenario.loading import load_text
from sandbox.studies import resources
from sandbox.studies.runs import build_worlds


def test_memory_grows_with_replications_and_with_time_buckets() -> None:
    few = build_worlds(load_text("extends: blank\nbuckets: 60\n").document)
    many = build_worlds(load_text("extends: blank\nbuckets: 4096\n").document)
    small, large = (resources.needs_of_run(few, n, "compiled").memory for n in (20, 2_000))
    assert 100 * (small - resources.PROGRAM) > large - small > 0
    wide = resources.needs_of_run(many, 20, "compiled").memory
    assert wide - small > 20 * (4_096 - 60) * 336 * 8  # a coarse histogram for each bucket


def test_more_memory_than_is_free_is_refused_unless_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "free_memory", lambda: 10**9)
    needs = resources.Needs(2 * 10**9, 1.0)
    with pytest.raises(CapacityError, match="2 GB of memory, 1 GB are free"):
        resources.check_memory(needs, force=False)
    resources.check_memory(needs, force=True)
    resources.check_memory(resources.Needs(10**9, 1.0), force=False)


def test_the_engine_and_what_couples_checkouts_decide_how_long_it_takes() -> None:
    calm = build_worlds(load_text("extends: blank\n").document)
    text = "extends: blank\nwallets: {pay: {capacity: {parallel: 9}}}\n"
    busy = build_worlds(load_text(text).document)
    times = [
        resources.needs_of_run(calm, 20, "compiled").seconds,
        resources.needs_of_run(busy, 20, "compiled").seconds,
        resources.needs_of_run(busy, 20, "reference").seconds,
    ]
    assert times == sorted(set(times))
