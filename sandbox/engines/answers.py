"""What the wallet will answer, when, and how that is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.chance import streams
from sandbox.chance.laws import sample
from sandbox.engines import attempts
from sandbox.engines.story import EventKind
from sandbox.model.counting import count_answer

if TYPE_CHECKING:
    from sandbox.engines.checkout import Checkout
    from sandbox.engines.journey import Simulation
    from sandbox.engines.steps import Words


def latency_of(simulation: Simulation, checkout: Checkout, words: Words) -> int:
    """Return the time from service to answer, µs."""
    world = simulation.world
    law = world.routes.latency[checkout.route(world)]
    return sample(world.laws, law, words[streams.ATTEMPT_LATENCY], simulation.tables)


def decide(simulation: Simulation, checkout: Checkout, words: Words, added: int) -> int:
    """Return the answer that the wallet will give, and remember the funding that gives it."""
    world = simulation.world
    answer, checkout.funding = attempts.authorise(
        world,
        simulation.key,
        (checkout.number, checkout.attempts - 1),
        (checkout.wallet, checkout.route(world), added),
        checkout.facts.amount_fen,
        words,
    )
    return answer


def note_answer(
    simulation: Simulation,
    checkout: Checkout,
    way: tuple[int, int, int, int],
    answer: int,
    latency_us: int,
) -> None:
    """Write down an answer in the event in which it comes.

    Parameters
    ----------
    way
        Wallet, rail, route and funding of the request, which the checkout may have left behind.
    """
    place = (checkout.bucket, way[0], way[2])
    count_answer(simulation.record, simulation.world, place, answer, latency_us)
    if simulation.story is not None:
        simulation.tell(
            checkout.number,
            EventKind.ANSWER,
            answer=answer,
            wallet=way[0],
            funding=way[3],
            latency=latency_us,
        )
