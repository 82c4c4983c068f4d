from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from sandbox.engines.collector import no_cycles_to_collect


@pytest.fixture(autouse=True)
def enabled() -> Iterator[None]:
    assert gc.isenabled()
    yield
    gc.enable()


def test_the_collector_rests_and_comes_back() -> None:
    with no_cycles_to_collect():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_comes_back_after_an_error() -> None:
    with pytest.raises(ValueError, match="broken"), no_cycles_to_collect():
        raise ValueError("broken")
    assert gc.isenabled()


def test_who_switched_it_off_keeps_it_off() -> None:
    gc.disable()
    with no_cycles_to_collect():
        pass
    assert not gc.isenabled()
