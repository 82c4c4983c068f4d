"""What load did: waits, refusals, unknown results, reversals, how busy each place was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.model.records.record import STATION_BUSY_US, STATION_REQUESTS
from sandbox.statistics.histogram import percentiles
from sandbox.vocabulary import NOBODY, Counter

if TYPE_CHECKING:
    from sandbox.metrics.regime_result import RegimeResult
    from sandbox.scenario.tables.build import BuiltWorld


def pressure_json(result: RegimeResult) -> dict[str, Any]:
    """Return counters, waits and utilisation as plain data."""
    counters = result.counts("counters")
    requests = int(counters[Counter.REQUESTS])
    waits = percentiles(
        result.counts("wait_us"), result.counts("wait_extremes"), percents=(50, 90, 95, 99)
    )
    return {
        "counters": {_key(counter): int(counters[counter]) for counter in Counter},
        "wait": {
            "unit": "µs",
            "of": "requests, zeros and leavers included",
            "mean": int(counters[Counter.WAIT_US]) / requests if requests else None,
            "share_waiting": int(counters[Counter.WAITED]) / requests if requests else None,
            **waits,
        },
        "stations": stations_json(result),
    }


def _key(counter: Counter) -> str:
    """Return what a document calls a counter: amounts are in minor units there."""
    name = counter.name.lower()
    return f"{name.removesuffix('_fen')}_minor" if name.endswith("_fen") else name


def station_names(built: BuiltWorld) -> dict[int, str]:
    """Return the name of the wallet, route or rail that each station stands for."""
    table = built.world.stations
    names: dict[int, str] = {}
    kinds = (
        (table.of_wallet, built.labels.wallets.names),
        (table.of_route, built.routes),
        (table.of_rail, built.labels.rails.names),
    )
    for stations, labels in kinds:
        for station, label in zip(stations, labels, strict=True):
            if station != NOBODY:
                names.setdefault(station, label)
    return names


def stations_json(result: RegimeResult) -> dict[str, dict[str, float]]:
    """Return requests and utilisation of every station over the horizon."""
    settings = result.built.world.settings
    rows = result.counts("by_station")
    whole = settings.horizon_us * result.replications
    parallel = result.built.world.stations.parallel
    return {
        name: {
            "requests": int(rows[station, STATION_REQUESTS]),
            "utilisation": int(rows[station, STATION_BUSY_US]) / (whole * parallel[station]),
        }
        for station, name in station_names(result.built).items()
    }
