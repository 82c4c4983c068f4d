from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.tree import ROOT

PROGRAM = """
import signal, threading
from sandbox.execution.processes import interrupts_held_back

def here():
    signal.raise_signal(signal.SIGINT)

def when_told():
    told.wait()
    here()

# Begun before the block, so that the mask is not inherited.
told, thread = threading.Event(), threading.Thread(target=when_told, daemon=True)
thread.start()

def in_another_thread():
    told.set()
    thread.join()

try:
    with interrupts_held_back():
        {way}()
        print("ended")
except KeyboardInterrupt:
    print("interrupted")
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
print(signal.pthread_sigmask(signal.SIG_BLOCK, []) == set())
"""


@pytest.mark.parametrize("way", ["here", "in_another_thread"])
def test_an_interrupt_waits_until_the_block_has_ended(way: str) -> None:
    words = [sys.executable, "-c", PROGRAM.format(way=way)]
    found = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["ended", "interrupted", "True", "True"]


def test_a_block_without_an_interrupt_is_a_block() -> None:
    words = [sys.executable, "-c", PROGRAM.format(way="str")]
    found = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["ended", "True", "True"]
