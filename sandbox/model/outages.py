"""What fails when: the windows of one replication, and what they do to one request.

Windows are [start, end). Random outages alternate between working and repair, both
exponential; their draws belong to the outage, so they are the same under every regime.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sandbox.chance import streams
from sandbox.chance.laws import standard_exponential
from sandbox.chance.quantile_tables import QuantileTable
from sandbox.chance.streams import StreamKey
from sandbox.model.tables.pressure_tables import OutageTable
from sandbox.units import DURATION_US_MAX, PPM
from sandbox.vocabulary import NOBODY, EntityKind, Outcome, Purpose

DOWN = (int(Outcome.WALLET_DOWN), int(Outcome.RAIL_DOWN), int(Outcome.ROUTE_DOWN))
PAID = int(Outcome.PAID)


class Windows(NamedTuple):
    """Outages of one replication, row by row: row of the outage table, start, end (µs)."""

    row: Sequence[int]
    from_us: Sequence[int]
    until_us: Sequence[int]


class Weather(NamedTuple):
    """What outages do to one request.

    Attributes
    ----------
    failure
        `PAID` for none, else wallet, rail or route down.
    slower_ppm
        Multiple of the answer time, at most `SLOWEST_PPM`.
    declines
        Word threshold added to technical declines.
    """

    failure: int
    slower_ppm: int
    declines: int


CALM = Weather(PAID, PPM, 0)
# What one outage may ask for at most; several at once are no slower. Products stay below 2**63.
SLOWEST_PPM = 1_000 * PPM


def windows_of(
    outages: OutageTable,
    key: StreamKey,
    horizon_us: int,
    tables: QuantileTable,
) -> Windows:
    """Return every outage window that begins before the horizon."""
    rows: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    for row in range(len(outages.id)):
        if outages.between_us[row] == 0:
            rows.append(row)
            starts.append(outages.from_us[row])
            ends.append(outages.until_us[row])
            continue
        moment = 0
        number = 0
        while True:
            words = _failure_words(key, outages.id[row], number)
            between = standard_exponential(words[streams.FAILURE_BETWEEN], tables)
            moment += int(between * outages.between_us[row])
            if moment >= horizon_us:
                break
            repair = standard_exponential(words[streams.FAILURE_REPAIR], tables)
            end = moment + 1 + int(repair * outages.repair_us[row])
            rows.append(row)
            starts.append(moment)
            ends.append(end)
            moment = end
            number += 1
    return Windows(rows, starts, ends)


def _failure_words(key: StreamKey, outage: int, number: int) -> tuple[int, int, int, int]:
    entity = (outage << 24) | number
    return streams.block(key, int(EntityKind.OUTAGE), entity, int(Purpose.FAILURE), 0, 0)


def weather_at(
    outages: OutageTable,
    active: Sequence[int],
    way: tuple[int, int, int],
    words: tuple[int, int, int, int],
) -> Weather:
    """Return what the outages of this moment do to a request.

    Parameters
    ----------
    active
        Rows of the outages of this moment.
    way
        Wallet, rail (or -1) and route.
    words
        Pressure words of the attempt: one for each of the three.
    """
    weather = CALM
    for row in active:
        weather = touched_by(outages, row, way, words, weather)
    return weather


def touched_by(
    outages: OutageTable,
    row: int,
    way: tuple[int, int, int],
    words: tuple[int, int, int, int],
    weather: Weather,
) -> Weather:
    """Return what one more outage makes of the weather for a request; see `weather_at`."""
    of = outages.of[row]
    if way[of] != outages.party[row] or way[of] == NOBODY:
        return weather
    failure = weather.failure
    if words[of] < outages.share[row] and (failure == PAID or DOWN[of] < failure):
        failure = DOWN[of]
    slower = min(weather.slower_ppm * outages.slower_ppm[row] // PPM, SLOWEST_PPM)
    return Weather(failure, slower, weather.declines + outages.declines[row])


def slowed(duration_us: int, slower_ppm: int) -> int:
    """Return a duration times a multiple, rounded down to the µs, at most the longest there is.

    Parameters
    ----------
    duration_us
        In 0..`DURATION_US_MAX`.
    slower_ppm
        In 0..`SLOWEST_PPM`.
    """
    # Whole seconds and the rest apart: the product of both at once does not fit 63 bits.
    whole, rest = duration_us // PPM, duration_us % PPM
    return min(whole * slower_ppm + rest * slower_ppm // PPM, DURATION_US_MAX)


class OutageCalendar:
    """The outages of one replication, asked at times that never fall.

    Parameters
    ----------
    windows
        From `windows_of`.
    """

    __slots__ = ("_active", "_coming", "_windows")

    def __init__(self, windows: Windows) -> None:
        self._windows = windows
        starts = windows.from_us
        self._coming = sorted(range(len(starts)), key=lambda w: (starts[w], w), reverse=True)
        self._active: list[int] = []

    def active(self, now_us: int) -> list[int]:
        """Return the rows of the outages in force, in order of their windows."""
        windows = self._windows
        while self._coming and windows.from_us[self._coming[-1]] <= now_us:
            self._active.append(self._coming.pop())
            self._active.sort()
        if self._active:
            self._active = [w for w in self._active if now_us < windows.until_us[w]]
        return [windows.row[w] for w in self._active]

    def blind_until(self, outages: OutageTable, wallet: int, now_us: int, word: int) -> int:
        """Return when merchants learn of a capture of now: now, or the end of an outage."""
        moment = now_us
        self.active(now_us)
        for window in self._active:
            row = self._windows.row[window]
            concerned = outages.of[row] == 0 and outages.party[row] == wallet
            if concerned and word < outages.unnotified[row]:
                moment = max(moment, self._windows.until_us[window])
        return moment
