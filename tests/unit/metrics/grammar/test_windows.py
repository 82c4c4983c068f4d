from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.metrics.grammar.windows import Clock, bucket_span, moment_text
from sandbox.units import parse_time

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EVENING = Clock(parse_time("2024-11-10T20:00"), 5 * HOUR, 5 * MINUTE, 60)
WEEK = Clock(parse_time("2024-11-10T20:00"), 7 * DAY, HOUR, 168)


def span(clock: Clock, **times: str) -> slice | list[tuple[str, str, str]] | None:
    """Return the span of a window (`from_` for `from`), or what is complained of."""
    found: list[tuple[str, str, str]] = []
    filters = {key.strip("_"): text for key, text in times.items()}
    buckets = bucket_span(filters, clock, lambda *complaint: found.append(complaint))
    return found or buckets


@pytest.mark.parametrize(
    ("times", "buckets"),
    [
        ({}, None),
        ({"from_": "20:00"}, slice(0, 60)),
        ({"until": "20:15"}, slice(0, 3)),
        ({"from_": "20:10", "until": "20:15:00"}, slice(2, 3)),
        ({"from_": "23:00", "until": "0:30"}, slice(36, 54)),
        ({"from_": "23:00", "until": "24:00"}, slice(36, 48)),
        ({"from_": "2024-11-11"}, slice(48, 60)),
        ({"from_": "2024-11-10T16:00+00:00", "until": "2024-11-11T01:00+08:00"}, slice(48, 60)),
    ],
)
def test_a_window_is_a_span_of_buckets(times: dict[str, str], buckets: slice | None) -> None:
    assert span(EVENING, **times) == buckets


def test_a_time_of_day_that_comes_twice_needs_its_day() -> None:
    assert span(WEEK, from_="21:00") == [
        (
            "`from` is `21:00`, which comes on several days of the horizon",
            "from",
            "write the day too, such as 2024-11-10T21:00",
        )
    ]
    assert span(WEEK, from_="2024-11-10T21:00", until="2024-11-10T23:00") == slice(1, 3)


def test_in_a_horizon_of_one_day_the_same_time_is_its_beginning_and_its_end() -> None:
    day = WEEK._replace(horizon_us=DAY, buckets=24)
    assert span(day, from_="20:00", until="20:00") == slice(0, 24)


@pytest.mark.parametrize(
    ("times", "message", "key", "hint"),
    [
        (
            {"from_": "20:07"},
            "`from` is `20:07`, inside a time bucket",
            "from",
            (
                "the boundaries beside it are 2024-11-10T20:05 and 2024-11-10T20:10;"
                " `buckets:` in the scenario sets their length, here 5 min"
            ),
        ),
        (
            {"until": "2024-11-12"},
            "`until` is `2024-11-12`, outside the horizon",
            "until",
            "the horizon is 2024-11-10T20:00 until 2024-11-11T01:00",
        ),
        (
            {"until": "noon"},
            "`until` is `noon`, must be a time such as 20:00 or 2024-09-12T20:00+08:00",
            "until",
            "",
        ),
        (
            {"from_": "20:10", "until": "20:05"},
            "the window is empty: it begins where it ends, or later",
            "from",
            "",
        ),
    ],
)
def test_a_window_that_fits_no_bucket_is_refused(
    times: dict[str, str], message: str, key: str, hint: str
) -> None:
    assert span(EVENING, **times) == [(message, key, hint)]


def test_both_ends_are_complained_of_at_once() -> None:
    complaints = span(EVENING, from_="noon", until="20:01")
    assert isinstance(complaints, list)
    assert [key for _, key, _ in complaints] == ["from", "until"]


@given(st.integers(1, 4096), st.integers(60, 10**13), st.data())
def test_the_boundaries_that_a_complaint_names_are_accepted(
    buckets: int, horizon: int, data: st.DataObject
) -> None:
    bucket = -(-horizon // buckets)
    clock = Clock(parse_time("2024-11-10T20:00"), horizon, bucket, buckets)
    inside = data.draw(st.integers(0, horizon - 1))
    index = inside // bucket
    boundary = moment_text(clock.start_us + index * bucket)
    assert span(clock, from_=boundary) == slice(index, buckets)
    if inside % bucket:
        complaints = span(clock, from_=moment_text(clock.start_us + inside))
        assert isinstance(complaints, list)
        assert f" {boundary} and " in complaints[0][2]
