from __future__ import annotations

import os

import pytest

from sandbox.engines.compiled.compiler import settings


@pytest.mark.parametrize(
    ("said", "is_on"), [("1", True), ("0", False), ("", False), ("2", True), ("perhaps", False)]
)
def test_a_variable_is_read_as_numba_reads_it(
    monkeypatch: pytest.MonkeyPatch, said: str, is_on: bool
) -> None:
    monkeypatch.setenv("NUMBA_DISABLE_JIT", said)
    monkeypatch.setenv("NUMBA_BOUNDSCHECK", said)
    assert settings.is_interpreted() is is_on
    assert settings.is_checked() is is_on
    assert settings.child_environment()["NUMBA_BOUNDSCHECK"] == str(int(is_on))


def test_nothing_is_set_where_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBA_DISABLE_JIT", raising=False)
    monkeypatch.delenv("NUMBA_BOUNDSCHECK", raising=False)
    assert not settings.is_interpreted()
    assert not settings.is_checked()


def test_only_the_process_that_compiles_is_told_not_to_optimise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NUMBA_OPT", "3")
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    monkeypatch.setenv("LANG", "C.UTF-8")
    told = settings.child_environment()
    assert told["NUMBA_OPT"] == "0"
    assert "NUMBA_DISABLE_JIT" not in told
    assert told["LANG"] == "C.UTF-8"
    assert os.environ["NUMBA_OPT"] == "3"
