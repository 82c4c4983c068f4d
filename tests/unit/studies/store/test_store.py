from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from itertools import permutations
from pathlib import Path
from random import Random

import numpy as np
import pytest

from sandbox.answers.moves import SIDE
from sandbox.errors import DefectError, UsageError
from sandbox.metrics.tally import Tally
from sandbox.studies.store.keys import ReplicationKey
from sandbox.studies.store.store import Store, StoredCase, StoredReplication, time_now
from tests.house.tree import ROOT

pytest.importorskip("duckdb")

Plain = tuple[object, ...]

WRITER = """
import sys
from pathlib import Path
import numpy as np
from sandbox.metrics.tally import Tally
from sandbox.studies.store.keys import ReplicationKey
from sandbox.studies.store.store import Store, StoredReplication

store = Store(Path(sys.argv[1]))
first, batches, size = map(int, sys.argv[2:5])
print("ready", flush=True)
sys.stdin.readline()
for batch in range(batches):
    numbers = range(first + batch * size, first + (batch + 1) * size)
    store.write(
        StoredReplication(ReplicationKey("t", "r", 1, k), "s", "walls", "0", str(k),
               Tally({"a": np.arange(50) * k, "b": np.array([[k]])}))
        for k in numbers
    )
    print(*numbers, flush=True)
"""


def tally(k: int) -> Tally:
    return Tally({"a": np.arange(50) * k, "b": np.array([[k]])})


def row(k: int, flows: dict[str, int] | None = None, time: str = "") -> StoredReplication:
    matrices = {
        name: np.full((SIDE, SIDE), value, dtype=np.int64) for name, value in (flows or {}).items()
    }
    key = ReplicationKey("t", "r", 1, k)
    return StoredReplication(key, "s", "walls", "0", time or str(k), tally(k), matrices)


def plain(stored: StoredReplication) -> Plain:
    names = (stored.key, stored.scenario, stored.regime, stored.version, stored.time)
    flows = [(name, matrix.tolist()) for name, matrix in sorted(stored.moves.items())]
    return (*names, stored.tally.to_bytes(), flows)


def contents(folder: Path) -> list[Plain]:
    return [plain(stored) for stored in Store(folder)]


def expected(numbers: Iterable[int]) -> list[Plain]:
    return [plain(row(k)) for k in numbers]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a place that patterns and partitions would misread."""
    return tmp_path / "it's [a] b=c *?" / "replications"


def test_what_was_written_is_found_under_its_key(folder: Path) -> None:
    Store(folder).write([row(3), row(1, {"base": 7, "other": 0})])
    found = Store(folder).find([row(1).key, row(2).key, row(3).key])
    assert list(found) == [row(1).key, row(3).key]
    assert plain(found[row(1).key]) == plain(row(1, {"base": 7, "other": 0}))
    assert plain(found[row(3).key]) == plain(row(3))


def test_every_part_of_the_key_counts(folder: Path) -> None:
    store = Store(folder)
    base = row(0)
    keys = [
        base.key,
        ReplicationKey("T", "r", 1, 0),
        ReplicationKey("t", "R", 1, 0),
        ReplicationKey("t", "r", 2**64 - 1, 0),
        ReplicationKey("t", "r", 1, 2**32 - 1),
    ]
    store.write(
        StoredReplication(key, "s", "walls", "0", "", tally(n)) for n, key in enumerate(keys)
    )
    for n, key in enumerate(keys):
        assert store.find([key])[key].tally.checksum() == tally(n).checksum()
    assert store.replication_numbers("t", "r", 1) == [0, 2**32 - 1]
    assert store.replication_numbers("t", "r", 2**64 - 1) == [0]
    assert store.replication_numbers("t", "r", 2) == []


def test_an_empty_store_holds_nothing_and_makes_no_folder(folder: Path) -> None:
    store = Store(folder)
    store.write([])
    assert (
        list(store),
        store.replication_numbers("t", "r", 1),
        store.cases(),
        store.find([row(0).key]),
    ) == (
        [],
        [],
        [],
        {},
    )
    store.compact()
    assert not folder.exists()


def test_cases_tell_what_there_is(folder: Path) -> None:
    store = Store(folder)
    store.write([row(0), row(1)])
    store.write([row(1), row(2)])
    assert store.cases() == [StoredCase("t", "r", 1, "s", "walls", "0", 3)]


def test_a_key_in_two_files_is_one_replication_with_the_flows_of_both(folder: Path) -> None:
    store = Store(folder)
    store.write([row(1, {"base": 1}, time="2")])
    store.write([row(1, {"base": 1, "other": 2}, time="1")])
    assert contents(folder) == [plain(row(1, {"base": 1, "other": 2}, time="1"))]


@pytest.mark.parametrize("what", ["tally", "flow"])
def test_two_results_of_one_replication_are_a_defect(folder: Path, what: str) -> None:
    store = Store(folder)
    store.write([row(1, {"base": 1})])
    other = row(1, {"base": 2}) if what == "flow" else row(2)
    store.write([StoredReplication(row(1).key, "s", "walls", "0", "1", other.tally, other.moves)])
    first, second = sorted(folder.glob("*.parquet"))
    with pytest.raises(DefectError) as caught:
        list(store)
    text = str(caught.value)
    assert text.startswith("two results of replication 1 of regime `walls` under seed 1 differ: ")
    assert str(first) in text
    assert str(second) in text
    assert caught.value.exit_code == 5


def test_the_order_of_files_changes_nothing(tmp_path: Path) -> None:
    source = Store(tmp_path / "source")
    for numbers in ((0, 1), (1, 2), (5,)):
        source.write(row(k, {f"base{len(numbers)}": k}) for k in numbers)
    files = sorted(source.folder.iterdir())
    seen = []
    for order in permutations("abc"):
        folder = tmp_path / "".join(order)
        folder.mkdir()
        for name, file in zip(order, files, strict=True):
            shutil.copy(file, folder / f"{name}.parquet")
        seen.append(contents(folder))
    assert all(each == seen[0] for each in seen)
    assert len(seen[0]) == 4


def test_merging_is_a_copy_of_files(tmp_path: Path) -> None:
    one, two = Store(tmp_path / "one"), Store(tmp_path / "two")
    one.write([row(0), row(1)])
    two.write([row(1), row(2)])
    two.write([row(3)])
    assert one.merge(two.folder) == 2
    assert contents(one.folder) == expected(range(4))
    assert one.merge(two.folder) == 0
    assert len(list(two.folder.iterdir())) == 2
    assert all(
        (one.folder / file.name).read_bytes() == file.read_bytes() for file in two.folder.iterdir()
    )


def test_merging_what_is_no_store_is_a_usage_error(tmp_path: Path) -> None:
    store = Store(tmp_path / "one")
    with pytest.raises(UsageError, match="there is no folder"):
        store.merge(tmp_path / "two")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "x.parquet").write_bytes(b"PAR1")
    with pytest.raises(UsageError, match=r"cannot read .*x\.parquet"):
        store.merge(tmp_path / "two")
    assert contents(store.folder) == []


def test_compacting_leaves_one_file_with_everything(folder: Path) -> None:
    store = Store(folder)
    for k in range(6):
        store.write([row(k), row(0, {f"base{k}": k})])
    before = contents(folder)
    store.compact()
    assert len(list(folder.iterdir())) == 1
    assert contents(folder) == before
    assert [stored[0] for stored in before] == [row(k).key for k in range(6)]


def test_a_damaged_file_is_named(folder: Path) -> None:
    store = Store(folder)
    for k in range(3):
        store.write([row(k)])
    victim = sorted(folder.iterdir())[1]
    victim.write_bytes(victim.read_bytes()[:-20])
    with pytest.raises(UsageError) as caught:
        store.replication_numbers("t", "r", 1)
    assert str(caught.value).startswith(f"cannot read {victim}: ")
    assert "\n" not in str(caught.value)


def test_a_tally_that_is_not_what_was_counted_is_noticed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Tally, "checksum", lambda _: "0")
        Store(folder).write([row(1)])
    with pytest.raises(UsageError, match="a checksum differs"):
        contents(folder)


def test_a_folder_that_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot write to"):
        Store(tmp_path / "file" / "replications").write([row(1)])


def test_leftovers_are_ignored_and_swept_once_they_are_old(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, age_s in (("old", 100_000), ("young", 1_000)):
        path = folder / f"{name}.parquet.part"
        path.write_bytes(b"PAR1 half a file")
        os.utime(path, (time.time() - age_s,) * 2)
    assert contents(folder) == []
    Store(folder).write([row(1)])
    assert contents(folder) == expected([1])
    assert [path.name for path in folder.glob("*.part")] == ["young.parquet.part"]


def test_times_are_written_in_utc() -> None:
    assert time_now()[:4].isdigit()
    assert (time_now()[10], time_now()[-1], len(time_now())) == ("T", "Z", 20)


def started(folder: Path, first: int, batches: int, size: int = 1) -> subprocess.Popen[str]:
    """Start a writer process and wait until it is ready; a line to its input lets it write."""
    numbers = [str(number) for number in (first, batches, size)]
    command = [sys.executable, "-c", WRITER, str(folder), *numbers]
    pipe = subprocess.PIPE
    writer = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    return writer


def let_go(writer: subprocess.Popen[str]) -> None:
    assert writer.stdin is not None
    writer.stdin.write("go\n")
    writer.stdin.flush()


@pytest.mark.parametrize("round_", range(6))
def test_a_killed_writer_loses_nothing_that_it_acknowledged(
    folder: Path, seed: int, round_: int
) -> None:
    # Moments from before the first file to after some dozens of them.
    pause_s = Random(seed + round_).uniform(0.0, 0.25)  # noqa: S311 -- a moment, not a secret
    writer = started(folder, 0, batches=10_000, size=3)
    let_go(writer)
    time.sleep(pause_s)
    os.kill(writer.pid, signal.SIGKILL)
    told, _ = writer.communicate(timeout=20)
    lines = told.splitlines(keepends=True)
    acknowledged = {int(word) for line in lines if line.endswith("\n") for word in line.split()}
    store = Store(folder)
    known = store.replication_numbers("t", "r", 1)
    assert acknowledged <= set(known)
    assert len(known) % 3 == 0  # a batch is whole or not there
    assert contents(folder) == expected(range(len(known)))
    store.write([row(len(known))])
    assert contents(folder) == expected(range(len(known) + 1))


def test_two_writers_of_the_same_and_of_other_keys_lose_nothing(folder: Path) -> None:
    writers = [started(folder, first, batches=12, size=2) for first in (0, 12)]
    for writer in writers:
        let_go(writer)
    for writer in writers:
        assert writer.communicate(timeout=30)[0].count("\n") == 12
        assert writer.returncode == 0
    assert len(list(folder.iterdir())) == 24
    assert contents(folder) == expected(range(36))


def test_readers_and_writers_do_not_notice_that_files_are_put_together(folder: Path) -> None:
    writer = started(folder, 0, batches=40)
    let_go(writer)
    store, known = Store(folder), 0
    while writer.poll() is None:
        store.compact()
        numbers = store.replication_numbers("t", "r", 1)
        assert len(numbers) >= known
        assert numbers == list(range(len(numbers)))
        known = len(numbers)
    writer.communicate(timeout=20)
    store.compact()
    assert contents(folder) == expected(range(40))
    assert len(list(folder.iterdir())) == 1


def test_files_that_vanish_between_listing_and_reading_are_listed_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sandbox.studies.store import parquet_files  # noqa: PLC0415 -- its listing is held up here

    store, other = Store(folder), Store(folder)
    for k in range(3):
        store.write([row(k)])
    listed: Callable[[Path], list[Path]] = parquet_files.whole_files
    stale = [listed(folder)]
    other.compact()
    monkeypatch.setattr(parquet_files, "whole_files", lambda f: stale.pop() if stale else listed(f))
    assert store.replication_numbers("t", "r", 1) == [0, 1, 2]
    assert stale == []


def peak_kib(folder: Path, count: int) -> int:
    program = f"""
import sys
from pathlib import Path
from sandbox.studies.store.keys import ReplicationKey
from sandbox.studies.store.store import Store
store = Store(Path(sys.argv[1]))
keys = [ReplicationKey("t", "r", 1, k) for k in (0, {count} - 1)]
assert len(store.find(keys)) == 2
assert len(store.replication_numbers("t", "r", 1)) == {count}
status = Path("/proc/self/status").read_text()
print(status.split("VmHWM:")[1].split()[0])
"""
    command = [sys.executable, "-c", program, str(folder)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return int(answer.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count memory otherwise")
def test_memory_does_not_grow_with_what_is_stored(tmp_path: Path) -> None:
    # Both stores have files of the same size; the larger one only has more of them.
    noise = np.random.default_rng(1).integers(2**50, 2**52, size=20_000)
    for name, count in (("small", 100), ("large", 500)):
        store = Store(tmp_path / name)
        for first in range(0, count, 50):
            store.write(
                StoredReplication(row(k).key, "s", "walls", "0", "", Tally({"a": noise * (k + 1)}))
                for k in range(first, first + 50)
            )
    small_kib, large_kib = (
        sum(file.stat().st_size for file in (tmp_path / name).iterdir()) // 1024
        for name in ("small", "large")
    )
    growth_kib = peak_kib(tmp_path / "large", 500) - peak_kib(tmp_path / "small", 100)
    assert growth_kib < (large_kib - small_kib) / 5
    assert large_kib > 60_000
