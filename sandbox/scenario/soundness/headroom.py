"""Every sum and product of engines fits 63 bits, told by the key that makes it large.

One engine counts in whole numbers of any size, the other in 64 bits that wrap; these bounds are
what keeps them equal. Looked at, and where the bound of each stands:

=================================  ===============================================================
product or sum                     bound
=================================  ===============================================================
tokens: level + time × rate        `stations.refilled` stays at the burst; the burst here
amount × ppm, × word, × amount     amounts below 2**30 by schema (`AMOUNT_FEN_MAX`)
latency × slower                   `outages.slowed`, seconds and the rest apart
word × stores, × merchant ids      both below 2**24 by schema
word × weights of a choice         weights add up to 2**20 (`WEIGHT_TOTAL`)
rise of a ramp × time              30 bits of time and 32 of rise (`openness`)
rise of a curve × amount           32 bits and 30
lost × lost (notifications)        halves of words
number of a checkout × bits        below 2**44: arrivals here
ids of parties, in the counter     below 2**16: here
attempt and try, in the counter    below 2**8: attempts by schema, fundings here
volume of a merchant               schema, and all money here
balances, positions, reversals     money × attempts × replications: here
waits, busy time, clock            saturate in both engines (`counting.saturated`, `LATEST_US`)
sums over replications             saturate (`Tally`), money here
retries earned                     10**6 × arrivals
=================================  ===============================================================
"""

from __future__ import annotations

from itertools import pairwise
from math import exp, isfinite, sqrt
from typing import TYPE_CHECKING

from sandbox.chance.law_table import LawKind
from sandbox.scenario.soundness.fault import Fault
from sandbox.scenario.tables.labels import fronts_of
from sandbox.units import format_money

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from sandbox.model.tables.world import World
    from sandbox.scenario.schema.pressure_sections import Capacity
    from sandbox.scenario.schema.scenario_document import Document
    from sandbox.scenario.tables.labels import Labels

NUMBER_MAX = (1 << 63) - 1
PARALLEL_MAX = 10**15  # places of a station: more than requests could ever fill
TOKEN = 10**12
BURST_MAX = 9_000_000  # requests in one bucket: the tokens of as many fit 63 bits
ARRIVALS_MAX = 10**10  # per replication
TOTAL_MAX = 10**12  # over all replications
MONEY_MAX = 3 * 10**18  # fen: an account nets at most three times what changes hands
IDS_MAX = 1 << 16
FUNDINGS_MAX = 255
# Sections of which some tables do not bear the name.
SECTIONS = {"arrivals": "traffic", "clauses": "rules", "queries": "wallets", "notices": "wallets"}
# The largest standard variates that a word of chance stands for.
EXPONENTIAL_MOST = 22.9
NORMAL_MOST = 6.36
REPLICATIONS = 20  # what a run takes unless told otherwise


def check_headroom(world: World, document: Document, labels: Labels) -> Iterator[Fault]:
    """Yield a fault for each number of the tables that engines could not count with."""
    yield from _limits(world, document, labels)
    yield from _ids(world, document, labels)
    yield from _fundings(world, labels)
    mass = world.arrivals.cell_mass[-1]
    if not isfinite(mass) or (world.arrivals.exact < 0 and mass > 2 * ARRIVALS_MAX):
        message = f"about {mass:.3g} checkouts arrive per replication, must be at most"
        yield Fault(f"{message} {ARRIVALS_MAX:,}", ("traffic",), at_key=True)
    yield from _places(document)
    for name, most in _largest(world):
        if most > NUMBER_MAX and name not in ("limits", "stations"):
            message = f"a number in the table `{name}` is {most:,}, more than the program counts"
            yield Fault(message, (SECTIONS.get(name, name),), at_key=True)


def check_sums(world: World, document: Document, replications: int) -> Iterator[Fault]:
    """Yield a fault for each sum over replications that could not be counted.

    Parameters
    ----------
    replications
        Of one regime: what is asked for, wherever that is written.
    """
    arrivals = arrivals_most(world)
    path = ("replications",) if document.replications == replications else ("traffic",)
    hint = "let one checkout stand for more with `scale`, or shorten the period"
    if arrivals * replications > TOTAL_MAX and replications > 1:
        message = f"about {arrivals:,} checkouts × {replications:,} replications"
        message += f", must be at most {TOTAL_MAX:,}"
        yield Fault(message, path, hint, at_key=True)
        return
    before = max(world.destinations.volume_fen, default=0)
    money = arrivals * replications * amount_most(world) * charges_most(world)
    if money + before > MONEY_MAX:
        message = f"up to {format_money(money + before)} would change hands, more than the program"
        yield Fault(f"{message} can count", ("traffic",), hint, at_key=True)


def arrivals_most(world: World) -> int:
    """Return how many checkouts arrive in a replication, with ten deviations where by chance."""
    table = world.arrivals
    if table.exact >= 0:
        return table.exact
    mass = min(table.cell_mass[-1], 2.0 * ARRIVALS_MAX)
    return round(mass + 10 * sqrt(mass))


def charges_most(world: World) -> int:
    """Return how often one purchase may be charged: once, but where answers can come too late."""
    s = world.settings
    is_undone = s.has_pressure or s.has_notices
    routes = s.tries_per_route * s.routes_per_wallet * s.wallets_tried
    return min(s.attempts_max, routes) + 1 if is_undone else 1


def amount_most(world: World) -> int:
    """Return the largest amount of a purchase, fen."""
    places = set(world.visits.destination)
    baskets = {world.destinations.basket[place] for place in places}
    return max((_most(world, row) for row in baskets if row >= 0), default=0)


def _most(world: World, row: int) -> int:
    """Return a bound of the draws of a law."""
    laws, high = world.laws, world.laws.high[row]
    match laws.kind[row]:
        case LawKind.EXPONENTIAL:
            return min(high, int(laws.scale[row] * EXPONENTIAL_MOST) + 1)
        case LawKind.LOGNORMAL:
            reach = min(laws.location[row] + NORMAL_MOST * laws.scale[row], 60.0)
            return max(laws.low[row], min(high, int(exp(reach) * 1.01) + 1))
        case LawKind.EMPIRICAL:
            return min(high, laws.knot_value[laws.knot_first[row + 1] - 1])
        case _:
            return high


def _limits(world: World, document: Document, labels: Labels) -> Iterator[Fault]:
    for k, name in enumerate(labels.wallets.names):
        most = max(world.limits.burst[k], world.limits.per_us[k])
        if most <= BURST_MAX * TOKEN:
            continue
        chain = fronts_of(document, name)
        owner = next(n for n in chain if document.wallets[n].rate_limit is not None)
        scaled = " ÷ `scale`" if document.scale != 1 else ""
        message = f"`rate` × `burst`{scaled} is {most // TOKEN:,} requests, must be at most"
        hint = "shorten `burst`; a bucket this large hardly ever refuses"
        path = ("wallets", owner, "rate_limit")
        yield Fault(f"{message} {BURST_MAX:,}", path, hint, at_key=True)


def _places(document: Document) -> Iterator[Fault]:
    for section in ("wallets", "routes", "rails"):
        for name, party in getattr(document, section).items():
            capacity: Capacity | None = party.capacity
            if capacity is not None and capacity.parallel > PARALLEL_MAX * document.scale:
                places = int(capacity.parallel / document.scale)
                message = f"`parallel` ÷ `scale` is {places:,}, must be at most {PARALLEL_MAX:,}"
                yield Fault(message, (section, name, "capacity", "parallel"))


def _ids(world: World, document: Document, labels: Labels) -> Iterator[Fault]:
    """Check the numbers that key draws: parties and cohorts have sixteen bits each."""
    spaces: tuple[tuple[str, Sequence[int], str], ...] = (
        ("merchants and services", labels.destinations.ids, "merchants"),
        ("routes", world.routes.id, "routes"),
        ("outages", world.outages.id, "outages"),
        ("rules", world.clauses.cohort, "rules" if document.rules else "regimes"),
    )
    for name, ids, section in spaces:
        if ids and max(ids) >= IDS_MAX:
            message = f"there are so many {name} that one has the number {max(ids):,}, must be"
            yield Fault(f"{message} below {IDS_MAX:,}", (section,), at_key=True)


def _fundings(world: World, labels: Labels) -> Iterator[Fault]:
    for name, (first, last) in zip(
        labels.wallets.names, pairwise(world.fundings.start), strict=True
    ):
        if last - first > FUNDINGS_MAX:
            message = f"wallet `{name}` has {last - first:,} fundings, must have at most"
            path = ("wallets", name, "funding")
            yield Fault(f"{message} {FUNDINGS_MAX}", path, at_key=True)


def _largest(world: World) -> Iterator[tuple[str, int]]:
    """Yield the largest number of each table: the net under every other bound."""
    for field in world._fields:
        value: Any = getattr(world, field)
        columns = value if hasattr(value, "_fields") else (value,)
        most = 0
        for column in columns:
            if hasattr(column, "_fields"):
                continue  # chains: rows of clauses, which are checked as indices
            numbers = (column,) if isinstance(column, int | float) else column
            if numbers:
                most = max(most, int(max(numbers)), -int(min(numbers)))
        yield field, most
