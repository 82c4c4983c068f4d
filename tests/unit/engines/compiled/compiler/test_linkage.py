from __future__ import annotations

import pytest
from llvmlite import binding as llvm

from sandbox.engines.compiled.compiler.linkage import ENTRY, linked, names_defined, wrapping
from tests.oracles.philox import philox4x32_10
from tests.unit.engines.compiled.programs import NOTHING, bitcode_of, program, words

LARGEST = 2**63 - 1
BLOCKS = 1_003  # many times as many as the processor takes at once, and a rest

# Random123 1.14, tests/kat_vectors, line 3 of "philox4x32 10": digits of π.
COUNTER = 0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344
KEY = 0xA4093822, 0x299F31D0
BLOCK = 0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1

CALLER = """
declare i64 @callee(i64)
define i64 @"caller"(i64 %x) {
  %y = add nsw i64 %x, 1
  %z = call i64 @callee(i64 %y)
  ret i64 %z
}
"""
CALLEE = """
@seen = global i64 0
define linkonce_odr i64 @brought(i64 %x) {
  ret i64 %x
}
define i64 @callee(i64 %x) {
  store i64 %x, i64* @seen
  %y = call i64 @brought(i64 %x)
  ret i64 %y
}
""".replace("i64* @", "ptr @" if llvm.llvm_version_info[0] >= 17 else "i64* @")


def wrapped(number: int) -> int:
    return (number + 2**63) % 2**64 - 2**63


def test_the_name_that_a_text_defines_is_none_that_numba_brought_along() -> None:
    assert names_defined(CALLER) == ["caller"]
    assert names_defined(CALLEE) == ["callee"]


def test_nothing_but_the_entry_can_be_called_from_outside() -> None:
    module = llvm.parse_bitcode(linked([CALLER, CALLEE], "caller"))
    linkage = {value.name: value.linkage for value in (*module.functions, *module.global_variables)}
    internal = llvm.Linkage.internal
    assert linkage == {
        ENTRY: llvm.Linkage.external,
        "callee": internal,
        "brought": internal,
        "seen": internal,
    }


def test_no_promise_that_nothing_overflows_is_left() -> None:
    assert " nsw " in CALLER
    assert "nsw" not in str(wrapping(CALLER))


def test_numba_has_not_drawn_on_its_promise_before_it_is_taken_back() -> None:
    # By default it answers `x + 1 > x` with yes, and the sum is gone from what it shows.
    text = str(llvm.parse_bitcode(bitcode_of("grows")))
    assert "icmp sgt" in text or "icmp slt" in text
    assert "nsw" not in text


def test_a_sum_that_overflows_wraps_around() -> None:
    assert program("grows")(NOTHING, LARGEST - 1)
    assert not program("grows")(NOTHING, LARGEST)


@pytest.mark.parametrize(
    ("one", "other"), [(0xD2511F53, 0xFFFFFFFF), (LARGEST, LARGEST), (-(2**63), -1), (3, 5)]
)
def test_a_product_that_overflows_wraps_around(one: int, other: int) -> None:
    assert program("product")(words(one), other) == wrapped(one * other)


def test_blocks_of_chance_drawn_in_a_loop_are_the_known_ones() -> None:
    drawn = words(*[0] * (4 * BLOCKS))
    drawn[0] = first = COUNTER[0] - 500
    assert program("fill")(drawn, BLOCKS) == BLOCKS
    assert tuple(drawn[2000:2004].tolist()) == BLOCK
    for k in (0, 1, 7, 8, 499, 501, 1_000, BLOCKS - 1):
        assert drawn[4 * k : 4 * k + 4].tolist() == philox4x32_10(
            [first + k, *COUNTER[1:]], list(KEY)
        )
