"""One attempt: the cashier, what the wallet will answer and when, how the attempt ends."""

from typing import Final

from sandbox.chance import streams
from sandbox.chance.laws import sample
from sandbox.model import draws as drawn
from sandbox.model import memory as remembered
from sandbox.model.checkout import Checkout, route_of
from sandbox.model.draws import Draws
from sandbox.model.memory import Memory
from sandbox.model.records.counting import AuthorisationAnswer, count_answer, count_attempt
from sandbox.model.records.event_log import ANSWER, CASHIER, EventLog, log_event
from sandbox.model.records.record import Record
from sandbox.model.tables.world import World
from sandbox.payments import acceptance, cashier, declines
from sandbox.vocabulary import NOBODY, Confirmation, Outcome

PAID: Final = int(Outcome.PAID)
PASSWORD_FREE: Final = int(Confirmation.PASSWORD_FREE)


def begin_attempt(world: World, checkout: Checkout, draws: Draws, record: Record) -> None:
    """Begin an attempt on the chosen route: the shopper goes to the cashier."""
    words = drawn.attempt_words(draws, checkout.number, checkout.attempts)
    checkout.funding = NOBODY
    checkout.attempts += 1
    checkout.on_route += 1
    count_attempt(record, world, checkout.bucket, checkout.wallet, route_of(world, checkout))
    pass_cashier(world, checkout, draws, words[streams.ATTEMPT_CASHIER])


def pass_cashier(world: World, checkout: Checkout, draws: Draws, word: int) -> None:
    """Decide how the attempt passes the cashier: way to confirm, failure, duration."""
    settings, number, wallet = world.settings, checkout.number, checkout.wallet
    cell = world.destinations.audience[checkout.destination] * settings.wallets + wallet
    agreed = drawn.agreement_word(world, draws, number, wallet) < world.audiences.agreement[cell]
    biometric = drawn.identity_words(draws, number)[streams.IDENTITY_BIOMETRIC]
    method = cashier.confirmation(
        agreed,
        checkout.amount_fen <= settings.password_free_limit_fen,
        biometric < settings.biometric,
    )
    foreign = acceptance.is_foreign(
        checkout.container,
        world.wallets.owner[wallet],
        world.destinations.owner[checkout.destination],
        world.surfaces.owner[checkout.surface],
    )
    checkout.method = method
    checkout.failure = cashier.cashier_failure(
        word,
        world.handover_failed[checkout.container] if foreign else 0,
        0 if method == PASSWORD_FREE else settings.cancelled,
        world.authentication_failed[method],
    )
    checkout.takes_us = world.confirmation_us[method]


def leave_cashier(checkout: Checkout, log: EventLog) -> int:
    """Return `PAID` to go on, or how the attempt failed at the cashier."""
    facts = (checkout.wallet, checkout.method, checkout.failure, checkout.takes_us)
    log_event(log, checkout.number, checkout.now_us, CASHIER, facts)
    return checkout.failure


def answer_latency_us(world: World, checkout: Checkout, draws: Draws) -> int:
    """Return the time from service to answer."""
    words = drawn.attempt_words(draws, checkout.number, checkout.attempts - 1)
    law = world.routes.latency[route_of(world, checkout)]
    return sample(world.laws, law, words[streams.ATTEMPT_LATENCY], draws.tables)


def decide_answer(world: World, checkout: Checkout, draws: Draws, added: int) -> int:
    """Return the answer that the wallet will give, and remember the funding that gives it.

    Parameters
    ----------
    added
        Word threshold that outages add to the route's technical declines.
    """
    fundings, routes, route = world.fundings, world.routes, route_of(world, checkout)
    number, nth = checkout.number, checkout.attempts - 1
    words = drawn.attempt_words(draws, number, nth)
    rates = declines.DeclineRates(
        routes.technical[route] + added, routes.risk[route], routes.insufficient[route]
    )
    word, amount_fen = words[streams.ATTEMPT_DECLINE], checkout.amount_fen
    funding = declines.chosen_funding(fundings, checkout.wallet, words[streams.ATTEMPT_FUNDING])
    checkout.funding = funding
    answer = declines.hard_decline(rates, word)
    if answer != PAID:
        return answer
    answer = declines.soft_decline(fundings, funding, amount_fen, rates, word)
    soft_only = declines.DeclineRates(0, 0, rates.insufficient)
    further = 0
    while (
        answer != PAID
        and fundings.falls_through[funding]
        and funding + 1 < fundings.start[checkout.wallet + 1]
    ):
        further += 1
        funding += 1
        words = drawn.further_attempt_words(draws, number, nth, further)
        word = words[streams.ATTEMPT_DECLINE]
        answer = declines.soft_decline(fundings, funding, amount_fen, soft_only, word)
    checkout.funding = funding
    return answer


def answer_of(
    world: World, checkout: Checkout, outcome: int, latency_us: int
) -> AuthorisationAnswer:
    """Return the answer to the attempt that a checkout is making."""
    return AuthorisationAnswer(
        checkout.number,
        checkout.bucket,
        checkout.wallet,
        route_of(world, checkout),
        checkout.funding,
        outcome,
        latency_us,
    )


def note_answer(
    world: World, record: Record, log: EventLog, now_us: int, answer: AuthorisationAnswer
) -> None:
    """Write down an answer in the event in which it comes."""
    count_answer(record, world, answer)
    facts = (answer.outcome, answer.wallet, answer.funding, answer.latency_us)
    log_event(log, answer.number, now_us, ANSWER, facts)


def end_attempt(world: World, checkout: Checkout, record: Record, memory: Memory) -> None:
    """Count how an attempt ended, for the checkout's `outcome`, and learn from it."""
    record.attempts_ended[checkout.outcome] += 1
    if world.settings.has_memory:
        remembered.teach(world, checkout, memory, checkout.outcome)
