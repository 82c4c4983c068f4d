from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.vocabulary import Outcome
from tests.unit.engines.compiled.programs import NOTHING, program


@given(st.integers(0, 2**63 - 1))
@example(0)
@example(2**63 - 1)
def test_bits_are_counted_as_python_counts_them(number: int) -> None:
    assert program("bits_of")(NOTHING, number) == number.bit_length()


def test_bits_of_every_power_of_two_and_its_neighbours() -> None:
    for power in range(63):
        for number in (2**power - 1, 2**power, 2**power + 1):
            assert program("bits_of")(NOTHING, number) == number.bit_length()


def test_a_member_of_an_enumeration_becomes_a_plain_integer() -> None:
    assert program("paid_plus")(NOTHING, 2**40) == int(Outcome.TIMED_OUT) + 2**40
