"""The outages of one replication, asked at times that never fall, as `engines.outages`."""

from sandbox.engines.compiled import state
from sandbox.engines.compiled.state import Run
from sandbox.engines.steps import Words
from sandbox.model.outages import CALM, Weather, touched_by


def keep_up(run: Run) -> None:
    """Bring the windows in force up to the present, in order of their numbers."""
    clock, windows, now = run.clock, run.outages, run.clock[state.NOW]
    while (
        clock[state.COMING_OUTAGE] < len(windows.row)
        and windows.from_us[clock[state.COMING_OUTAGE]] <= now
    ):
        insert(run, clock[state.COMING_OUTAGE])
        clock[state.COMING_OUTAGE] += 1
    kept = 0
    for k in range(clock[state.ACTIVE_OUTAGES]):
        place = windows.active[k]
        if now < windows.until_us[place]:
            windows.active[kept] = place
            kept += 1
    clock[state.ACTIVE_OUTAGES] = kept


def insert(run: Run, place: int) -> None:
    """Add a window to those in force, behind all with a smaller number."""
    windows = run.outages
    k = run.clock[state.ACTIVE_OUTAGES]
    run.clock[state.ACTIVE_OUTAGES] = k + 1
    while k > 0 and windows.window[windows.active[k - 1]] > windows.window[place]:
        windows.active[k] = windows.active[k - 1]
        k -= 1
    windows.active[k] = place


def weather_at(run: Run, way: tuple[int, int, int], words: Words) -> Weather:
    """Return what the outages of this moment do to a request on its way."""
    weather = CALM
    if len(run.outages.row) == 0:
        return weather
    keep_up(run)
    for k in range(run.clock[state.ACTIVE_OUTAGES]):
        row = run.outages.row[run.outages.active[k]]
        weather = touched_by(run.world.outages, row, way, words, weather)
    return weather


def blind_until(run: Run, wallet: int, word: int) -> int:
    """Return when merchants learn of a capture of now: now, or the end of an outage."""
    moment = run.clock[state.NOW]
    if len(run.outages.row) == 0:
        return moment
    keep_up(run)
    outages = run.world.outages
    for k in range(run.clock[state.ACTIVE_OUTAGES]):
        place = run.outages.active[k]
        row = run.outages.row[place]
        concerned = outages.of[row] == 0 and outages.party[row] == wallet
        if concerned and word < outages.unnotified[row]:
            moment = max(moment, run.outages.until_us[place])
    return moment
