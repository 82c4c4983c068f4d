"""Rate limits of merchant ids: token buckets found by open addressing."""

from sandbox.engines.compiled import state
from sandbox.engines.compiled.slots import Rows
from sandbox.engines.compiled.state import Run, TokenBucket
from sandbox.model.limits import TOKEN, refilled
from sandbox.model.request import merchant_id_of

MERCHANT_ID_BITS = 24
WALLET_BITS = 16
SCATTER = 0x9E3779B1  # odd and near 2**32 divided by the golden ratio: Knuth, TAOCP 3, 6.4


def is_admitted(run: Run, row: int) -> bool:
    """Tell whether the rate limit of the checkout's merchant id lets a request through."""
    world, checkout = run.world, run.checkouts[row]
    limits, wallet = world.limits, checkout.wallet
    per_us = limits.per_us[wallet]
    if per_us == 0:
        return True
    merchant_id = merchant_id_of(world, checkout, run.draws)
    owner = checkout.destination << WALLET_BITS | limits.owner[wallet]
    key = (owner << MERCHANT_ID_BITS | merchant_id) + 1
    bucket, burst, now = (
        run.tokens[place_of(run.tokens, key)],
        limits.burst[wallet],
        checkout.now_us,
    )
    level = burst
    if bucket.key:
        level = refilled(bucket.level, now - bucket.since_us, per_us, burst)
    else:
        bucket.key = key
        run.clock[state.LIMITED] += 1
    admitted = level >= TOKEN
    bucket.level = level - TOKEN if admitted else level
    bucket.since_us = now
    return admitted


def place_of(tokens: Rows[TokenBucket], key: int) -> int:
    """Return the row of a key, or the free row in which it belongs."""
    size = len(tokens)  # a power of two
    row = ((key * SCATTER) >> 16) & (size - 1)
    while tokens[row].key != 0 and tokens[row].key != key:
        row = (row + 1) & (size - 1)
    return row
