"""What happens when a shopper has waited for a captured payment to be acknowledged."""

from sandbox.engines.compiled import rows
from sandbox.engines.compiled.state import Run
from sandbox.model import notice
from sandbox.model.capture import capture
from sandbox.model.waits import NOTICE, Phase
from sandbox.vocabulary import Outcome

IMPATIENT = int(Outcome.IMPATIENT)
BEGIN_ATTEMPT = int(Phase.BEGIN_ATTEMPT)
FINISH = int(Phase.FINISH)


def await_notice(run: Run, row: int) -> int:
    """Capture the payment of a shopper who will not leave, and wait as long as they do."""
    world, checkout, draws = run.world, run.checkouts[row], run.draws
    record, log = run.record, run.log
    reaction = notice.reaction_to_come(world, checkout, draws, run.windows, record, log)
    if reaction != notice.LEAVES:
        capture(world, checkout, draws, record, run.memory, log)
    if reaction == notice.NONE:
        return FINISH
    return rows.let_pass(run, row, world.settings.unpaid_after_us, NOTICE.rank, NOTICE.phase)


def see_unpaid(run: Run, row: int) -> int:
    """Let a shopper who sees a paid purchase unpaid pay again, leave, or wait on."""
    world, checkout = run.world, run.checkouts[row]
    reaction = notice.reaction_of(world, checkout, run.draws)
    if reaction == notice.PAYS_AGAIN:
        checkout.charges = 1
        checkout.first_funding = checkout.funding
        return BEGIN_ATTEMPT
    if reaction == notice.LEAVES:
        notice.reverse_unpaid(world, checkout, run.record)
        checkout.outcome = IMPATIENT
    return FINISH


def end_second_charge(run: Run, row: int) -> int:
    """End one more attempt for a purchase that is paid already."""
    checkout = run.checkouts[row]
    notice.end_second_charge(run.world, checkout, run.record, run.log, checkout.first_funding)
    return FINISH
