from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.model.limits import TOKEN, refilled
from tests.unit.engines.compiled.programs import program, words

MOST = 9_000_000 * TOKEN  # of a bucket
LONGEST = 1 << 61

LEVELS = st.integers(0, MOST)
PASSED = st.integers(0, LONGEST)
RATES = st.integers(1, MOST)
BURSTS = st.integers(TOKEN, MOST)

REFILL = program("refill")


@given(level=LEVELS, passed=PASSED, per_us=RATES, burst=BURSTS)
def test_a_bucket_is_refilled_exactly(level: int, passed: int, per_us: int, burst: int) -> None:
    level = min(level, burst)
    assert refilled(level, passed, per_us, burst) == min(burst, level + passed * per_us)


@given(level=LEVELS, passed=PASSED, per_us=RATES, burst=BURSTS)
@example(level=0, passed=LONGEST, per_us=MOST, burst=MOST)
@example(level=MOST, passed=LONGEST, per_us=1, burst=MOST)
@example(level=0, passed=MOST, per_us=1, burst=MOST)
def test_machine_code_refills_exactly_too(level: int, passed: int, per_us: int, burst: int) -> None:
    # Its whole numbers have 63 bits and wrap without a word.
    level = min(level, burst)
    assert REFILL(words(passed, per_us, burst), level) == min(burst, level + passed * per_us)
