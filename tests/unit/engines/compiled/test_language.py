from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.vocabulary import Outcome
from tests.unit.engines.compiled.programs import program


def bits_of(number: int) -> int:
    return number.bit_length()


def paid_plus(number: int) -> int:
    return int(Outcome.TIMED_OUT) + number


bits_compiled = program(bits_of)


@given(st.integers(0, 2**63 - 1))
@example(0)
@example(2**63 - 1)
def test_bits_are_counted_as_python_counts_them(number: int) -> None:
    assert bits_compiled(number) == number.bit_length()


def test_bits_of_every_power_of_two_and_its_neighbours() -> None:
    for power in range(63):
        for number in (2**power - 1, 2**power, 2**power + 1):
            assert bits_compiled(number) == number.bit_length()


def test_a_member_of_an_enumeration_becomes_a_plain_integer() -> None:
    assert program(paid_plus)(2**40) == int(Outcome.TIMED_OUT) + 2**40
