"""What the reference engine's clock can do, without a word about how it does it."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Protocol

from sandbox.vocabulary import EventRank

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.model.checkout import Checkout
    from sandbox.model.waits import Wait

PATIENCE = int(EventRank.PATIENCE)

Waiting = Generator[Any, Any, int]


class Calendar(Protocol):
    """What the engine's clock can do; the events themselves are the engine's own."""

    @property
    def now(self) -> int:
        """Time of the present event, microseconds of the horizon."""
        ...

    def wait(self, delay_us: int, rank: int, number: int) -> Any:  # noqa: ANN401 -- the engine's event
        """Return an event after a delay, ordered by rank and number among simultaneous ones."""
        ...

    def later(self, delay_us: int, rank: int, number: int, act: Callable[[], None]) -> None:
        """Do something after a delay, whatever the checkout does meanwhile."""
        ...

    def signal(self) -> Any:  # noqa: ANN401 -- the engine's event
        """Return an event that only `wake` brings about."""
        ...

    def wake(self, signal: Any) -> None:  # noqa: ANN401 -- the engine's event
        """Bring a signal about inside the present event."""
        ...

    def start(self, process: Generator[Any, Any, None]) -> None:
        """Start a process inside the present event."""
        ...


def let_pass(
    calendar: Calendar, checkout: Checkout, delay_us: int, rank: int
) -> Generator[Any, Any, None]:
    """Let time pass for a checkout."""
    yield calendar.wait(delay_us, rank, checkout.number)
    checkout.now_us = calendar.now


def pause(
    calendar: Calendar, checkout: Checkout, delay_us: int, wait: Wait
) -> Generator[Any, Any, bool]:
    """Let time pass; return False where the shopper left meanwhile."""
    if checkout.leaves_us <= calendar.now + delay_us:
        left_us = max(0, checkout.leaves_us - calendar.now)
        yield from let_pass(calendar, checkout, left_us, PATIENCE)
        return False
    yield from let_pass(calendar, checkout, delay_us, wait.rank)
    return True
