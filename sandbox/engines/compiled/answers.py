"""What the wallet will say, when, and how that is written down, as `engines.answers`."""

from sandbox.chance import streams
from sandbox.chance.laws import sample
from sandbox.engines import attempts
from sandbox.engines.compiled import rows
from sandbox.engines.compiled.state import Run
from sandbox.engines.steps import Words


def latency_of(run: Run, row: int, words: Words) -> int:
    """Return the time from service to answer, µs."""
    law = run.world.routes.latency[rows.route_of(run, row)]
    return sample(run.world.laws, law, words[streams.ATTEMPT_LATENCY], run.tables)


def decide(run: Run, row: int, words: Words, added: int) -> int:
    """Return the answer that the wallet will give, and remember the funding that gives it."""
    of = run.checkouts
    answer, funding = attempts.authorise(
        run.world,
        run.key,
        (of.number[row], of.attempts[row] - 1),
        (of.wallet[row], rows.route_of(run, row), added),
        of.amount_fen[row],
        words,
    )
    of.funding[row] = funding
    return answer
