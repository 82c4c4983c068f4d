from __future__ import annotations

from sandbox.metrics.catalogue import CATALOGUE, KEYS, Axis, Party
from sandbox.metrics.quantities import Unit
from sandbox.vocabulary import Counter


def test_every_axis_can_be_written_and_time_takes_two_keys() -> None:
    assert set(KEYS.values()) == set(Axis)
    assert [key for key, axis in KEYS.items() if axis is Axis.TIME] == ["from", "until"]


def test_every_counter_is_a_metric_except_the_sum_of_waits() -> None:
    counters = {counter.name.lower() for counter in Counter}
    assert counters - CATALOGUE.keys() == {"wait_us"}
    assert CATALOGUE["reversed_fen"].unit is Unit.FEN
    assert CATALOGUE["duplicates"].unit is Unit.COUNT


def test_only_percentiles_and_their_means_are_times() -> None:
    times = {name for name, measure in CATALOGUE.items() if measure.unit is Unit.US}
    percentiles = (Party.PERCENTILE, Party.PERCENTILE_OR_MEAN)
    assert times == {n for n, measure in CATALOGUE.items() if measure.party in percentiles}


def test_what_means_something_as_a_difference_only_is_the_move_of_sales() -> None:
    contrasts = {name for name, measure in CATALOGUE.items() if measure.is_contrast}
    assert contrasts == {"moved_sales", "new_sales"}
