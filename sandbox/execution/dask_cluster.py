"""Units of work on a Dask cluster, on this machine or many: the same bytes in any order.

Workers may join, leave and be killed. A few units for each of them are on their way at a time;
results are taken as they come and let go of at once, so the caller's memory stays as it is.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, Final, TypeVar

from sandbox.engines.catalogue import COMPILED
from sandbox.errors import MachineError, MissingExtraError, UsageError
from sandbox.execution.dask_flight import (
    ANSWER_WITHIN_S,
    Flight,
    connection_to,
    unable,
)
from sandbox.execution.dask_watch import silence_s, watch_workers
from sandbox.execution.dask_worker import Carrying, Edition, edition
from sandbox.execution.processes import cores, interrupts_held_back
from sandbox.execution.threads import Look

U = TypeVar("U", bound=Carrying)
R = TypeVar("R")

AHEAD_OF_WORKERS: Final = 4  # units handed out for each thread, so that none waits for the next
COUNTED_EVERY_S: Final = 1.0  # workers
WORKER_WITHIN_S: Final = 60.0  # until one joins, first or anew
CONNECT_WITHIN_S: Final = 10.0
END_WITHIN_S: Final = 10.0  # of the workers of this machine; then they are killed
LOOPBACK_PORT: Final = "127.0.0.1:0"  # any free one
WORKER_TTL: Final = "distributed.scheduler.worker-ttl"  # a worker that hangs is started anew
LOCAL_SETTINGS: Final = {
    "distributed.scheduler.allowed-failures": 3,
    "distributed.scheduler.http.routes": [],  # no page, here and at the workers
    "distributed.worker.http.routes": [],
    "distributed.nanny.pre-spawn-environ.DASK_LOGGING__DISTRIBUTED": "critical",
}


class DaskExecutor:
    """Does units of work on the workers of a scheduler; made by `dask_executor`.

    Parameters
    ----------
    client
        Connected to the scheduler.
    is_local
        Whether the workers use this machine's folder of machine code.
    """

    def __init__(self, client: Any, *, is_local: bool) -> None:  # noqa: ANN401 -- Dask has no types
        self._client, self._is_local = client, is_local
        self._address = client.scheduler.address
        self._threads, self._counted = 0, -COUNTED_EVERY_S
        self._alone_since: float | None = None

    def __call__(self, work: Callable[[U, Look], R], units: Iterable[U]) -> Iterator[tuple[U, R]]:
        """Yield every unit with its result as workers finish them, taking units as needed.

        Raises
        ------
        UsageError
            If the scheduler is lost, has no workers, or one of them runs another program.
        CapacityError
            If a unit ends every worker that tries it.
        """
        waiting = iter(units)
        flight: Flight[U, R] = Flight(self._client, work)
        landed: list[tuple[U, R]] = []
        try:
            while True:
                # Workers go on while the caller looks at what has landed.
                for unit in islice(waiting, max(0, self._room() - len(flight))):
                    self._get_ready(unit)
                    with connection_to(self._address):
                        flight.start(unit)
                if landed:
                    yield landed.pop()
                elif len(flight):
                    with connection_to(self._address):
                        landed = flight.returns(COUNTED_EVERY_S)
                        flight.repeat_overdue()
                else:
                    return
        finally:
            flight.end()

    def _room(self) -> int:
        """Return how many units may be on their way: it follows the workers."""
        now = monotonic()
        if now - self._counted >= COUNTED_EVERY_S:
            self._threads, self._counted = sum(threads_of(self._client).values()), now
            if self._threads:
                self._alone_since = None
            elif self._alone_since is None:
                self._alone_since = now
        if self._alone_since is not None and now - self._alone_since > WORKER_WITHIN_S:
            raise MachineError(
                f"the scheduler at {self._address} has had no worker for {WORKER_WITHIN_S:g} s",
                hint=f"`dask worker {self._address}` starts one",
            )
        return max(1, self._threads) * AHEAD_OF_WORKERS

    def _get_ready(self, unit: Carrying) -> None:
        """Compile once rather than once per worker."""
        if self._is_local and unit.engine == COMPILED:
            from sandbox.engines.compiled.kernel import prepare  # noqa: PLC0415 -- slow to import

            prepare(lambda _message: None)
            self._is_local = False


def threads_of(client: Any) -> dict[str, int]:  # noqa: ANN401 -- Dask has no types
    """Return address → threads of the workers that there are now.

    Raises
    ------
    UsageError
        If the scheduler is lost.
    """
    address = getattr(client.scheduler, "address", "")
    with connection_to(address):
        if client.status != "running":
            raise ConnectionError(client.status)
        ask = client.scheduler.ncores
        threads: dict[str, int] = client.sync(ask, callback_timeout=ANSWER_WITHIN_S)
        return threads


@contextmanager
def dask_executor(address: str | None = None, workers: int | None = None) -> Iterator[DaskExecutor]:
    """Offer an executor on a Dask cluster.

    Parameters
    ----------
    address
        Of a scheduler that runs, for example `tcp://10.0.0.1:8786`.
    workers
        Instead of an address: processes to start on this machine, at least 1, of one thread each.
        They end with the context. One for each core unless stated.

    Raises
    ------
    MissingExtraError
        Without Dask (`pip install 'payment-interoperability-sandbox[cluster]'`).
    UsageError
        If both are given, no scheduler answers, or a worker runs another version of the program.
    """
    _check_installed()
    if address is not None and workers is not None:
        raise UsageError("a scheduler has its own workers; give its address or a number of workers")
    if workers is not None and workers < 1:
        raise UsageError(f"{workers} workers, must be at least 1")
    with _quiet():
        if address is None:
            with _local_client(workers or cores()) as client:
                yield DaskExecutor(client, is_local=True)
        else:
            with _client_of(address) as client, watch_workers(client):
                check_editions(client, edition())
                yield DaskExecutor(client, is_local=False)


def check_editions(client: Any, edition_here: Edition) -> None:  # noqa: ANN401 -- Dask has no types
    """Refuse workers that run another version of the program; later ones refuse by themselves.

    Raises
    ------
    UsageError
        For the first of them.
    """
    ask, patience_s = client._run, ANSWER_WITHIN_S + silence_s()  # noqa: SLF001 -- the public one waits without end
    with connection_to(client.scheduler.address):
        try:
            answers = client.sync(ask, edition, on_error="return", callback_timeout=patience_s)
        except TimeoutError:
            return  # one of them is silent; each unit of work looks for itself again
    for worker, answer in sorted(answers.items()):
        if isinstance(answer, OSError):
            continue  # it has just left
        if isinstance(answer, BaseException):
            raise unable(answer)
        refusal = edition_here.refusal(worker, answer)
        if refusal is not None:
            raise refusal


def _check_installed() -> None:
    try:
        import distributed  # noqa: F401, PLC0415 -- optional, and slow to import
    except ImportError:
        raise MissingExtraError(
            "a cluster needs Dask",
            hint="pip install 'payment-interoperability-sandbox[cluster]'",
        ) from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's own messages off the terminal: what matters of them is raised."""
    logger = logging.getLogger("distributed")
    before, logger.handlers = logger.handlers, [logging.NullHandler()]
    try:
        yield
    finally:
        logger.handlers = before


@contextmanager
def _client_of(address: str) -> Iterator[Any]:
    from distributed import Client  # noqa: PLC0415 -- optional

    try:
        client = Client(address, timeout=CONNECT_WITHIN_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"no scheduler answers at {address}",
            hint="`dask scheduler` says its address, for example tcp://10.0.0.1:8786",
        ) from error
    try:
        yield client
    finally:
        with suppress(OSError):
            client.close()


@contextmanager
def _local_client(workers: int) -> Iterator[Any]:
    """Offer a client of workers of this machine, who end with it."""
    import dask  # noqa: PLC0415 -- optional
    from distributed import LocalCluster  # noqa: PLC0415 -- optional

    with (
        dask.config.set({WORKER_TTL: f"{silence_s()}s", **LOCAL_SETTINGS}),
        _same_environment(),
        TemporaryDirectory(prefix="workers-") as scratch,
    ):
        # All threads and processes inherit the mask: an interrupt hits nobody but the caller.
        with interrupts_held_back():
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address=LOOPBACK_PORT,
                worker_dashboard_address=LOOPBACK_PORT,
                scheduler_kwargs={"dashboard": False},
                memory_limit=0,  # the machine's own; Dask's would move results to the disk
                local_directory=scratch,
                silence_logs=logging.CRITICAL,
            )
        try:
            with _client_of(cluster.scheduler_address) as client:
                yield client
        finally:
            _end(cluster)


@contextmanager
def _same_environment() -> Iterator[None]:
    """Take back what Dask writes into the caller's environment for its workers."""
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _end(cluster: Any) -> None:  # noqa: ANN401 -- Dask has no types
    """End the workers that were started here, those that do not listen too."""
    processes = [process for nanny in cluster.workers.values() if (process := _of(nanny))]
    try:
        with interrupts_held_back(), suppress(OSError):
            cluster.close(timeout=END_WITHIN_S)
    finally:
        for process in processes:
            with suppress(ValueError):  # it has ended, and Dask has let go of it
                process.kill()


def _of(nanny: Any) -> Any:  # noqa: ANN401 -- Dask has no types
    """Return the process of a worker; None where it is just being started anew."""
    return getattr(getattr(nanny.process, "process", None), "_process", None)
