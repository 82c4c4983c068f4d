from __future__ import annotations

import subprocess
import sys

from sandbox.engines.sources import sources_digest

NOISY = """
import sys
from sandbox.engines.compiled.compiler import lowering
lowering.bitcode_of = lambda module, name: print("noise") or f"{module}.{name}".encode()
lowering.write("one", "two")
"""


def test_nothing_that_is_printed_meanwhile_comes_into_the_code() -> None:
    told = subprocess.run([sys.executable, "-c", NOISY], capture_output=True, check=True)
    assert told.stdout == sources_digest().encode() + b"one.two"
    assert b"noise" in told.stderr
