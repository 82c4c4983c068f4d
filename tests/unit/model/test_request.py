from __future__ import annotations

from sandbox.model.request import STATIONS_ON_THE_WAY, PaymentRequest, station_on_the_way
from sandbox.model.tables.world import World
from sandbox.scenario.loading import load_text
from sandbox.scenario.tables.build import build_world
from sandbox.vocabulary import NOBODY

TOWN = """
extends: blank
wallets:
  pay: {capacity: {parallel: 30, queue: unlimited}}
  band: {ecosystem: other, front_of: pay, held_by: 5%}
  coin: {ecosystem: other, held_by: 5%}
rails:
  on_us: {capacity: {parallel: 7}}
  cards: {}
routes:
  agent: {wallet: coin, capacity: {parallel: 2, queue: 5}}
"""


def stations_on_the_way(world: World, wallet: int, rail: int, route: int) -> list[int]:
    """Return the stations that a request passes, in their order."""
    request = PaymentRequest(wallet=wallet, rail=rail, route=route)
    passed = [station_on_the_way(world, request, stage) for stage in range(STATIONS_ON_THE_WAY)]
    return [station for station in passed if station != NOBODY]


def test_a_request_passes_route_wallet_and_rail() -> None:
    town = build_world(load_text(TOWN).document)
    world, labels = town.world, town.labels
    pay, band, coin = (labels.wallets[name] for name in ("pay", "band", "coin"))
    on_us, cards = labels.rails["on_us"], labels.rails["cards"]
    agent = town.routes.index("agent")
    direct = next(route for route in range(len(town.routes)) if route != agent)
    places = world.stations.parallel

    def passed(*way: int) -> list[int]:
        return [places[number] for number in stations_on_the_way(world, *way)]

    assert passed(pay, on_us, agent) == [2, 30, 7]
    assert passed(pay, cards, direct) == [30]
    assert passed(coin, NOBODY, agent) == [2]
    assert passed(coin, NOBODY, direct) == []
    # A device front has no places of its own: it takes those of the wallet behind it.
    behind = stations_on_the_way(world, pay, NOBODY, direct)
    assert stations_on_the_way(world, band, NOBODY, direct) == behind != []
