"""Units: text to exact integers or fractions, and back.

Inside the program money is fen, time is microseconds, prices are parts per million.
Times of the calendar are microseconds since 1970-01-01T00:00Z; text without a zone is Beijing time.
Every parser raises ValueError with a message that fits behind "`key` is VALUE, ".
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

MICROSECONDS_PER_SECOND = 1_000_000
PPM = 1_000_000
WORD = 1 << 32  # draws are 32-bit words; a probability is a threshold in 0..WORD
BEIJING = timezone(timedelta(hours=8), "Beijing")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

AMOUNT_FEN_MAX = 10**9  # ¥10 million: amount × ppm stays below 2**63
MONEY_FEN_MAX = 10**18  # sums of money; two of them stay below 2**62
DURATION_US_MAX = 20 * 366 * 86_400 * MICROSECONDS_PER_SECOND  # twenty years
RATE_PER_S_MAX = 10**12  # a million each microsecond
DIGITS_MAX = 40  # of a number in a text; longer ones are slips, and slow to compute with
FIRST_DAY, LAST_DAY = "1970-01-01", "2200-01-01"  # of the calendar that scenarios speak of

_NUMBER = r"[+-]?\d[\d_,]*(?:\.\d+)?"
_SHARE = re.compile(rf"^({_NUMBER})\s*%$")
_POINTS = re.compile(rf"^({_NUMBER})\s*pp$")
_PLAIN = re.compile(rf"^({_NUMBER})$")
_DURATION_PART = re.compile(r"(\d[\d_]*(?:\.\d+)?)\s*(us|µs|ms|s|min|m|h|d|w)")
_MONEY = re.compile(r"^([+-]?)¥\s*(\d[\d_,]*(?:\.\d+)?)\s*(k|m|bn)?$")
_OTHER_MONEY = re.compile(r"^[+-]?\s*(?:[$€£₩₹₫฿₱₽]|[A-Z]{3}\b|Rs\b)|\d\s*[A-Z]{3}$")
_RATE = re.compile(rf"^({_NUMBER})\s*(k|m)?\s*/\s*(s|min|m|h|d)$")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")

_FIRST, _LAST = (datetime.fromisoformat(f"{day}T00:00+08:00") for day in (FIRST_DAY, LAST_DAY))
_BEYOND_US = (date.max.toordinal() - EPOCH.toordinal()) * 86_400 * MICROSECONDS_PER_SECOND
_SECONDS = {
    "us": Fraction(1, 1_000_000),
    "µs": Fraction(1, 1_000_000),
    "ms": Fraction(1, 1_000),
    "s": Fraction(1),
    "m": Fraction(60),
    "min": Fraction(60),
    "h": Fraction(3_600),
    "d": Fraction(86_400),
    "w": Fraction(604_800),
}
_SCALE = {None: 1, "k": 1_000, "m": 1_000_000, "bn": 1_000_000_000}


def _number(text: str) -> Fraction:
    if len(text) > DIGITS_MAX:
        raise ValueError(f"must have at most {DIGITS_MAX} digits")
    return Fraction(Decimal(text.replace(",", "").replace("_", "")))


def parse_number(value: object) -> Fraction:
    """Return a plain number as an exact fraction."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal | Fraction):
        raise ValueError("must be a number")  # noqa: TRY004 -- pydantic reads ValueError only
    if isinstance(value, str):
        match = _PLAIN.match(value.strip())
        if match is None:
            raise ValueError("must be a number")
        return _number(match[1])
    return Fraction(value)


def parse_percent(value: object) -> Fraction:
    """Return a number or a percentage as an exact fraction, of any size."""
    if isinstance(value, str) and (match := _SHARE.match(value.strip())):
        return _number(match[1]) / 100
    try:
        return parse_number(value)
    except ValueError:
        raise ValueError("must be a percentage such as 60%") from None


def parse_points(value: object) -> Fraction:
    """Return a difference of shares, written in percentage points or as a number."""
    if isinstance(value, str) and (match := _POINTS.match(value.strip())):
        return _number(match[1]) / 100
    try:
        return parse_number(value)
    except ValueError:
        raise ValueError("must be in percentage points such as 5pp") from None


def parse_share(value: object) -> Fraction:
    """Return a share between 0 and 1, written as a percentage or a number."""
    share = parse_percent(value)
    if not 0 <= share <= 1:
        raise ValueError("must be between 0 % and 100 %")
    return share


def parse_weight(value: object) -> Fraction:
    """Return a non-negative weight; weights are normalised where they are used."""
    weight = parse_percent(value)
    if weight < 0:
        raise ValueError("must not be negative")
    return weight


def parse_duration(value: object) -> int:
    """Return a duration such as `220ms`, `45s`, `1h30m` in microseconds."""
    text = value.strip() if isinstance(value, str) else ""
    parts = _DURATION_PART.findall(text)
    rest = _DURATION_PART.sub("", text).strip()
    if value == 0 and not isinstance(value, bool):
        return 0
    if not parts or rest:
        raise ValueError("must be a duration with a unit such as 45s, 220ms, 1h30m")
    seconds = sum((_number(number) * _SECONDS[unit] for number, unit in parts), Fraction(0))
    microseconds = round_half_up(seconds * MICROSECONDS_PER_SECOND)
    if microseconds > DURATION_US_MAX:
        raise ValueError("must be at most twenty years")
    return microseconds


def parse_money(value: object) -> int:
    """Return an amount such as `¥338.60` in fen."""
    match = _MONEY.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        if isinstance(value, str) and _OTHER_MONEY.search(value.strip()):
            raise ValueError(
                "must be in yuan such as ¥338.60: only yuan until worlds have a currency"
            )
        raise ValueError("must be an amount such as ¥338.60")
    fen = _number(match[2]) * _SCALE[match[3]] * 100
    if fen.denominator != 1:
        raise ValueError("must be a whole number of fen")
    if match[1] == "-" and fen:
        raise ValueError("must not be negative")
    if fen > MONEY_FEN_MAX:
        raise ValueError("must be at most ¥10,000,000bn")
    return int(fen)


def parse_amount(value: object) -> int:
    """Return an amount of one payment in fen, at most `AMOUNT_FEN_MAX`."""
    fen = parse_money(value)
    if fen > AMOUNT_FEN_MAX:
        raise ValueError("must be at most ¥10,000,000")
    return fen


def parse_rate(value: object) -> Fraction:
    """Return an intensity such as `1200/s` or `48/min` in events per second."""
    match = _RATE.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError("must be a rate with a unit such as 1200/s or 48/min")
    rate = _number(match[1]) * _SCALE[match[2]] / _SECONDS[match[3]]
    if rate < 0:
        raise ValueError("must not be negative")
    if rate > RATE_PER_S_MAX:
        raise ValueError(f"must be at most {RATE_PER_S_MAX:,}/s")
    return rate


def parse_time(value: object) -> int:
    """Return a date or a time of the calendar in microseconds since 1970 (UTC)."""
    text = value.strip() if isinstance(value, str) else ""
    if not text or not re.match(r"^\d{4}-\d{2}-\d{2}", text):
        raise ValueError("must be a date such as 2024-09-12 or 2024-09-12T20:00+08:00")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("is no date of the calendar; write 2024-09-12T20:00+08:00") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=BEIJING)
    if not _FIRST <= moment <= _LAST:
        raise ValueError(f"must lie between {FIRST_DAY} and {LAST_DAY}")
    return (moment - EPOCH) // timedelta(microseconds=1)


def round_half_up(value: Fraction) -> int:
    """Return the nearest integer, halves upwards: the one rounding rule of the program."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def part_of(whole: int, share: Fraction) -> int:
    """Return `round_half_up(share * whole)`, without a fraction on the way: tables hold thousands.

    Parameters
    ----------
    whole
        What the share is taken of.
    """
    return (2 * share.numerator * whole + share.denominator) // (2 * share.denominator)


def threshold(share: Fraction) -> int:
    """Return the word threshold of a probability: a draw below it says yes."""
    return part_of(WORD, share)


def ppm(share: Fraction) -> int:
    """Return a share in parts per million, rounded by the one rule."""
    return part_of(PPM, share)


def format_money(fen: int) -> str:
    """Return fen as text, for example `¥1,234.50` or `-¥0.05`."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}¥{yuan:,}.{rest:02d}"


def format_duration(microseconds: int) -> str:
    """Return a duration in the largest unit that reads well, for example `1.25 s`."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        if microseconds >= size * MICROSECONDS_PER_SECOND:
            return f"{microseconds / (size * MICROSECONDS_PER_SECOND):.4g} {unit}"
    if microseconds >= 1_000:
        return f"{microseconds / 1_000:.4g} ms"
    return f"{microseconds} µs"


def format_time(moment_us: int) -> str:
    """Return a time of the calendar as Beijing time, without an idle midnight."""
    if moment_us >= _BEYOND_US:
        return f"after {date.max.year}"  # queues can last longer than the calendar
    moment = (EPOCH + timedelta(microseconds=moment_us)).astimezone(BEIJING)
    if (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0):
        return moment.strftime("%Y-%m-%d")
    if moment.second or moment.microsecond:
        return moment.strftime("%Y-%m-%dT%H:%M:%S")
    return moment.strftime("%Y-%m-%dT%H:%M")
