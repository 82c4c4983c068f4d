"""What the commands print, leaf by leaf: names of what differs are its paths."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from runpy import run_module

from tests.unchanged.renamed import KEYS

ALONE = ("--jobs", "1")  # the other tree has the other core


def document_of(path: Path) -> tuple[str, dict[str, str]]:
    """Return case and leaves of what `--json` prints for a scenario or a study, at smoke size."""
    command = "study" if path.stem.endswith(".study") else "run"
    code, out, err = _typed(command, str(path), "--smoke", "--json", *ALONE)
    try:
        found = {"exit code": code, **dict(leaves(json.loads(out)))}
    except ValueError:  # two trees that both say nothing would be equal
        raise RuntimeError(f"`sandbox {command}` ended with {code}: {err}") from None
    return f"{path.stem}, `sandbox {command} --json`", found


def _typed(*words: str) -> tuple[str, str, str]:
    """Return exit code and both streams of a command, run here: a process each takes seconds."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    before, sys.argv = sys.argv, ["sandbox", *words]
    code: object = 0
    try:
        with redirect_stdout(out), redirect_stderr(err):
            run_module("sandbox", run_name="__main__")
    except SystemExit as end:
        code = end.code
    finally:
        sys.argv = before
    return str(code or 0), _written(out), _written(err)


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def leaves(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield path and value of each leaf of a document, empty containers included."""
    if isinstance(value, dict) and value:
        for key, below in value.items():
            yield from leaves(below, f"{path}.{KEYS.get(key, key)}")
    elif isinstance(value, list) and value:
        for number, below in enumerate(value):
            yield from leaves(below, f"{path}.{number}")
    else:
        yield path.removeprefix("."), json.dumps(value, ensure_ascii=False)
