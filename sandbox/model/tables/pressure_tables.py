"""The shape of the tables about what fills up, refuses, fails or stays silent."""

from collections.abc import Sequence
from typing import NamedTuple

UNLIMITED = 1 << 40  # a queue of any length


class StationTable(NamedTuple):
    """Where requests are served: wallets, routes and rails with a capacity.

    Attributes
    ----------
    parallel
        Requests in service at once.
    queue
        Requests that may wait; `UNLIMITED` for any number.
    of_wallet, of_route, of_rail
        Station by index, `NOBODY` where nothing ever fills up.
    """

    parallel: Sequence[int]
    queue: Sequence[int]
    of_wallet: Sequence[int]
    of_route: Sequence[int]
    of_rail: Sequence[int]


class LimitTable(NamedTuple):
    """Rate limits by wallet, per merchant id; the unit of a token is 10⁻¹².

    Attributes
    ----------
    per_us
        Tokens earned in a microsecond, 0 for no limit.
    burst
        Tokens that a bucket holds at most.
    owner
        Wallet whose buckets are used: its own, or those of the wallet behind a device front.
    """

    per_us: Sequence[int]
    burst: Sequence[int]
    owner: Sequence[int]


class QueryTable(NamedTuple):
    """What merchants do without an answer, by wallet; times in µs.

    Attributes
    ----------
    timeout_us
        Time after which they stop waiting, 0 for never.
    lost
        Word threshold of lost answers.
    first_us, every_us, most, deadline_us
        Course of the queries.
    law
        Row of the law of query times.
    """

    timeout_us: Sequence[int]
    lost: Sequence[int]
    first_us: Sequence[int]
    every_us: Sequence[int]
    most: Sequence[int]
    deadline_us: Sequence[int]
    law: Sequence[int]


class NoticeTable(NamedTuple):
    """How merchants learn of a capture, by wallet.

    Attributes
    ----------
    law
        Row of the law of delays, `NOBODY` where they learn at once and always.
    lost
        Word threshold.
    pause_start, pause_us
        Row of the first pause before a further notification; pauses in µs.
    """

    law: Sequence[int]
    lost: Sequence[int]
    pause_start: Sequence[int]
    pause_us: Sequence[int]


class OutageTable(NamedTuple):
    """What fails and when, one row per party concerned.

    Attributes
    ----------
    id
        Id of the outage: rows of one outage fail together.
    of
        0 for a wallet, 1 for a rail, 2 for a route.
    party
        Its index.
    from_us, until_us
        A dated outage, microseconds of the horizon.
    between_us, repair_us
        Mean times of a random one, 0 for a dated one.
    share, declines, unnotified
        Word thresholds.
    slower_ppm
        Multiple of the answer time.
    """

    id: Sequence[int]
    of: Sequence[int]
    party: Sequence[int]
    from_us: Sequence[int]
    until_us: Sequence[int]
    between_us: Sequence[int]
    repair_us: Sequence[int]
    share: Sequence[int]
    declines: Sequence[int]
    unnotified: Sequence[int]
    slower_ppm: Sequence[int]
