"""Small entries, (address, number) → number, for a compiler that has nothing else to compile."""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import numpy as np

from sandbox.chance.philox import philox4x32
from sandbox.engines.compiled.compiler.language import table_at
from sandbox.engines.compiled.slots import APART, Rows
from sandbox.model.limits import refilled
from sandbox.payments import fees
from sandbox.vocabulary import Outcome


class Inner(NamedTuple):
    fixed: Sequence[int]
    share: MutableSequence[float]
    either: Sequence[int] | np.ndarray[Any, np.dtype[np.int64]]


@dataclass(slots=True)
class Visit:
    number: int = 0
    time_us: int = 0
    next: int = 0


class Outer(NamedTuple):
    first: int
    inner: Inner
    far: Annotated[Inner, APART]
    visits: Rows[Visit]
    sums: MutableSequence[int]


outer_at = table_at(Outer)


def book(directory: Any, place: int) -> int:
    table = outer_at(directory)
    for k in range(len(table.inner.fixed)):
        table.sums[place] += table.inner.fixed[k] * table.first + table.inner.either[k]
    table.inner.share[place] = table.inner.share[place] / 2
    return len(table.inner.fixed)


def write_what_is_fixed(directory: Any, number: int) -> int:
    outer_at(directory).inner.fixed[0] = number
    return number


def ask_for_what_is_not_there(directory: Any, number: int) -> int:
    missing: int = outer_at(directory).nobody
    return missing + number


def read_from_afar(directory: Any, place: int) -> int:
    table = outer_at(directory)
    found: int = table.far.fixed[place] * 1_000 + table.far.either[place] + len(table.far.share)
    table.far.share[place] = table.far.share[place] / 2
    return found


def prolong(rows: Rows[Visit], place: int, more_us: int) -> int:
    """Write to rows as a rule does, in either engine."""
    visit = rows[place]
    visit.time_us += more_us
    if visit.next > 0:
        rows[visit.next].time_us = -visit.time_us
    visit.number = len(rows)
    return visit.time_us


def prolong_inside(directory: Any, place: int) -> int:
    table = outer_at(directory)
    return prolong(table.visits, place, table.first)


def come_to(directory: Any, place: int) -> int:
    outer_at(directory).visits[place].number += 1
    return place


def ask_a_row_for_what_it_does_not_have(directory: Any, place: int) -> int:
    missing: int = outer_at(directory).visits[place].nobody
    return missing


def write_to_a_row_what_it_does_not_have(directory: Any, place: int) -> int:
    outer_at(directory).visits[place].nobody = 1
    return place


def replace_a_row(directory: Any, place: int) -> int:
    rows = outer_at(directory).visits
    rows[0] = rows[place]
    return place


def refill(words: Any, level: int) -> int:
    """Refill a bucket: time passed, rate and burst stand in the words."""
    return refilled(level, words[0], words[1], words[2])


def bits_of(_directory: Any, number: int) -> int:
    return number.bit_length()


def paid_plus(_directory: Any, number: int) -> int:
    return int(Outcome.TIMED_OUT) + number


def fee_of(_directory: Any, amount: int) -> int:
    return fees.share_of(amount, 6_000)


def two_fees(_directory: Any, amount: int) -> int:
    return fees.share_of(amount, amount - 4_000) + fees.share_of(amount + 6_000, amount - 4_000)


def grows(_directory: Any, number: int) -> int:
    return int(number + 1 > number)


def product(words: Any, number: int) -> int:
    product: int = words[0] * number
    return product


def fill(words: Any, count: int) -> int:
    """Draw blocks one after another, from the counter in the first word on."""
    first = words[0]
    for k in range(count):
        one, two, three, four = philox4x32(
            (first + k) & 0xFFFFFFFF, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0
        )
        words[4 * k], words[4 * k + 1], words[4 * k + 2], words[4 * k + 3] = one, two, three, four
    return count


def divide(words: Any, number: int) -> int:
    return share_each(words[0], number)


def share_each(amount: int, among: int) -> int:
    return amount // among


def root_of(_directory: Any, number: int) -> int:
    return int(np.sqrt(number))
