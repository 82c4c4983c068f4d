"""M/M/10 in other simulators; what they tell is computed again, customer by customer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from bench.peers import PEERS, Peer, Visit, check
from bench.stopwatch import timed
from bench.workloads import SMOKE

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

SMOKE_CUSTOMERS, FULL_CUSTOMERS = 1_000, 20_000


@pytest.mark.benchmark(group="engine")
@pytest.mark.parametrize("name", PEERS)
def test_peer(benchmark: BenchmarkFixture, size: str, name: str) -> None:
    peer = PEERS[name]
    if peer.missing():
        pytest.skip(peer.missing())
    customers = SMOKE_CUSTOMERS if size == SMOKE else FULL_CUSTOMERS
    visits = timed(benchmark, partial(peer.run, customers), rounds=3)
    # The customers of a Ciw run after the first that is not over are no evidence.
    assert customers * 0.95 < len(visits) <= customers
    check(visits)


def test_a_missing_peer_says_what_to_install() -> None:
    peer = Peer("Nobody", "no_such_package", lambda _: [])
    assert peer.missing() == "Nobody is not installed: pip install '.[bench]'"


def test_a_customer_served_out_of_turn_is_noticed() -> None:
    visits = PEERS["simpy"].run(SMOKE_CUSTOMERS)
    late = visits[500]
    visits[500] = Visit(late.came, late.began + 1e-9, late.left)
    with pytest.raises(AssertionError, match="out of turn"):
        check(visits)


def test_another_intensity_is_noticed() -> None:
    # A stretched queue is still served in turn, but its gaps are too long.
    visits = [Visit(*(1.25 * moment for moment in visit)) for visit in PEERS["simpy"].run(1_000)]
    with pytest.raises(AssertionError, match="gaps"):
        check(visits)
