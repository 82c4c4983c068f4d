"""What a surface does with a link, who stays, and where the checkout then runs."""

from collections.abc import Sequence
from typing import NamedTuple

from sandbox.vocabulary import Container, LinkState, Payload

COPIED = int(LinkState.COPIED)
MERCHANT_APP = int(Container.MERCHANT_APP)
MINI_PROGRAM = int(Container.MINI_PROGRAM)
MINI_PROGRAM_CARD = int(Payload.MINI_PROGRAM_CARD)
STAYS = -1


class FrictionTable(NamedTuple):
    """Steps that stand behind links.

    Attributes
    ----------
    start
        Row where the steps of one path begin; one more entry than paths.
    kept
        Word threshold of everybody who is still there after each step (cumulative product).
    """

    start: Sequence[int]
    kept: Sequence[int]


def lost_at(friction: FrictionTable, path: int, word: int) -> int:
    """Return the number of the step at which a shopper gives up, or `STAYS`.

    One word decides all steps, so that a path with higher keep-rates keeps everybody
    whom a lower one keeps.
    """
    first = friction.start[path]
    for row in range(first, friction.start[path + 1]):
        if word >= friction.kept[row]:
            return row - first
    return STAYS


def container_behind(state: int, payload: int, surface_container: int, own_app: int) -> int:
    """Return the container in which a checkout runs once the link gate is passed.

    Parameters
    ----------
    surface_container
        Where the surface opens what is followed, mini-program cards aside.
    own_app
        1 on the destination's own app, where everything runs in that app.
    """
    if state == COPIED or own_app:
        return MERCHANT_APP
    if payload == MINI_PROGRAM_CARD:
        return MINI_PROGRAM
    return surface_container
