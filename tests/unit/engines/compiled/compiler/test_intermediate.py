from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from sandbox.engines.compiled.compiler.intermediate import EntryPoint, intermediate_code
from sandbox.engines.sources import sources_digest
from sandbox.errors import DefectError, MachineError
from sandbox.machine import NO_MEMORY
from tests.unit.engines.compiled.programs import bitcode_made_now, bitcode_of

ANY = EntryPoint("samples", "bits_of")


def ended(monkeypatch: pytest.MonkeyPatch, code: int, told: str = "", out: bytes = b"") -> None:
    def run(words: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess(words, code, out, told.encode())

    monkeypatch.setattr(subprocess, "run", run)


def test_what_the_user_sets_stays_and_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    before = bitcode_of("bits_of")
    for name, value in {"NUMBA_OPT": "3", "NUMBA_DUMP_LLVM": "1", "NUMBA_DISABLE_JIT": "1"}.items():
        monkeypatch.setenv(name, value)
    assert bitcode_made_now("bits_of") == before
    assert os.environ["NUMBA_OPT"] == "3"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("write_what_is_fixed", "fixed column of int64"),
        ("ask_for_what_is_not_there", "nobody"),
        ("no_such_entry", "no_such_entry"),
    ],
)
def test_what_cannot_be_compiled_is_a_defect_that_says_why(name: str, reason: str) -> None:
    with pytest.raises(DefectError, match=reason):
        bitcode_made_now(name)


def test_a_compiler_that_somebody_ended_is_the_machines_affair(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended(monkeypatch, -9)
    with pytest.raises(MachineError) as caught:
        intermediate_code(ANY)
    assert str(caught.value) == "the process that compiles was ended (signal 9)"
    assert "memory" in caught.value.hint


@pytest.mark.parametrize(
    "told", ["Traceback\nMemoryError", "ImportError: x.so: failed to map segment from object"]
)
def test_want_of_memory_is_told_as_such(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    ended(monkeypatch, 1, told)
    with pytest.raises(MachineError, match=NO_MEMORY):
        intermediate_code(ANY)


def test_sources_that_change_meanwhile_are_not_mixed(monkeypatch: pytest.MonkeyPatch) -> None:
    ended(monkeypatch, 0, out=b"0" * 64 + b"code")
    with pytest.raises(MachineError, match="sources changed"):
        intermediate_code(ANY)
    ended(monkeypatch, 0, out=sources_digest().encode() + b"code")
    assert intermediate_code(ANY) == b"code"


def test_a_python_that_cannot_be_started_is_the_machines_affair(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(MachineError, match="/no/such/python"):
        intermediate_code(ANY)
