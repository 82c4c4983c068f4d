"""Workers that fall silent while they stay connected: stopped, swapping, or cut off.

A worker tells its scheduler every second or so that it lives. A scheduler that somebody else
started may wait for minutes before it gives a silent one up; a study does not wait so long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event
from typing import Any, Final

# Both can be set as all of Dask can, for example by DASK_SANDBOX__WORKER_SILENCE=10s.
SILENCE: Final = "sandbox.worker-silence"
SILENCE_USUAL: Final = "30s"
DEADLINE: Final = "sandbox.task-deadline"
DEADLINE_USUAL: Final = "60s"
LOOKS_PER_SILENCE: Final = 6
LOOK_EVERY_S_MAX: Final = 2.0


def silence_s() -> float:
    """Return the seconds of silence after which a worker is given up."""
    return _seconds(SILENCE, SILENCE_USUAL)


def deadline_s() -> float:
    """Return the least seconds after which a unit is begun a second time, elsewhere."""
    return _seconds(DEADLINE, DEADLINE_USUAL)


@contextmanager
def watch_workers(client: Any) -> Iterator[None]:  # noqa: ANN401 -- Dask has no types
    """Have the scheduler give silent workers up, so that their units move to others.

    It goes on beside whatever the caller waits for, such as a result that only such a worker has.
    """
    ended = Event()
    patience_s = silence_s()
    every_s = min(patience_s / LOOKS_PER_SILENCE, LOOK_EVERY_S_MAX)
    give_up = _giver_up()

    async def look() -> None:
        while not ended.is_set():
            await asyncio.sleep(every_s)
            # Whoever waits for results tells of a scheduler that is lost, or may not be asked.
            with suppress(Exception):
                asked = client._run_on_scheduler(give_up, patience_s)  # noqa: SLF001 -- the public one waits
                await asyncio.wait_for(asked, patience_s)

    client.loop.add_callback(look)
    try:
        yield
    finally:
        ended.set()


def _giver_up() -> Callable[..., Any]:
    """Return what runs on the scheduler; sent as code, as our program is not there."""

    async def give_up(patience_s: float, dask_scheduler: Any) -> list[str]:  # noqa: ANN401 -- Dask has no types
        from time import time  # noqa: PLC0415 -- what is sent knows no surroundings

        from distributed.scheduler import heartbeat_interval  # noqa: PLC0415 -- the same

        workers = dask_scheduler.workers
        # Many workers speak rarely.
        patience_s = max(patience_s, 10 * heartbeat_interval(len(workers)))
        silent = [w.address for w in workers.values() if time() - w.last_seen > patience_s]
        for address in silent:
            await dask_scheduler.remove_worker(address, stimulus_id=f"silent-{time()}")
        return silent

    return give_up


def _seconds(key: str, usual: str) -> float:
    import dask  # noqa: PLC0415 -- optional

    return float(dask.utils.parse_timedelta(dask.config.get(key, usual)))
