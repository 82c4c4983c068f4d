"""Which clause decides a cell for one checkout, roll-out draws included."""

from typing import NamedTuple

from sandbox.chance.streams import ROLLOUT_MEMBER, StreamKey, word
from sandbox.payments.openness import ChainTable, Circumstances, ClauseTable, holds, reach
from sandbox.units import WORD
from sandbox.vocabulary import EntityKind, Purpose, RolloutUnit


class Entities(NamedTuple):
    """Numbers of the entities that a roll-out may be drawn for.

    Attributes
    ----------
    checkout
        Number of the checkout, which is that of the shopper.
    store
        Entity number of the store.
    """

    checkout: int
    store: int


class Moment(NamedTuple):
    """One checkout as rules see it: its circumstances, and the entities of roll-outs."""

    facts: Circumstances
    who: Entities


def deciding_clause(
    key: StreamKey, clauses: ClauseTable, chain: ChainTable, cell: int, moment: Moment
) -> int:
    """Return the strongest clause that holds and whose roll-out has reached the checkout.

    Parameters
    ----------
    chain, cell
        The chain of one family and the cell that is asked about.
    moment
        The checkout.
    """
    position = chain.start[cell]
    while True:
        clause = chain.clauses[position]
        if clauses.always[clause]:
            return clause
        if holds(clauses, clause, moment.facts):
            reached = reach(clauses, clause, moment.facts.time_us)
            if reached >= WORD or (
                reached > 0 and _member_word(key, clauses, clause, moment.who) < reached
            ):
                return clause
        position += 1


def _member_word(key: StreamKey, clauses: ClauseTable, clause: int, who: Entities) -> int:
    unit = clauses.unit[clause]
    kind = int(EntityKind.CHECKOUT)
    number = who.checkout
    if unit == RolloutUnit.SHOPPERS:
        kind = int(EntityKind.SHOPPER)
    elif unit == RolloutUnit.STORES:
        kind = int(EntityKind.STORE)
        number = who.store
    return word(key, kind, number, int(Purpose.ROLLOUT), clauses.cohort[clause], ROLLOUT_MEMBER)
