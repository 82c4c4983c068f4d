from __future__ import annotations

import pytest

from sandbox.scenario.checks.subject import Subject
from sandbox.scenario.checks.volume import arrivals_expected
from sandbox.scenario.loading import load_text


@pytest.mark.parametrize(
    ("traffic", "arrivals"),
    [
        ("{checkouts: 1000}", 1000),
        ("{checkouts: 1000, ceiling: 300%}", 3000),
        ("{checkouts: null, rate: 5/s}", 18_000),
        ("{checkouts: null, rate: 5/s, ceiling: 200%}", 36_000),
        ("{checkouts: null, arrivals: {every: 2s}}", 1_800),
        # 100 s of half-life at height 10: 1.5 · 10 · 100 s more, of which 1 / ln 2 is the exact sum
        (
            "{checkouts: null, rate: 1/s, peaks: [{at: 2024-01-01, top: 10, half_life: 100s}]}",
            3_600 + 1_500,
        ),
    ],
)
def test_arrivals_are_counted_before_they_are_drawn(traffic: str, arrivals: int) -> None:
    loaded = load_text(f"extends: blank\ntraffic: {traffic}")
    subject = Subject(loaded.document, loaded.places, loaded.places.tree)
    assert arrivals_expected(subject) == arrivals


def test_scale_divides_a_rate() -> None:
    loaded = load_text("extends: blank\nscale: 10\ntraffic: {rate: 5/s}")
    subject = Subject(loaded.document, loaded.places, loaded.places.tree)
    assert arrivals_expected(subject) == 1_800
