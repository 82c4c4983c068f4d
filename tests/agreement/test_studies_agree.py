"""A study tells the same bytes whatever becomes of the processes that work on it.

Studies are started as users start them, and processes are ended by SIGKILL, by their id.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from sandbox.studies.store.store import Store
from tests.unit.execution.clusters import scheduler, wait_for, worker

pytest.importorskip("duckdb")

ROOT = Path(__file__).parents[2]
BASE = ROOT / "scenarios" / "taobao_accepts_wechat_pay.yaml"
STUDY = f"""
# Which of three sets of rules sells more?
study: {BASE}
compare: [walled_garden, taobao_wechat_pay_2024_09, full_interop]
sweep: {{traffic.checkouts: [5000, 10000]}}
metrics: [success_rate, net_income.taobao, latency.p95]
replications: 100
seed: 7
expect: ["success_rate(full_interop) - success_rate(walled_garden) >= 1pp"]
"""
KILLS = int(os.environ.get("SANDBOX_TEST_KILLS", "10"))  # as many as somebody has patience for
SILENCE = "DASK_SANDBOX__WORKER_SILENCE"  # variable: after how long a worker is given up
WITHIN_S = 120.0  # a study that loses a worker to silence
REPLICATIONS_KEPT = 2 * 3 * 100  # points, regimes, replications
PATIENCE_S = 300.0  # far more than any of it takes


@contextmanager
def started(folder: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start the study in a session of its own; end it and its children."""
    (folder / "three.study.yaml").write_text(STUDY, encoding="utf-8")
    words = ["study", "three.study.yaml", "--json", "--no-assumption-range", *options]
    with subprocess.Popen(
        [sys.executable, "-m", "sandbox", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def told(folder: Path, *options: str) -> bytes:
    """Return what the study tells when nothing happens to it."""
    with started(folder, *options) as process:
        document, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    return document


def told_unless_killed(folder: Path, store: Path, after_s: float) -> bytes | None:
    """Return what the study tells, None where it is killed before it has come to its end."""
    with started(folder, f"--store={store}", "--resume") as process:
        try:
            document, _ = process.communicate(timeout=after_s)
        except subprocess.TimeoutExpired:
            process.kill()
            document, _ = process.communicate()
    if process.returncode == -signal.SIGKILL:
        return None
    assert process.returncode == 0
    return document


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, float]:
    """What the study tells, and how many seconds it takes."""
    folder = tmp_path_factory.mktemp("uninterrupted")
    told(folder, "--no-store")  # whatever is made once is made now
    before = time.monotonic()
    document = told(folder, f"--store={folder / 'store'}")
    return document, time.monotonic() - before


@pytest.mark.slow
def test_a_study_that_is_killed_many_times_tells_the_same(
    tmp_path: Path, seed: int, uninterrupted: tuple[bytes, float]
) -> None:
    expected, length_s = uninterrupted
    chance = random.Random(seed)  # noqa: S311 -- moments, no secrets
    kills = trial = 0
    while kills < KILLS:
        # Each store lives until the study comes to its end, however often it is killed before.
        store, document = tmp_path / f"store_{trial}", None
        while document is None:
            moment = chance.uniform(0, length_s) if kills < KILLS else PATIENCE_S
            document = told_unless_killed(tmp_path, store, moment)
            kills += document is None
        assert document == expected, f"after {kills} kills"
        trial += 1


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="Linux tells there who is whose")
def test_a_cluster_that_loses_a_worker_halfway_tells_the_same(
    tmp_path: Path, uninterrupted: tuple[bytes, float]
) -> None:
    pytest.importorskip("distributed")
    expected, _ = uninterrupted
    store = tmp_path / "store"
    with started(tmp_path, f"--store={store}", "--workers=2") as process:
        late = time.monotonic() + PATIENCE_S
        while not (begun := list(store.rglob("*.parquet"))):
            assert time.monotonic() < late
            time.sleep(0.005)
        victims = workers_of(process.pid)
        assert len(victims) == 2
        os.kill(victims[0], signal.SIGKILL)
        assert process.poll() is None
        document, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert len(list(store.rglob("*.parquet"))) > len(begun)
    assert document == expected


@pytest.mark.slow
@pytest.mark.parametrize("share_done", [0.0, 0.5, 0.8])
def test_a_cluster_one_of_whose_workers_falls_silent_tells_the_same(
    tmp_path: Path,
    uninterrupted: tuple[bytes, float],
    monkeypatch: pytest.MonkeyPatch,
    share_done: float,
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setenv(SILENCE, "6s")
    store = tmp_path / "store"
    with ExitStack() as stack:
        address, _ = stack.enter_context(scheduler(tmp_path))
        workers = [stack.enter_context(worker(address)) for _ in range(2)]
        options = [f"--store={store}", f"--scheduler={address}"]
        process = stack.enter_context(started(tmp_path, *options))
        wait_for(lambda: kept_in(store) >= max(1, share_done * REPLICATIONS_KEPT), PATIENCE_S)
        # Stopped, it stays connected, and with it what it has done and nobody has fetched.
        workers[0].send_signal(signal.SIGSTOP)
        assert process.poll() is None
        assert kept_in(store) < REPLICATIONS_KEPT
        before = time.monotonic()
        document, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert time.monotonic() - before < WITHIN_S
    assert document == uninterrupted[0]


def kept_in(store: Path) -> int:
    """Return how many replications a store holds by now, those of each regime counted."""
    return sum(case.replications for case in Store(store).cases())


def workers_of(caller: int) -> list[int]:
    """Return the processes that a caller has started to work, not those that keep its books."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            words = (entry / "cmdline").read_bytes()
            if int(parent) == caller and b"spawn_main" in words:
                found.append(int(entry.name))
    return sorted(found)
