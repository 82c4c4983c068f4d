"""The command line in this process: what it prints, and with which code it ends."""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from sandbox.cli.app import sandbox
from tests.fuzz.judge import (
    Answer,
    Fault,
    Verdict,
    hidden_characters,
    overrides_of,
    replications_of,
)
from tests.fuzz.mutation import Case

__all__ = ["Said", "command_of", "said", "shown"]

# Fine; an expectation failed; usage; invalid.
CODES: Final = {"study": (0, 1, 2, 3), "run": (0, 2, 3), "validate": (0, 2, 3)}
REPLICATIONS_MAX: Final = 50  # more take as long as they are announced to take
TOLD_MAX: Final = 6_000


class Said(NamedTuple):
    """What a command said and how it ended."""

    code: int
    output: str
    talk: str


def command_of(case: Case, path: Path, *, is_small: bool) -> list[str]:
    """Return the words of the command that a case is called by.

    Parameters
    ----------
    is_small
        Whether it can be run; otherwise it is only validated.
    """
    if not is_small or replications_of(case) > REPLICATIONS_MAX:
        return ["validate", str(path)]
    if case.is_study:
        overrides = [word for text in overrides_of(case) for word in ("--set", text)]
        return ["study", str(path), *overrides, "--no-store", "--no-assumption-range"]
    words = ["run", str(path), *case.arguments, "--smoke", "--no-assumption-range"]
    words += [] if "--replications" in words else ["--replications", "2"]
    return [*words, "--json"] if len(case.text) % 2 else words


def shown(words: list[str]) -> Verdict | None:
    """Return what is wrong with what a command says; None where nothing is.

    Parameters
    ----------
    words
        The command, as on the command line.
    """
    with tempfile.TemporaryDirectory(dir=".") as folder:
        # Storing takes longer than everything else together.
        stores = words[0] == "run" and sum(map(len, words)) % 8 == 0
        answer = said([*words, "--out", folder] if stores else words)
        texts = {"output": answer.output, "talk": answer.talk}
        for path in sorted(Path(folder).iterdir()):
            if path.suffix in (".txt", ".json"):
                texts[path.name] = path.read_text(encoding="utf-8")
    try:
        _check(words, answer, texts)
    except Fault as fault:
        told = f"sandbox {' '.join(words)}\n{fault.told}\nexit code {answer.code}\n{answer.talk}"
        return Verdict(Answer.FINDING, f"{words[0]}: {fault.kind}", told[:TOLD_MAX])
    return None


def said(words: list[str]) -> Said:
    """Let the program run a command in this process."""
    output, talk = _Stream(), _Stream()
    with _streams(output, talk):
        try:
            sandbox.main(args=list(words), prog_name="sandbox")
            code: object = 0
        except SystemExit as end:
            code = end.code
    return Said(code if isinstance(code, int) else 0, output.text, talk.text)


class _Stream(io.TextIOWrapper):
    """A stream in memory, as the program sees a pipe."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        super().__init__(self._bytes, encoding="utf-8", write_through=True)

    @property
    def text(self) -> str:
        """What has been written."""
        return self._bytes.getvalue().decode(errors="replace")


@contextlib.contextmanager
def _streams(output: _Stream, talk: _Stream) -> Iterator[None]:
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = output, talk
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def _check(words: list[str], answer: Said, texts: dict[str, str]) -> None:
    if answer.code not in CODES[words[0]]:
        last = answer.talk.strip().splitlines()[-2:] or [""]
        kind = "defect" if answer.code == 5 else f"exit code {answer.code}"
        what = re.sub(r"[\d,.]+", "n", last[0].rpartition(": ")[2])[:80]
        raise Fault(f"{kind}: {what}")
    if answer.code and not answer.talk.strip() and answer.code != 1:
        raise Fault("an exit code without a word")
    for name, text in texts.items():
        if hidden_characters(text):
            raise Fault(f"hidden characters in the {name}", hidden_characters(text))
        if "Traceback (most recent call last)" in text:
            raise Fault(f"a traceback in the {name}", text)
    if "--json" in words and answer.code == 0:
        json.loads(answer.output, parse_constant=_no_number)


def _no_number(word: str) -> object:
    raise Fault(f"{word} in JSON")
