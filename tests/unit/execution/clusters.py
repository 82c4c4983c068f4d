"""Schedulers, workers and callers as separate processes, started as users do and ended by id."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[3]


@contextmanager
def scheduler(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a scheduler as a user does; yield its address and its process."""
    file = folder / "scheduler.json"
    options = ["--port=0", "--host=127.0.0.1", "--no-dashboard", f"--scheduler-file={file}"]
    with started("-m", "distributed.cli.dask_scheduler", *options) as process:
        wait_for(lambda: file.is_file() and file.read_text().rstrip().endswith("}"))
        yield json.loads(file.read_text())["address"], process


@contextmanager
def started(*options: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start Python in a session of its own; end it and its children."""
    command = [sys.executable, *options]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        for member in session_of(process.pid):
            with suppress(ProcessLookupError):
                os.kill(member, signal.SIGKILL)
        process.wait()


def worker(address: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Start a worker as a user does."""
    return started(
        "-m",
        "distributed.cli.dask_worker",
        address,
        "--nthreads=1",
        "--no-nanny",
        "--no-dashboard",
        "--death-timeout=20",
    )


def strange_worker(address: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Start a worker on a machine where this program is not installed."""
    program = "import sys; sys.modules['sandbox'] = None\n"
    program += "from distributed.cli.dask_worker import main; main()"
    return started("-c", program, address, "--nthreads=1", "--no-nanny", "--no-dashboard")


def session_of(leader: int) -> list[int]:
    """Return the living processes of a session."""
    members = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader and fields[0] not in "ZX":
                members.append(int(entry.name))
    return members


def wait_for(condition: Callable[[], bool], patience_s: float = 30.0) -> None:
    """Wait until a condition holds; fail if it does not."""
    late = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < late, "it never happened"
        time.sleep(0.02)
