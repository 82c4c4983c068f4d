"""Starting is quick: what a command does not need it does not import."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.tree import ROOT, listing

HEAVY = {"altair", "dask", "distributed", "duckdb", "faker", "numba", "numpy", "scipy", "simpy"}
HEAVY |= {"vl_convert"}
WITHOUT_MODELS = HEAVY | {"pydantic", "yaml"}


def imported_by(program: str, *arguments: str) -> set[str]:
    """Return the top-level packages that a program has imported by its end."""
    command = [sys.executable, "-X", "importtime", "-c", program, *arguments]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = answer.stderr.splitlines()
    imports = [line for line in lines if line.startswith("import time:")]
    assert answer.returncode == 0, listing(line for line in lines if line not in imports)
    return {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in imports}


def test_importing_the_package_is_light() -> None:
    assert imported_by("import sandbox") & HEAVY == set()


def test_a_run_with_machine_code_on_disk_needs_no_compiler() -> None:
    program = "from sandbox.cli.app import main; main()"
    scenario = "scenarios/taobao_accepts_wechat_pay.yaml"
    imported_by(program, "warmup")  # makes the machine code where there is none
    found = imported_by(program, "run", scenario, "--smoke", "--json", "--no-assumption-range")
    assert found & {"numba", "simpy"} == set()
    assert "llvmlite" in found


def test_importing_the_command_line_is_light() -> None:
    assert imported_by("import sandbox.cli.app") & WITHOUT_MODELS == set()


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "study",
        "report",
        "compare",
        "validate",
        "explain",
        "matrix",
        "world",
        "init",
        "warmup",
    ],
)
def test_help_is_light(command: str) -> None:
    program = "from sandbox.cli.app import main; main()"
    assert imported_by(program, command, "--help") & HEAVY == set()


def test_validate_reads_a_scenario_without_numerics() -> None:
    program = "from sandbox.cli.app import main; main()"
    scenario = "scenarios/taobao_accepts_wechat_pay.yaml"
    assert imported_by(program, "validate", scenario) & HEAVY == set()


def test_a_heavy_import_is_noticed() -> None:
    assert imported_by("import numpy.linalg, simpy") & HEAVY == {"numpy", "simpy"}
