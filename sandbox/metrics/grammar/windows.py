"""A window of time as a span of buckets: `from=20:00, until=20:15`.

A tally counts by the bucket of arrival, so a window begins and ends where a bucket does.
Times are Beijing time; a time of day must come once in the horizon, else the day is needed too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sandbox.metrics.metric_catalogue import FROM, UNTIL
from sandbox.units import (
    BEIJING,
    MICROSECONDS_PER_SECOND,
    format_duration,
    format_time,
    parse_time,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.scenario.tables.build import BuiltWorld

DAY_US = 86_400 * MICROSECONDS_PER_SECOND
_OFFSET_US = BEIJING.utcoffset(None) // timedelta(microseconds=1)
_TIME_OF_DAY = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$|^24:00$")

Complain = Callable[[str, str, str], None]  # message, key, hint


class Clock(NamedTuple):
    """The buckets of a horizon; moments are microseconds since 1970."""

    start_us: int
    horizon_us: int
    bucket_us: int
    buckets: int

    @property
    def end_us(self) -> int:
        """First moment after the horizon."""
        return self.start_us + self.horizon_us


def clock_of(built: BuiltWorld) -> Clock:
    """Return the clock of a built world."""
    settings = built.world.settings
    return Clock(built.start_us, settings.horizon_us, settings.bucket_us, settings.buckets)


def bucket_span(filters: Mapping[str, str], clock: Clock, complain: Complain) -> slice | None:
    """Return the buckets of a window, None where there is no window or a mistake in it.

    Parameters
    ----------
    filters
        May hold `from` and `until`; what is missing is the end of the horizon on that side.
    complain
        Takes a message, the key that it is about, and a hint.
    """
    if FROM not in filters and UNTIL not in filters:
        return None
    begin: int | None = clock.start_us
    end: int | None = clock.end_us
    if FROM in filters:
        begin = _moment(filters, FROM, clock, complain)
    if UNTIL in filters:
        end = _moment(filters, UNTIL, clock, complain)
    first = None if begin is None else _boundary(filters, FROM, begin, clock, complain)
    last = None if end is None else _boundary(filters, UNTIL, end, clock, complain)
    if first is None or last is None:
        return None
    if first >= last:
        key = FROM if FROM in filters else UNTIL
        complain("the window is empty: it begins where it ends, or later", key, "")
        return None
    return slice(first, last)


def window_us(buckets: slice, clock: Clock) -> int:
    """Return how long buckets last inside the horizon."""
    begin, end = (int(bucket) * clock.bucket_us for bucket in (buckets.start, buckets.stop))
    return min(end, clock.horizon_us) - begin


def _moment(filters: Mapping[str, str], key: str, clock: Clock, complain: Complain) -> int | None:
    """Return the moment that a text means: a date, or the only such time of day."""
    text = filters[key]
    match = _TIME_OF_DAY.match(text)
    if match is None:
        try:
            return parse_time(text)
        except ValueError:
            rule = "must be a time such as 20:00 or 2024-09-12T20:00+08:00"
            complain(f"`{key}` is `{text}`, {rule}", key, "")
            return None
    hours, minutes, seconds = (int(group or 0) for group in match.groups())
    since_midnight = ((hours * 60 + minutes) * 60 + seconds) * MICROSECONDS_PER_SECOND
    after_us = clock.start_us + (key == UNTIL)  # a window can begin at the start, not end there
    moment = after_us + (since_midnight - _time_of_day(after_us)) % DAY_US
    again = moment + DAY_US
    if again < clock.end_us or (key == UNTIL and again == clock.end_us):
        message = f"`{key}` is `{text}`, which comes on several days of the horizon"
        complain(message, key, f"write the day too, such as {moment_text(moment)}")
        return None
    return moment


def _time_of_day(moment_us: int) -> int:
    return (moment_us + _OFFSET_US) % DAY_US


def _boundary(
    filters: Mapping[str, str], key: str, moment_us: int, clock: Clock, complain: Complain
) -> int | None:
    """Return the number of buckets before a moment, which must lie between two of them."""
    since = moment_us - clock.start_us
    text = filters.get(key, "")
    if not 0 <= since <= clock.horizon_us:
        horizon = f"{moment_text(clock.start_us)} until {moment_text(clock.end_us)}"
        complain(f"`{key}` is `{text}`, outside the horizon", key, f"the horizon is {horizon}")
        return None
    if since == clock.horizon_us:
        return clock.buckets
    index, inside = divmod(since, clock.bucket_us)
    if not inside:
        return index
    before = clock.start_us + index * clock.bucket_us
    after = min(before + clock.bucket_us, clock.end_us)
    hint = (
        f"the boundaries beside it are {moment_text(before)} and {moment_text(after)};"
        f" `buckets:` in the scenario sets their length, here {format_duration(clock.bucket_us)}"
    )
    complain(f"`{key}` is `{text}`, inside a time bucket", key, hint)
    return None


def moment_text(moment_us: int) -> str:
    """Return a moment so that it can be read back exactly."""
    rest = moment_us % MICROSECONDS_PER_SECOND
    return f"{format_time(moment_us)}{f'.{rest:06d}' if rest else ''}"
