"""When checkouts arrive: the same moments in every engine, here drawn block after block."""

from sandbox.chance import streams
from sandbox.chance.laws import GAP_MEAN, gap
from sandbox.engines.compiled import state
from sandbox.engines.compiled.state import Run
from sandbox.vocabulary import EntityKind, Purpose

ARRIVAL = int(EntityKind.ARRIVAL)
GAP = int(Purpose.GAP)
CHUNK = 1 << 12  # a multiple of the four gaps in a block


def measure_gaps(run: Run) -> None:
    """Find expected arrivals per unit of gap: for an exact number, by the sum of all gaps."""
    table = run.world.arrivals
    if table.exact < 0:
        run.arrivals.unit[0] = 1.0 / GAP_MEAN
        return
    if table.every_us:
        return
    total = 0
    for first in range(0, table.exact + 1, streams.LANES):
        words = streams.block(run.draws.key, ARRIVAL, first // streams.LANES, GAP, 0, 0)
        for lane in range(min(streams.LANES, table.exact + 1 - first)):
            total += gap(words[lane], run.draws.tables)
    run.arrivals.unit[0] = table.cell_mass[len(table.cell_mass) - 1] / float(max(1, total))


def look_ahead(run: Run) -> None:
    """Write down the moments of the next arrivals, if all that are known have happened."""
    clock, table = run.clock, run.world.arrivals
    if clock[state.NEXT_ARRIVAL] < clock[state.KNOWN_ARRIVALS] or clock[state.IS_LAST]:
        return
    if run.arrivals.unit[0] == 0.0:
        measure_gaps(run)
    clock[state.NEXT_ARRIVAL] = 0
    clock[state.KNOWN_ARRIVALS] = 0
    first = clock[state.NEXT_NUMBER]
    count = CHUNK if table.exact < 0 else min(CHUNK, table.exact - first)
    if table.exact >= 0 and first + count == table.exact:
        clock[state.IS_LAST] = 1
    if table.every_us:
        like_clockwork(run, first, count)
    else:
        by_intensity(run, first, count)


def like_clockwork(run: Run, first: int, count: int) -> None:
    """Write down arrivals at equal distances."""
    table = run.world.arrivals
    end = table.cell_us[len(table.cell_us) - 1]
    for k in range(count):
        moment = (first + k) * table.every_us
        if moment >= end:
            run.clock[state.IS_LAST] = 1
            return
        run.arrivals.moment_us[k] = moment
        run.clock[state.KNOWN_ARRIVALS] = k + 1


def by_intensity(run: Run, first: int, count: int) -> None:
    """Write down the moments at which the cumulated intensity reaches the sums of gaps."""
    clock, table, unit = run.clock, run.world.arrivals, run.arrivals.unit[0]
    last_cell = len(table.cell_mass) - 2
    cell, reached = clock[state.ARRIVAL_CELL], clock[state.GAPS]
    whole = table.cell_mass[last_cell + 1]
    k = 0
    while k < count:
        words = streams.block(run.draws.key, ARRIVAL, (first + k) // streams.LANES, GAP, 0, 0)
        for lane in range(min(streams.LANES, count - k)):
            reached += gap(words[lane], run.draws.tables)
            mass = float(reached) * unit
            if table.exact < 0 and mass >= whole:
                clock[state.IS_LAST] = 1
                return
            while cell < last_cell and table.cell_mass[cell + 1] <= mass:
                cell += 1
            run.arrivals.moment_us[k + lane] = moment_of(run, cell, mass)
            clock[state.KNOWN_ARRIVALS] = k + lane + 1
        k += streams.LANES
    clock[state.ARRIVAL_CELL] = cell
    clock[state.GAPS] = reached


def moment_of(run: Run, cell: int, mass: float) -> int:
    """Return when the cumulated intensity reaches a mass within a cell, µs."""
    table = run.world.arrivals
    height = table.cell_mass[cell + 1] - table.cell_mass[cell]
    width = table.cell_us[cell + 1] - table.cell_us[cell]
    if height <= 0.0:
        height = 1.0
    inside = (mass - table.cell_mass[cell]) * width / height
    return min(table.cell_us[cell] + int(inside), table.cell_us[cell + 1] - 1)
