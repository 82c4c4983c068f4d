"""Which words of chance belong to what: the layout of the counter and the table of lanes.

A draw is a pure function of (seed, replication, entity, purpose, party, attempt, try).
No draw depends on another one being made, so one more rule or party shifts nothing else.

Key of the generator: low and high half of the 64-bit seed. Counter:

====  ========================================================================
word  content (bits)
====  ========================================================================
0     entity number, low (32)
1     entity number, high (12) | entity kind << 12 (4) | purpose << 16 (16)
2     replication (32)
3     party id (16) | attempt << 16 (8) | try << 24 (8)
====  ========================================================================

One block is four words, the lanes. An entity's kind and the purpose name the block:

=======================  ===========================  ===========================================
block                    entity, party, attempt       lanes
=======================  ===========================  ===========================================
ARRIVAL / GAP            arrival // 4                 arrival % 4: time from arrival to arrival
SHOPPER / IDENTITY       shopper                      `IDENTITY_*`
SHOPPER / HOLDING        shopper, wallet id // 4      wallet id % 4: a further wallet held
SHOPPER / AGREEMENT      shopper, wallet id // 4      wallet id % 4: password-free agreement
CHECKOUT / VISIT         checkout                     `VISIT_*`
CHECKOUT / MENU          checkout                     `MENU_*`
CHECKOUT / ATTEMPT       checkout, attempt and try    `ATTEMPT_*` (try 0), `ATTEMPT_DECLINE` alone
CHECKOUT / FOLLOW_UP     checkout, attempt            `FOLLOW_UP_*`
CHECKOUT / AFTERMATH     checkout                     `AFTERMATH_*`
CHECKOUT / PRESSURE      checkout, attempt and try    `PRESSURE_*`; try 1: lost answer; 2…: queries
SHOPPER / ENDURANCE      shopper                      `ENDURANCE_*`
CHECKOUT / NOTICE        checkout, attempt            `NOTICE_*`
CHECKOUT / RECEIPT       checkout                     `RECEIPT_*`
CHECKOUT / TIE           checkout, attempt, route id  `TIE_WORD`
CHECKOUT / BELIEF        checkout, attempt, route id  all four, try after try: a Beta draw
OUTAGE / FAILURE         outage id << 24 | number     `FAILURE_*`
any / ROLLOUT            shopper, store or checkout,  `ROLLOUT_MEMBER`
                         cohort id
SHOPPER / PERSONA        shopper                      all four: seed of the cosmetic name
=======================  ===========================  ===========================================

Shopper number = checkout number = arrival number; store number = merchant id << 24 | store.
The functions here check no width, because they run for every draw: the `*_MAX` constants are
for the code that admits a scenario, and `ahead` checks whole ranges.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sandbox.chance.philox import MASK, philox4x32
from sandbox.errors import UsageError

Words = tuple[int, int, int, int]  # a block

LANES: Final = 4

# First values that no longer fit.
SEED_MAX: Final = 1 << 64
REPLICATION_MAX: Final = 1 << 32
ENTITY_MAX: Final = 1 << 44
KIND_MAX: Final = 1 << 4
PURPOSE_MAX: Final = 1 << 16
PARTY_MAX: Final = 1 << 16
ATTEMPT_MAX: Final = 1 << 8
TRY_MAX: Final = 1 << 8
STORE_MAX: Final = 1 << 24

# Positions within the counter words.
ENTITY_HIGH_MASK: Final = 0xFFF
KIND_SHIFT: Final = 12
PURPOSE_SHIFT: Final = 16
ATTEMPT_SHIFT: Final = 16
TRY_SHIFT: Final = 8  # above the attempt, within `attempt_try`
STORE_SHIFT: Final = 24  # merchant id above the number of the store

# Not a member of `Purpose`: no behaviour may depend on it.
PERSONA_PURPOSE: Final = PURPOSE_MAX - 1

# Lanes. Plain integers, since a compiled tuple of words takes no enumeration as its index.
IDENTITY_SEGMENT: Final = 0
IDENTITY_WALLETS: Final = 1
IDENTITY_FAVOURITE: Final = 2
IDENTITY_BIOMETRIC: Final = 3
VISIT_CELL: Final = 0
VISIT_AMOUNT: Final = 1
VISIT_FRICTION: Final = 2
VISIT_SWITCH: Final = 3
MENU_THINNING: Final = 0
MENU_STORE: Final = 1
MENU_VISIBILITY: Final = 2
MENU_PULL: Final = 3
ATTEMPT_CASHIER: Final = 0
ATTEMPT_FUNDING: Final = 1
ATTEMPT_DECLINE: Final = 2
ATTEMPT_LATENCY: Final = 3
FOLLOW_UP_SWITCH: Final = 0
FOLLOW_UP_ROUTE: Final = 1
FOLLOW_UP_UNIFORM: Final = 2
FOLLOW_UP_PICK: Final = 3
TIE_WORD: Final = 0
AFTERMATH_REFUNDED: Final = 0
AFTERMATH_REFUND_SIZE: Final = 1
AFTERMATH_GOES_ELSEWHERE: Final = 2
AFTERMATH_SURCHARGE: Final = 3
PRESSURE_WALLET: Final = 0
PRESSURE_RAIL: Final = 1
PRESSURE_ROUTE: Final = 2
PRESSURE_PATIENCE: Final = 3
ENDURANCE_PATIENCE: Final = 0
ENDURANCE_MERCHANT_ID: Final = 1
RECEIPT_TIME: Final = 0
RECEIPT_REFUND: Final = 1
NOTICE_DELAY: Final = 0
NOTICE_LOST: Final = 1
NOTICE_REACTION: Final = 2
NOTICE_OUTAGE: Final = 3
FAILURE_BETWEEN: Final = 0
FAILURE_REPAIR: Final = 1
ROLLOUT_MEMBER: Final = 0


class StreamKey(NamedTuple):
    """What all draws of one replication share.

    Attributes
    ----------
    seed_low, seed_high
        Halves of the 64-bit seed, each in 0..2**32 - 1.
    replication
        Number of the replication from 0, in 0..2**32 - 1.
    """

    seed_low: int
    seed_high: int
    replication: int


def stream_key(seed: int, replication: int) -> StreamKey:
    """Return the key of one replication.

    Parameters
    ----------
    seed
        In 0..2**64 - 1; 0 is a seed like any other.
    replication
        In 0..2**32 - 1.

    Raises
    ------
    UsageError
        If either does not fit its width.
    """
    if not 0 <= seed < SEED_MAX:
        raise UsageError(f"the seed is {seed}, must be between 0 and {SEED_MAX - 1}")
    if not 0 <= replication < REPLICATION_MAX:
        raise UsageError(
            f"the replication is {replication}, must be between 0 and {REPLICATION_MAX - 1}",
        )
    return StreamKey(seed & MASK, seed >> 32, replication)


def block(
    key: StreamKey,
    kind: int,
    entity: int,
    purpose: int,
    party: int,
    attempt_try: int,
) -> Words:
    """Return the four words of one block.

    Parameters
    ----------
    key
        Of the replication.
    kind
        `EntityKind` of the entity.
    entity
        Number of the entity, in 0..`ENTITY_MAX` - 1.
    purpose
        `Purpose` of the block.
    party
        Id of a party or cohort (or id // 4, see the table), in 0..`PARTY_MAX` - 1; 0 where unused.
    attempt_try
        From `attempt_try`; 0 where unused.
    """
    return philox4x32(
        entity & MASK,
        ((entity >> 32) & ENTITY_HIGH_MASK) | (kind << KIND_SHIFT) | (purpose << PURPOSE_SHIFT),
        key.replication,
        party | (attempt_try << ATTEMPT_SHIFT),
        key.seed_low,
        key.seed_high,
    )


def word(
    key: StreamKey,
    kind: int,
    entity: int,
    purpose: int,
    party: int,
    lane: int,
) -> int:
    """Return one word of a block of attempt 0, try 0; `lane` is in 0..3, the rest as in `block`."""
    return block(key, kind, entity, purpose, party, 0)[lane]


def attempt_try(attempt: int, further: int) -> int:
    """Return the last argument of `block`: attempt and further funding, both from 0 to 255."""
    return attempt | (further << TRY_SHIFT)


def store_entity(merchant: int, store: int) -> int:
    """Return the entity number of a store: merchant id above, number below `STORE_MAX`."""
    return (merchant << STORE_SHIFT) | store
