from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sandbox.payments import budgets
from sandbox.units import PPM

TENTH = 100_000
MERCHANTS = [TENTH, budgets.UNLIMITED, 0]
BOUND, FREE, STRICT = range(3)


def test_a_bucket_starts_empty_and_ten_first_attempts_pay_for_one_more() -> None:
    bucket = [0, 0, 0]
    for _ in range(9):
        budgets.earn(MERCHANTS, bucket, BOUND)
    assert not budgets.may_spend(MERCHANTS, bucket, BOUND)
    budgets.earn(MERCHANTS, bucket, BOUND)
    assert budgets.may_spend(MERCHANTS, bucket, BOUND)
    budgets.spend(MERCHANTS, bucket, BOUND)
    assert bucket == [0, 0, 0]
    assert not budgets.may_spend(MERCHANTS, bucket, BOUND)


def test_a_merchant_earns_for_itself() -> None:
    bucket = [0, 0, 0]
    for _ in range(25):
        budgets.earn(MERCHANTS, bucket, BOUND)
    assert bucket == [25 * TENTH, 0, 0]
    assert not budgets.may_spend(MERCHANTS, bucket, STRICT)


def test_without_a_budget_every_attempt_is_paid_for() -> None:
    bucket = [0, 0, 0]
    budgets.earn(MERCHANTS, bucket, FREE)
    assert budgets.may_spend(MERCHANTS, bucket, FREE)
    budgets.spend(MERCHANTS, bucket, FREE)
    assert bucket == [0, 0, 0]
    assert budgets.may_spend(MERCHANTS, bucket, FREE)


def attempts_when_everything_fails(checkouts: int, wanted: int, share_ppm: int) -> int:
    """Return the attempts of checkouts that each want `wanted` in all and never succeed."""
    bucket, attempts = [0], 0
    for _ in range(checkouts):
        budgets.earn([share_ppm], bucket, 0)
        attempts += 1
        for _ in range(wanted - 1):
            if not budgets.may_spend([share_ppm], bucket, 0):
                break
            budgets.spend([share_ppm], bucket, 0)
            attempts += 1
    return attempts


def test_a_tenth_caps_the_load_of_four_by_four_by_four_tries_at_eleven_tenths() -> None:
    wanted = 4 * 4 * 4
    assert attempts_when_everything_fails(1_000, wanted, budgets.UNLIMITED) == 64_000
    assert attempts_when_everything_fails(1_000, wanted, TENTH) == 1_100
    assert attempts_when_everything_fails(1_009, wanted, TENTH) == 1_109


@given(st.integers(0, 200), st.integers(1, 64), st.integers(0, PPM))
def test_the_load_is_the_smaller_of_what_is_wanted_and_what_is_earned(
    checkouts: int, wanted: int, share_ppm: int
) -> None:
    bound = checkouts * (1 + Fraction(share_ppm, PPM))
    attempts = attempts_when_everything_fails(checkouts, wanted, share_ppm)
    assert attempts <= bound
    assert attempts <= checkouts * wanted
    # What is left in the bucket pays for less than one attempt, unless nobody wanted it.
    assert bound - attempts < 1 or attempts == checkouts * wanted
