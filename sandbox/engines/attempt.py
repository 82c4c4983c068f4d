"""One attempt in time: the cashier, the request, the answer.

A generator yields the events that a checkout waits for, one at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.chance import streams
from sandbox.engines import attempts
from sandbox.engines.answers import decide, latency_of, note_answer
from sandbox.engines.calendar import Waiting, pause
from sandbox.engines.request import request
from sandbox.engines.story import EventKind
from sandbox.model.counting import count_attempt
from sandbox.vocabulary import NOBODY, EventRank, Outcome

if TYPE_CHECKING:
    from sandbox.engines.calendar import Calendar
    from sandbox.engines.checkout import Checkout
    from sandbox.engines.journey import Simulation
    from sandbox.engines.steps import Words

PAID = int(Outcome.PAID)
IMPATIENT = int(Outcome.IMPATIENT)
REQUEST_SENT = int(EventRank.REQUEST_SENT)
AUTHORISATION_ANSWER = int(EventRank.AUTHORISATION_ANSWER)


def attempt(calendar: Calendar, simulation: Simulation, checkout: Checkout) -> Waiting:
    """Make one attempt on the chosen route; return `PAID` or the cause of its failure."""
    world, luck, number = simulation.world, checkout.luck, checkout.number
    words = luck.first_attempt
    if checkout.attempts:
        words = simulation.draws.attempt(number, checkout.attempts)
    checkout.funding = NOBODY
    checkout.attempts += 1
    checkout.on_route += 1
    route = checkout.route(world)
    count_attempt(simulation.record, world, checkout.bucket, checkout.wallet, route)
    passed = attempts.cashier_at(
        world,
        checkout.visit,
        (checkout.wallet, checkout.container),
        checkout.facts.amount_fen,
        (
            attempts.agreement_word(world, luck.agreements, checkout.wallet),
            luck.identity[streams.IDENTITY_BIOMETRIC],
            words[streams.ATTEMPT_CASHIER],
        ),
    )
    if passed.takes_us:
        stays = yield from pause(calendar, checkout, passed.takes_us, REQUEST_SENT)
        if not stays:
            return IMPATIENT
    if simulation.story is not None:
        simulation.tell(number, EventKind.CASHIER, wallet=checkout.wallet, **passed._asdict())
    if passed.failure != PAID:
        return passed.failure
    if simulation.pressure is None:
        return (yield from authorisation(calendar, simulation, checkout, words))
    return (yield from request(calendar, simulation, simulation.pressure, checkout, words))


def authorisation(
    calendar: Calendar,
    simulation: Simulation,
    checkout: Checkout,
    words: Words,
) -> Waiting:
    """Send a request where nothing fills up or fails; return `PAID` or the decline."""
    latency = latency_of(simulation, checkout, words)
    answer = decide(simulation, checkout, words, 0)
    if latency:
        yield calendar.wait(latency, AUTHORISATION_ANSWER, checkout.number)
    way = (checkout.wallet, NOBODY, checkout.route(simulation.world), checkout.funding)
    note_answer(simulation, checkout, way, answer, latency)
    return answer
