"""Rate limits of merchant ids, as `engines.stations.TokenBuckets`, by open addressing."""

from sandbox.chance import streams
from sandbox.engines.compiled import draws, state
from sandbox.engines.compiled.state import Run, TokenTable
from sandbox.engines.stations import TOKEN, refilled

MERCHANT_ID_BITS = 24
WALLET_BITS = 16
SCATTER = 0x9E3779B1  # odd and near 2**32 divided by the golden ratio: Knuth, TAOCP 3, 6.4


def is_admitted(run: Run, row: int) -> bool:
    """Tell whether the rate limit of the checkout's merchant id lets a request through."""
    world, of = run.world, run.checkouts
    wallet, place = of.wallet[row], of.destination[row]
    limits, table = world.limits, run.tokens
    per_us = limits.per_us[wallet]
    if per_us == 0:
        return True
    word = draws.endurance_words(run.key, of.number[row])[streams.ENDURANCE_MERCHANT_ID]
    merchant_id = (word * world.destinations.merchant_ids[place]) >> 32
    key = (place << WALLET_BITS | limits.owner[wallet]) << MERCHANT_ID_BITS | merchant_id
    bucket, burst, now = place_of(table, key + 1), limits.burst[wallet], run.clock[state.NOW]
    level = burst
    if table.key[bucket]:
        since = table.since_us[bucket]
        level = refilled(table.level[bucket], now - since, per_us, burst)
    else:
        table.key[bucket] = key + 1
        run.clock[state.LIMITED] += 1
    admitted = level >= TOKEN
    table.level[bucket] = level - TOKEN if admitted else level
    table.since_us[bucket] = now
    return admitted


def place_of(table: TokenTable, key: int) -> int:
    """Return the row of a key, or the free row in which it belongs."""
    size = len(table.key)  # a power of two
    row = ((key * SCATTER) >> 16) & (size - 1)
    while table.key[row] != 0 and table.key[row] != key:
        row = (row + 1) & (size - 1)
    return row
