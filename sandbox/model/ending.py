"""How a checkout ends: what it counts and leaves behind."""

from typing import Final

from sandbox.chance import streams
from sandbox.model import draws as drawn
from sandbox.model.checkout import Checkout
from sandbox.model.draws import Draws
from sandbox.model.records.counting import count_ending
from sandbox.model.records.event_log import ENDED, EventLog, log_event
from sandbox.model.records.record import Record
from sandbox.model.tables.world import World
from sandbox.vocabulary import Outcome

PAID: Final = int(Outcome.PAID)
OPENED: Final = int(Outcome.OPENED)


def finish(world: World, checkout: Checkout, draws: Draws, record: Record, log: EventLog) -> None:
    """Write down how a checkout ended: with its `outcome`, which a capture may have preceded."""
    outcome = checkout.outcome
    is_sold = outcome in (PAID, OPENED)
    if not is_sold and not world.destinations.is_service[checkout.destination]:
        words = drawn.aftermath_words(draws, checkout.number)
        if words[streams.AFTERMATH_GOES_ELSEWHERE] < world.settings.goes_elsewhere:
            checkout.goes_elsewhere = 1
    count_ending(record, world, checkout)
    facts = (outcome, checkout.goes_elsewhere, checkout.paid_after)
    log_event(log, checkout.number, checkout.now_us, ENDED, facts)
