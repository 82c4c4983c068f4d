"""What fails when: the windows of one replication, and what they do to one request.

Windows are [start, end). Random outages alternate between working and repair, both
exponential; their draws belong to the outage, so they are the same under every regime.
"""

from collections.abc import MutableSequence, Sequence
from typing import NamedTuple

from sandbox.chance import streams
from sandbox.chance.laws import standard_exponential
from sandbox.chance.quantile_tables import QuantileTable
from sandbox.chance.streams import StreamKey, Words
from sandbox.model.tables.pressure_tables import OutageTable
from sandbox.units import DURATION_US_MAX, PPM
from sandbox.vocabulary import NOBODY, EntityKind, Outcome, Purpose

DOWN = (int(Outcome.WALLET_DOWN), int(Outcome.RAIL_DOWN), int(Outcome.ROUTE_DOWN))
PAID = int(Outcome.PAID)


class Way(NamedTuple):
    """The way of a request: wallet, rail (or `NOBODY`) and route."""

    wallet: int
    rail: int
    route: int


class OutageWindows(NamedTuple):
    """The outages of one replication in order of their start, asked at times that never fall.

    Attributes
    ----------
    window
        Their number in the order of the world, by which they act.
    row, from_us, until_us
        Row of the outage table, start, end (µs).
    active
        Places of the windows in force, by their numbers.
    reached
        Two cells: how many windows have begun, how many of them are in force.
    """

    window: Sequence[int]
    row: Sequence[int]
    from_us: Sequence[int]
    until_us: Sequence[int]
    active: MutableSequence[int]
    reached: MutableSequence[int]


class OutageEffect(NamedTuple):
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


BEGUN, IN_FORCE = 0, 1  # cells of `OutageWindows.reached`
NO_EFFECT = OutageEffect(PAID, PPM, 0)
# What one outage may ask for at most; several at once are no slower. Products stay below 2**63.
SLOWEST_PPM = 1_000 * PPM


def windows_of(
    outages: OutageTable,
    key: StreamKey,
    horizon_us: int,
    tables: QuantileTable,
) -> OutageWindows:
    """Return every outage window that begins before the horizon, as lists."""
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
    order = sorted(range(len(rows)), key=lambda w: (starts[w], w))
    return OutageWindows(
        order,
        [rows[w] for w in order],
        [starts[w] for w in order],
        [ends[w] for w in order],
        [0] * (len(order) + 1),
        [0, 0],
    )


def _failure_words(key: StreamKey, outage: int, number: int) -> Words:
    entity = (outage << 24) | number
    return streams.block(key, int(EntityKind.OUTAGE), entity, int(Purpose.FAILURE), 0, 0)


def keep_up(windows: OutageWindows, now_us: int) -> None:
    """Bring the windows in force up to the present, in order of their numbers."""
    reached = windows.reached
    while reached[BEGUN] < len(windows.row) and windows.from_us[reached[BEGUN]] <= now_us:
        _put_in_force(windows, reached[BEGUN])
        reached[BEGUN] += 1
    kept = 0
    for k in range(reached[IN_FORCE]):
        place = windows.active[k]
        if now_us < windows.until_us[place]:
            windows.active[kept] = place
            kept += 1
    reached[IN_FORCE] = kept


def _put_in_force(windows: OutageWindows, place: int) -> None:
    """Add a window to those in force, behind all with a smaller number."""
    k = windows.reached[IN_FORCE]
    windows.reached[IN_FORCE] = k + 1
    while k > 0 and windows.window[windows.active[k - 1]] > windows.window[place]:
        windows.active[k] = windows.active[k - 1]
        k -= 1
    windows.active[k] = place


def effect_of_outages(
    outages: OutageTable, windows: OutageWindows, way: Way, words: Words, now_us: int
) -> OutageEffect:
    """Return what the outages of this moment do to a request.

    Parameters
    ----------
    words
        Pressure words of the attempt: one for each of wallet, rail and route.
    """
    effect = NO_EFFECT
    if len(windows.row) == 0:
        return effect
    keep_up(windows, now_us)
    for k in range(windows.reached[IN_FORCE]):
        row = windows.row[windows.active[k]]
        effect = with_outage(outages, row, way, words, effect)
    return effect


def with_outage(
    outages: OutageTable, row: int, way: Way, words: Words, effect: OutageEffect
) -> OutageEffect:
    """Return what one more outage makes of the effect on a request; see `effect_of_outages`."""
    of = outages.of[row]
    if way[of] != outages.party[row] or way[of] == NOBODY:
        return effect
    failure = effect.failure
    if words[of] < outages.share[row] and (failure == PAID or DOWN[of] < failure):
        failure = DOWN[of]
    slower = min(effect.slower_ppm * outages.slower_ppm[row] // PPM, SLOWEST_PPM)
    return OutageEffect(failure, slower, effect.declines + outages.declines[row])


def blind_until(
    outages: OutageTable, windows: OutageWindows, wallet: int, word: int, now_us: int
) -> int:
    """Return when merchants learn of a capture of now: now, or the end of an outage."""
    moment = now_us
    if len(windows.row) == 0:
        return moment
    keep_up(windows, now_us)
    for k in range(windows.reached[IN_FORCE]):
        place = windows.active[k]
        row = windows.row[place]
        concerned = outages.of[row] == 0 and outages.party[row] == wallet
        if concerned and word < outages.unnotified[row]:
            moment = max(moment, windows.until_us[place])
    return moment


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
