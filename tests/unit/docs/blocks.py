"""Fenced blocks of the documents, and how their commands are typed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[3]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SAVED = re.compile(r"`([\w./]+)`:\s*\Z")  # "Save this as `panda.yaml`:"
LANGUAGES = {"sh", "python", "yaml", "text"}
ELLIPSIS = "…"
START = "from sandbox.cli.app import main; main()"


class Block(NamedTuple):
    """A fenced block.

    Attributes
    ----------
    follower
        Content of the `text` block that follows before the next heading; empty without one.
    file
        Name under which the reader is told to save it; empty without one.
    """

    document: str
    number: int
    language: str
    content: str
    follower: str
    file: str

    @property
    def title(self) -> str:
        return f"{self.document}-{self.number}-{self.language}"


def blocks(document: str) -> list[Block]:
    """Return the blocks of a document, in order."""
    text = (ROOT / document).read_text(encoding="utf-8")
    matches = list(FENCE.finditer(text))
    found = []
    for number, (match, after) in enumerate(zip_longest(matches, matches[1:])):
        follower = ""
        if after is not None and after[1] == "text" and not _parted(text, match, after):
            follower = after[2]
        saved = SAVED.search(text, 0, match.start())
        file = saved[1] if saved else ""
        found.append(Block(document, number, match[1], match[2], follower, file))
    return found


def _parted(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    return re.search(r"^#", text[first.end() : second.start()], re.MULTILINE) is not None


def commands(block: Block) -> list[list[str]]:
    """Return the commands of a shell block, word by word, comments left out."""
    lines = block.content.replace("\\\n", " ").splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def environment() -> dict[str, str]:
    """Return the surroundings of a command: this tree's program, at the width of a page."""
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "NO_COLOR": "1"}
    surroundings.pop("GITHUB_ACTIONS", None)
    return {**surroundings, "COLUMNS": "100"}


def start(place: Path, words: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a `sandbox` command in a folder, at the width of a page."""
    return subprocess.run(
        [sys.executable, "-c", START, *words[1:]],
        cwd=place,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def check_shown(text: str, printed_text: str) -> None:
    """Assert that every line that is shown is printed, in order.

    An ellipsis alone stands for lines that are left out, one at the end of a line for its rest.
    """
    printed = iter(line.rstrip() for line in printed_text.splitlines())
    for line in (line.rstrip() for line in text.splitlines()):
        if line.strip() in {"", ELLIPSIS}:
            continue
        start_of = line.removesuffix(ELLIPSIS).rstrip() if line.endswith(ELLIPSIS) else ""
        found = any(each.startswith(start_of) if start_of else each == line for each in printed)
        assert found, f"not printed, or not in this order: {line!r}"
