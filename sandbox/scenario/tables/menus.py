"""Menus that no checkout can change: what most checkouts meet, looked up once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.model.tables.world import MenuTable
from sandbox.payments.acceptance import BY_INTEROP
from sandbox.vocabulary import Acceptance, CodeKind, Container

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.model.tables.world import DestinationTable
    from sandbox.payments.openness import ChainTable, ClauseTable
    from sandbox.scenario.tables.rule_tables import Openness

UNDECIDED = -9


def build_menus(
    openness: Openness,
    places: DestinationTable,
    offer_start: Sequence[int],
    wallets: int,
) -> MenuTable:
    """Return the menus of every (destination × container).

    Parameters
    ----------
    offer_start
        Rows of the offers by (destination × wallet): a wallet without one is never offered.
    wallets
        How many there are.
    """
    rows = []
    for place in range(len(places.id)):
        for container in Container:
            states = []
            for wallet in range(wallets):
                cell = place * wallets + wallet
                if offer_start[cell] == offer_start[cell + 1]:
                    states.append(0)
                    continue
                states.append(_state(openness, places, place, wallet, container, wallets))
            rows.append(_row(states))
    return MenuTable(*(tuple(row[column] for row in rows) for column in range(4)))


def _row(states: Sequence[int]) -> tuple[int, int, int, int]:
    if UNDECIDED in states:
        return 0, 0, 0, 0
    default, folded = int(Acceptance.DEFAULT), int(Acceptance.FOLDED)
    listed = _mask(states, (int(Acceptance.LISTED), default))
    return 1, listed, _mask(states, (folded,)), _mask(states, (default,))


def _mask(states: Sequence[int], among: Sequence[int]) -> int:
    return sum(1 << wallet for wallet, state in enumerate(states) if state in among)


def _first(clauses: ClauseTable, chain: ChainTable, cell: int) -> int:
    clause = chain.clauses[chain.start[cell]]
    return clauses.effect[clause] if clauses.always[clause] else UNDECIDED


def _state(
    openness: Openness,
    places: DestinationTable,
    place: int,
    wallet: int,
    container: Container,
    wallets: int,
) -> int:
    clauses, chains = openness
    state = _first(clauses, chains.accept, (place * wallets + wallet) * len(Container) + container)
    if state != BY_INTEROP:
        return state
    code = (wallet * wallets + places.issuer[place]) * len(CodeKind) + places.code[place]
    is_read = _first(clauses, chains.interop, code)
    if is_read == UNDECIDED:
        return UNDECIDED
    return int(Acceptance.LISTED if is_read else Acceptance.OFF)
