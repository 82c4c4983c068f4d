from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sandbox.engines.compiled.slots import Rows
from sandbox.engines.compiled.state import TokenBucket
from sandbox.engines.compiled.token_buckets import MERCHANT_ID_BITS, SCATTER, WALLET_BITS, place_of
from sandbox.scenario.checks.identity import PARTIES_MAX

SIZE = 64
# Many of them belong in the same row, so that they are searched for one after another.
KEYS = st.one_of(
    st.integers(1, 2**63 - 1),
    st.integers(1, 60).map(lambda k: k << 22),
)


def empty() -> Rows[TokenBucket]:
    """Return buckets of nobody, as the interpreter keeps them."""
    return Rows(TokenBucket, Rows.empty(TokenBucket, SIZE).cells.tolist())


@given(st.lists(KEYS, max_size=SIZE // 2))
def test_every_bucket_has_a_row_of_its_own_and_keeps_it(keys: list[int]) -> None:
    table, rows = empty(), dict[int, int]()
    for key in keys:
        row = place_of(table, key)
        assert row == rows.setdefault(key, row)
        assert table[row].key in (0, key)
        table[row].key = key
    assert len(set(rows.values())) == len(rows)
    assert all(place_of(table, key) == row for key, row in rows.items())


def test_a_bucket_that_belongs_in_the_last_row_may_stand_in_the_first() -> None:
    table = empty()
    last = [key for key in range(1, 10**6) if ((key * SCATTER) >> 16) % SIZE == SIZE - 1]
    for key in last[:3]:
        table[place_of(table, key)].key = key
    assert [place_of(table, key) for key in last[:3]] == [SIZE - 1, 0, 1]


def test_merchant_ids_and_wallets_fit_their_bits() -> None:
    assert PARTIES_MAX < 1 << WALLET_BITS
    assert 1 << MERCHANT_ID_BITS == 16_777_216  # the most merchant ids that a scenario may have
