"""Benchmarks have two sizes: small in every merge, full where times are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.workloads import FULL, SMOKE

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--largest", action="store_true", help="also run 10⁸ checkouts")


@pytest.fixture
def size(benchmark: BenchmarkFixture) -> str:
    """Return the size of this session's benchmarks: full under `--benchmark-enable`."""
    return FULL if benchmark.enabled else SMOKE
