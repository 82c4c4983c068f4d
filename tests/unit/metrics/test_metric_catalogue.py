from __future__ import annotations

import pytest

from sandbox.metrics.metric_catalogue import CATALOGUE, KEYS, Axis, MoreIs, PartyKind
from sandbox.metrics.metric_units import Unit
from sandbox.vocabulary import Counter


def test_every_metric_has_a_direction_and_a_phrase_of_its_own() -> None:
    phrases = [measure.phrase for measure in CATALOGUE.values()]
    assert len(set(phrases)) == len(phrases)
    for name, measure in CATALOGUE.items():
        assert measure.more_is in MoreIs, name
        assert measure.phrase.strip() == measure.phrase != "", name
        assert measure.phrase.count("{}") == (measure.party is not PartyKind.NONE), name
        assert measure.phrase.count("{") == measure.phrase.count("{}"), name


# What a world under double load calls by name: more of it never helps anyone.
@pytest.mark.parametrize(
    "name",
    ["queries", "unknown", "queue_full", "left_queue", "rate_limited", "waited", "reversals"],
)
def test_what_a_storm_brings_more_of_is_worse(name: str) -> None:
    assert CATALOGUE[name].more_is is MoreIs.WORSE


def test_fewer_sales_lost_to_others_are_better() -> None:
    for name in ("elsewhere", "elsewhere_amount", "lost", "lost_amount"):
        assert CATALOGUE[name].more_is is MoreIs.WORSE


def test_every_axis_can_be_written_and_time_takes_two_keys() -> None:
    assert set(KEYS.values()) == set(Axis)
    assert all(key.startswith("amount") == (axis is Axis.AMOUNT) for key, axis in KEYS.items())
    assert [key for key, axis in KEYS.items() if axis is Axis.TIME] == ["from", "until"]


def test_every_counter_is_a_metric_except_the_sum_of_waits() -> None:
    counters = {counter.name.lower() for counter in Counter}
    assert counters - CATALOGUE.keys() == {"wait_us"}
    assert CATALOGUE["reversed_fen"].unit is Unit.FEN
    assert CATALOGUE["duplicates"].unit is Unit.COUNT


def test_only_percentiles_and_their_means_are_times() -> None:
    times = {name for name, measure in CATALOGUE.items() if measure.unit is Unit.US}
    percentiles = (PartyKind.PERCENTILE, PartyKind.PERCENTILE_OR_MEAN)
    assert times == {n for n, measure in CATALOGUE.items() if measure.party in percentiles}


def test_what_means_something_as_a_difference_only_is_the_move_of_sales() -> None:
    contrasts = {name for name, measure in CATALOGUE.items() if measure.is_contrast}
    assert contrasts == {"moved_sales", "new_sales"}
