"""What runs on the workers of a cluster: a unit of work, by the same program as the caller's.

A worker may run anywhere, may have been started by somebody else, and may join at any time.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from sandbox.engines.sources import sources_digest
from sandbox.errors import UsageError
from sandbox.execution.threads import Look, StoppedError
from sandbox.scenario.routing_plugins import policies
from sandbox.version import __version__

if TYPE_CHECKING:
    from sandbox.model.tables.world import World

DIGITS_SHOWN = 8


class Carrying(Protocol):
    """A unit of work that carries the tables of its worlds: a frozen dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def worlds(self) -> tuple[World, ...]:
        """Tables, which many units share."""
        ...

    @property
    def engine(self) -> str:
        """Name of the engine."""
        ...


U = TypeVar("U", bound=Carrying)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Edition:
    """Which program this is: equal editions give equal results.

    Attributes
    ----------
    version
        Of the program.
    sources
        Digest of everything that decides a number.
    policies
        Routing policies written in Python that are installed, which tables name by their rank.
    """

    version: str
    sources: str
    policies: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.version} (sources {self.sources[:DIGITS_SHOWN]})"

    def refusal(self, worker: str, other: Edition) -> UsageError | None:
        """Return why a worker of another edition is of no use; None where it is of use."""
        if other == self:
            return None
        message = f"worker {worker} runs version {other}, this is {self}"
        if (other.version, other.sources) == (self.version, self.sources):
            there, here = (", ".join(e.policies) or "none" for e in (other, self))
            message = f"worker {worker} has the routing policies {there}; here they are {here}"
        return UsageError(message, hint="install the same version on every machine")


@cache
def edition() -> Edition:
    """Return the edition of the program that this process runs."""
    installed = tuple(f"{point.name}={point.value}" for point in policies())
    return Edition(__version__, sources_digest(), installed)


def opener() -> Callable[[bytes, bytes], Any]:
    """Return what every task begins with; it is sent as code, so that any worker can read it.

    A worker that cannot read a task ends, whoever it belongs to. This one fails instead.
    """

    def open_work(work: bytes, tables: bytes) -> Any:  # noqa: ANN401 -- whatever the work returns
        import pickle  # noqa: PLC0415 -- what is sent knows no surroundings

        return pickle.loads(work)(tables)  # noqa: S301 -- from the caller, as all code here is

    return open_work


@dataclass(frozen=True, slots=True)
class Task(Generic[U, R]):
    """A unit of work as it travels.

    Attributes
    ----------
    work
        What is to be done.
    unit
        With what, but for its tables.
    edition
        Edition of the caller.
    """

    work: Callable[[U, Look], R]
    unit: U
    edition: Edition

    def __call__(self, tables: bytes) -> R:
        """Return the result of the unit.

        Raises
        ------
        UsageError
            If this worker runs another edition than the caller.
        """
        from distributed import get_worker  # noqa: PLC0415 -- optional

        refusal = self.edition.refusal(get_worker().address, edition())
        if refusal is not None:
            raise refusal
        return self.work(replace(self.unit, worlds=unpack_tables(tables)), look_of_this_task())


@lru_cache(maxsize=2)
def unpack_tables(tables: bytes) -> tuple[World, ...]:
    """Return tables that came as bytes, the same ones for all units that share them."""
    worlds: tuple[World, ...] = pickle.loads(tables)  # noqa: S301 -- from the caller, as all code here is
    return worlds


def look_of_this_task() -> Look:
    """Return what stops the present task once nobody wants its result any more."""
    from distributed import get_worker  # noqa: PLC0415 -- optional

    worker = get_worker()
    key = worker.get_current_task()

    def look(_arrivals: int) -> None:
        task = worker.state.tasks.get(key)
        if task is None or task.state == "cancelled":
            raise StoppedError

    return look
