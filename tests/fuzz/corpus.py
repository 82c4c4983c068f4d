"""Files of what was found: each is a case that must never be a finding again."""

from __future__ import annotations

import hashlib
import re
import shlex
import textwrap
from pathlib import Path
from typing import Final

from tests.fuzz.judge import Verdict
from tests.fuzz.mutation import Case
from tests.fuzz.trees import read

__all__ = ["CORPUS", "entries", "keep", "read_entry"]

CORPUS: Final = Path(__file__).with_name("corpus")
_CALLED: Final = re.compile(r"^# called with (.+)$", re.MULTILINE)


def entries(folder: Path = CORPUS) -> list[Path]:
    """Return the files of a corpus."""
    return sorted(folder.glob("*.yaml"))


def read_entry(path: Path) -> Case:
    """Return the case of a file."""
    text = path.read_text(encoding="utf-8")
    called = _CALLED.search(text)
    return Case(read(text), tuple(shlex.split(called[1])) if called else ())


def keep(case: Case, verdict: Verdict, seed: int, folder: Path) -> Path:
    """Write the file of a finding; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(verdict.kind.encode()).hexdigest()[:8]
    words = "_".join(re.findall(r"[a-z]+", verdict.kind.lower())[:6])
    path = folder / f"{words or 'finding'}_{digest}.yaml"
    lines = textwrap.wrap(f"seed {seed}: {verdict.kind}", 96, break_long_words=False)
    if case.arguments:
        lines.append(f"called with {shlex.join(case.arguments)}")
    comments = "".join(f"# {line}\n" for line in lines)
    path.write_text(comments + case.text, encoding="utf-8", errors="surrogatepass")
    return path
