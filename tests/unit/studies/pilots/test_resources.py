"""What a run needs is foretold from its tables."""

from __future__ import annotations

import pytest

from sandbox.errors import CapacityError
from sandbox.scenario.loading import load_text
from sandbox.studies.pilots import resources
from sandbox.studies.plan import plan_of
from sandbox.studies.runs import build_worlds
from sandbox.studies.what_if import as_study


def needs(text: str, engine: str = "compiled") -> resources.Needs:
    """Return what a scenario needs."""
    loaded = load_text(text)
    return resources.needs_of(build_worlds(loaded.document), plan_of(as_study(loaded)), engine)


def test_memory_grows_with_time_buckets_and_with_few_replications_only() -> None:
    few, some, many = (
        needs(f"extends: blank\nbuckets: 60\nreplications: {n}\n").memory for n in (2, 60, 6_000)
    )
    assert few < some < 1.1 * many  # of many replications batches are kept
    assert many < 1.1 * some
    wide = needs("extends: blank\nbuckets: 4096\nreplications: 60\n").memory
    assert wide - some > 60 * (4_096 - 60) * 336 * 8  # a coarse histogram for each bucket


def test_more_memory_than_is_free_is_refused_unless_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "free_memory", lambda: 10**9)
    wanted = resources.Needs(2 * 10**9, 1.0)
    with pytest.raises(CapacityError, match="2 GB of memory, 1 GB are free"):
        resources.check_memory(wanted, force=False)
    resources.check_memory(wanted, force=True)
    resources.check_memory(resources.Needs(10**9, 1.0), force=False)


def test_the_engine_and_what_couples_checkouts_decide_how_long_it_takes() -> None:
    busy = "extends: blank\nwallets: {pay: {capacity: {parallel: 9}}}\n"
    times = [
        needs("extends: blank\n").seconds,
        needs(busy).seconds,
        needs(busy, "reference").seconds,
    ]
    assert times == sorted(set(times))
