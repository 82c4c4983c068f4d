from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from sandbox.model.records.trace_row import COLUMNS
from sandbox.scenario.loading import load_text
from sandbox.studies.options import Options
from sandbox.studies.traces.run_trace import write_trace

ROOT = Path(__file__).parents[4]
TEXT = """
extends: china_2024
traffic: {checkouts: 300}
compare: [walled_garden, full_interop]
replications: 2
"""


def test_a_trace_has_a_row_for_every_checkout_in_order(tmp_path: Path) -> None:
    path, seen = tmp_path / "trace.parquet", list[tuple[int, int]]()
    rows = write_trace(load_text(TEXT), Options(seed=4), path, lambda *done: seen.append(done))
    assert rows == 2 * 2 * 300
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    with duckdb.connect() as connection:
        query = f"SELECT regime, replication, checkout FROM read_parquet('{path}')"  # noqa: S608 -- our own text
        keys = connection.execute(query).fetchall()
    assert keys == [
        (regime, replication, number)
        for regime in ("walled_garden", "full_interop")
        for replication in range(2)
        for number in range(300)
    ]


def test_both_engines_write_the_same_trace(tmp_path: Path) -> None:
    told = []
    for engine in ("reference", "compiled", "both"):
        path = tmp_path / f"{engine}.parquet"
        write_trace(load_text(TEXT), Options(engine=engine), path)
        with duckdb.connect() as connection:
            query = f"SELECT * FROM read_parquet('{path}')"  # noqa: S608 -- our own text
            told.append(connection.execute(query).fetchall())
    assert told[0] == told[1] == told[2]
    assert len(told[0][0]) == 2 + len(COLUMNS)


# Of the child itself, in kB: what a child inherits from its parent would count otherwise.
PEAK = """
import sys
from pathlib import Path
from sandbox.scenario.loading import load
from sandbox.studies.options import Options
from sandbox.studies.traces.run_trace import write_trace

options = Options(replications=1, regimes=("walled_garden",))
rows = write_trace(load(sys.argv[1], (sys.argv[3],)), options, Path(sys.argv[2]))
[peak] = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines()
          if line.startswith("VmHWM")]
print(rows, peak)
"""
FLUCTUATION_KB = 150_000  # of DuckDB, which may take 256 MB


def rows_and_peak(scale: int, path: Path) -> tuple[int, int]:
    """Return how many rows a trace has, and the peak memory of the program that wrote it, kB."""
    scenario = str(ROOT / "scenarios" / "double_11.yaml")
    words = [sys.executable, "-P", "-c", PEAK, scenario, str(path), f"scale={scale}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    answer = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    # Nothing else may stand among the data, such as a bar that shows how far DuckDB has come.
    rows, peak = map(int, answer.stdout.split())
    return rows, peak


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="Linux tells its peak there")
def test_memory_does_not_grow_with_the_rows_of_a_trace(tmp_path: Path) -> None:
    few, small = rows_and_peak(120, tmp_path / "few.parquet")
    many, large = rows_and_peak(10, tmp_path / "many.parquet")
    kilobytes = (many - few) * len(COLUMNS) * 8 // 1_000
    assert kilobytes > 1_000_000
    assert large - small < FLUCTUATION_KB
