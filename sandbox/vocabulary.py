"""The words that every part of the program shares: enumerations of the model.

Members are integers because both engines compute with them.
Their order is part of stored results: add at the end, never renumber.
docs/GLOSSARY.md explains each word; a test keeps the two lists equal.
"""

from enum import IntEnum
from typing import Final

NOBODY: Final = -1  # in place of an index or a row: no such party, no such thing


class Outcome(IntEnum):
    """How a checkout ended: a closed list, exactly one per arrival."""

    PAID = 0
    OPENED = 1
    LINK_BLOCKED = 2
    LINK_ABANDONED = 3
    NO_COMMON_WALLET = 4
    SWITCH_REFUSED = 5
    SURCHARGE_REFUSED = 6
    HANDOVER_FAILED = 7
    AUTHENTICATION_FAILED = 8
    CANCELLED = 9
    INSUFFICIENT_FUNDS = 10
    LIMIT_EXCEEDED = 11
    RISK_DECLINED = 12
    TECHNICAL_DECLINE = 13
    WALLET_DOWN = 14
    RAIL_DOWN = 15
    ROUTE_DOWN = 16
    OVERLOADED = 17
    TIMED_OUT = 18
    IMPATIENT = 19


class PaidAfter(IntEnum):
    """What a paid checkout needed besides its first attempt."""

    FIRST_TRY = 0
    RETRY = 1
    OTHER_ROUTE = 2
    OTHER_WALLET = 3


class LinkState(IntEnum):
    """What a surface does with a payload that leads to a destination."""

    BLOCKED = 0
    COPIED = 1
    WARNED = 2
    OPEN = 3


class Acceptance(IntEnum):
    """How a merchant offers a wallet in one container."""

    OFF = 0
    FOLDED = 1
    LISTED = 2
    DEFAULT = 3


class Container(IntEnum):
    """Where the checkout runs once the link gate is passed."""

    MERCHANT_APP = 0
    WEBVIEW = 1
    MINI_PROGRAM = 2
    BROWSER = 3
    COUNTER = 4


class Payload(IntEnum):
    """What is followed on a surface."""

    PRODUCT_LINK = 0
    MINI_PROGRAM_CARD = 1
    PAYMENT_QR = 2
    HEALTH_CODE = 3


class CodeKind(IntEnum):
    """Kind of QR code at a counter."""

    STATIC = 0
    DYNAMIC = 1


class MerchantSize(IntEnum):
    """Size class of a merchant's stores, for fee programmes."""

    MICRO = 0
    SMALL = 1
    MEDIUM = 2
    LARGE = 3


class CityTier(IntEnum):
    """Tier of the shopper's city."""

    TIER_1 = 0
    TIER_2 = 1
    TIER_3 = 2
    LOWER = 3


class Family(IntEnum):
    """What a rule sets; fee rules set one or more of five aspects."""

    LINK = 0
    ACCEPT = 1
    INTEROP = 2
    ROUTE = 3
    TRAFFIC = 4
    FEE_SCHEDULE = 5
    FEE_CUT = 6
    SUBSIDY = 7
    SURCHARGE = 8
    FEE_BEARER = 9


class RolloutUnit(IntEnum):
    """The entity that is in or out of a roll-out."""

    EVERYONE = 0
    SHOPPERS = 1
    STORES = 2
    CHECKOUTS = 3


class FeeBearer(IntEnum):
    """Who pays the merchant discount."""

    STORE = 0
    MARKETPLACE = 1
    SHOPPER = 2


class Confirmation(IntEnum):
    """How the shopper confirms a payment in the wallet."""

    PASSWORD_FREE = 0
    BIOMETRIC = 1
    PIN = 2


class RoutingPolicy(IntEnum):
    """How a merchant picks among the routes of one wallet."""

    PRIORITY = 0
    WEIGHTED = 1
    LEAST_COST = 2
    ROUND_ROBIN = 3
    SUCCESS_RATE = 4
    UCB1 = 5
    DISCOUNTED_UCB = 6
    WINDOW_UCB = 7
    THOMPSON = 8
    DISCOUNTED_THOMPSON = 9
    EXPECTED_VALUE = 10
    PYTHON = 11


class Step(IntEnum):
    """What follows an attempt that was not approved."""

    GIVE_UP = 0
    RETRY = 1
    FAILOVER = 2
    SWITCH = 3


class PatienceScope(IntEnum):
    """While which clock a shopper's patience runs."""

    ENDLESS = 0
    QUEUE = 1
    CHECKOUT = 2


class Counter(IntEnum):
    """What is counted beside the outcomes of checkouts."""

    REVERSALS = 0
    REVERSED_FEN = 1
    RATE_LIMITED = 2
    QUEUE_FULL = 3
    REQUESTS = 4
    WAITED = 5
    WAIT_US = 6
    LEFT_QUEUE = 7
    UNKNOWN = 8
    QUERIES = 9
    RESOLVED = 10
    SHOWN_UNPAID = 11
    DUPLICATES = 12
    DUPLICATE_FEN = 13
    CONFIRMED_AUTOMATICALLY = 14
    REFUNDED_BEFORE_RECEIPT = 15


class EventRank(IntEnum):
    """Order of simultaneous events; lower ranks happen first."""

    BOUNDARY = 0
    AUTHORISATION_ANSWER = 1
    QUERY_ANSWER = 2
    DEADLINE = 3
    PATIENCE = 4
    BACKOFF = 5
    REQUEST_SENT = 6
    ARRIVAL = 7
    SETTLEMENT_CUT_OFF = 8
    BUCKET_END = 9
    RECEIPT = 10


class EntityKind(IntEnum):
    """What a draw belongs to; four bits of the counter."""

    ARRIVAL = 0
    SHOPPER = 1
    CHECKOUT = 2
    STORE = 3
    OUTAGE = 4


class Purpose(IntEnum):
    """What a block of four draws is for; sixteen bits of the counter.

    The lanes within each block are fixed in `sandbox.chance.streams`.
    """

    GAP = 0
    IDENTITY = 1
    HOLDING = 2
    VISIT = 3
    MENU = 4
    ATTEMPT = 5
    FOLLOW_UP = 6
    AFTERMATH = 7
    ROLLOUT = 8
    AGREEMENT = 9
    PRESSURE = 10
    ENDURANCE = 11
    FAILURE = 12
    NOTICE = 13
    RECEIPT = 14
    TIE = 15
    BELIEF = 16
