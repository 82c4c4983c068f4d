"""One checkout in time: from the link to the end, attempt after attempt.

A generator yields the events that a checkout waits for, one at a time; what takes no time
between them is the model's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.engines.reference.calendar import Waiting, let_pass, pause
from sandbox.engines.reference.request_process import request
from sandbox.model import notice
from sandbox.model.attempt import (
    answer_latency_us,
    answer_of,
    begin_attempt,
    decide_answer,
    end_attempt,
    leave_cashier,
    note_answer,
)
from sandbox.model.capture import capture
from sandbox.model.ending import finish
from sandbox.model.gate import pass_gate
from sandbox.model.memory import set_out
from sandbox.model.menu import choose_at_menu
from sandbox.model.next_step import next_step, prepare
from sandbox.model.records.trace_row import trace_row
from sandbox.model.route import offers_within_reach, pick_route, refuse_route, turn_to_route
from sandbox.model.waits import ANSWER, BACKOFF, CONFIRMATION, NOTICE
from sandbox.vocabulary import NOBODY, Outcome, Step

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from sandbox.engines.reference.simulation import Simulation
    from sandbox.model.checkout import Checkout

PAID = int(Outcome.PAID)
ROUTE_DOWN = int(Outcome.ROUTE_DOWN)
IMPATIENT = int(Outcome.IMPATIENT)
GIVE_UP = int(Step.GIVE_UP)


def travel(simulation: Simulation, checkout: Checkout) -> Generator[Any, Any, None]:
    """Live through one checkout, from the link to the end."""
    world, draws, log = simulation.world, simulation.draws, simulation.log
    checkout.outcome = pass_gate(world, checkout, draws, log)
    if checkout.outcome == PAID:
        checkout.outcome = choose_at_menu(world, checkout, draws, log)
    if checkout.outcome == PAID:
        yield from pay(simulation, checkout)
    finish(world, checkout, draws, simulation.record, log)
    if simulation.fates is not None:
        simulation.fates.note(checkout.number, checkout.outcome)
    if simulation.trace is not None:
        simulation.trace.add(trace_row(world, checkout))


def pay(simulation: Simulation, checkout: Checkout) -> Generator[Any, Any, None]:
    """Make attempts until one is approved or nothing is left to try."""
    world, draws, log = simulation.world, simulation.draws, simulation.log
    record, memory = simulation.record, simulation.memory
    while True:
        checkout.outcome = take_route(simulation, checkout)
        if checkout.outcome == PAID:
            checkout.outcome = yield from attempt(simulation, checkout)
            end_attempt(world, checkout, record, memory)
        if checkout.outcome == PAID:
            yield from await_notice(simulation, checkout)
            return
        step = next_step(world, checkout, draws, memory, log)
        if step == GIVE_UP:
            return
        backoff = world.settings.backoff_us
        if backoff:
            stays = yield from pause(simulation.clock, checkout, backoff, BACKOFF)
            if not stays:
                checkout.outcome = IMPATIENT
                return
        prepare(world, checkout, draws, step)


def take_route(simulation: Simulation, checkout: Checkout) -> int:
    """Take a route by the merchant's policy, unless the attempt stays on the same one.

    Returns `PAID` to go on, or `ROUTE_DOWN` where every breaker is open.
    """
    world, draws, memory = simulation.world, simulation.draws, simulation.memory
    usable = offers_within_reach(world, checkout, memory)
    if not usable:
        refuse_route(world, checkout, simulation.record, memory)
        return ROUTE_DOWN
    if checkout.offer == NOBODY:
        clause = pick_route(world, checkout, draws, memory, usable)
        simulation.policies.decide(world, checkout, memory, usable)
        turn_to_route(world, checkout, simulation.log, clause)
    if world.settings.has_memory:
        set_out(world, checkout, memory)
    return PAID


def attempt(simulation: Simulation, checkout: Checkout) -> Waiting:
    """Make one attempt on the chosen route; return `PAID` or the cause of its failure."""
    world, calendar = simulation.world, simulation.clock
    begin_attempt(world, checkout, simulation.draws, simulation.record)
    if checkout.takes_us:
        stays = yield from pause(calendar, checkout, checkout.takes_us, CONFIRMATION)
        if not stays:
            return IMPATIENT
    failure = leave_cashier(checkout, simulation.log)
    if failure != PAID:
        return failure
    if world.settings.has_pressure:
        return (yield from request(simulation, checkout))
    return (yield from authorisation(simulation, checkout))


def authorisation(simulation: Simulation, checkout: Checkout) -> Waiting:
    """Send a request where nothing fills up or fails; return `PAID` or the decline."""
    world, draws = simulation.world, simulation.draws
    latency = answer_latency_us(world, checkout, draws)
    outcome = decide_answer(world, checkout, draws, 0)
    if latency:
        yield from let_pass(simulation.clock, checkout, latency, ANSWER.rank)
    answer = answer_of(world, checkout, outcome, latency)
    note_answer(world, simulation.record, simulation.log, checkout.now_us, answer)
    return outcome


def await_notice(simulation: Simulation, checkout: Checkout) -> Generator[Any, Any, None]:
    """Capture the payment of a shopper who will not leave, who waits, and may pay again."""
    world, draws = simulation.world, simulation.draws
    record, log, windows = simulation.record, simulation.log, simulation.windows
    reaction = notice.reaction_to_come(world, checkout, draws, windows, record, log)
    if reaction != notice.LEAVES:
        capture(world, checkout, draws, record, simulation.memory, log)
    if reaction == notice.NONE:
        return
    unpaid_after_us = world.settings.unpaid_after_us
    yield from let_pass(simulation.clock, checkout, unpaid_after_us, NOTICE.rank)
    if reaction == notice.PAYS_AGAIN:
        first = checkout.funding
        checkout.outcome = yield from attempt(simulation, checkout)
        notice.end_second_charge(world, checkout, record, log, first)
    elif reaction == notice.LEAVES:
        notice.reverse_unpaid(world, checkout, record)
        checkout.outcome = IMPATIENT
