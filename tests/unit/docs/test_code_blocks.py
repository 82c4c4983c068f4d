"""Every block of code in README.md and docs/ does what a reader expects of it.

`yaml` blocks are valid scenarios, `python` blocks run, `sh` blocks name commands that exist and
run; a `text` block that follows a single command shows that command's real output, lines with
nothing but an ellipsis standing for what is left out.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import pytest

from sandbox.scenario.loading import load_text

ROOT = Path(__file__).resolve().parents[3]
DOCUMENTS = ("README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LANGUAGES = {"sh", "python", "yaml", "text"}
ELLIPSIS = "…"
DEMO = "sandbox run scenarios/taobao_accepts_wechat_pay.yaml"
START = "from sandbox.cli.app import main; main()"
# A smaller edition of a run: the same commands, in a second instead of half a minute.
SMALL = ("--smoke", "--replications", "2", "--jobs", "1")


class Block(NamedTuple):
    """A fenced block, and the one that follows it before the next heading."""

    document: str
    number: int
    language: str
    content: str
    follower: str

    @property
    def title(self) -> str:
        return f"{self.document}-{self.number}-{self.language}"


def blocks() -> list[Block]:
    found = []
    for document in DOCUMENTS:
        text = (ROOT / document).read_text(encoding="utf-8")
        matches = list(FENCE.finditer(text))
        for number, (match, after) in enumerate(zip_longest(matches, matches[1:])):
            follower = ""
            if after is not None and after[1] == "text" and not _parted(text, match, after):
                follower = after[2]
            found.append(Block(document, number, match[1], match[2], follower))
    return found


def _parted(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    return re.search(r"^#", text[first.end() : second.start()], re.MULTILINE) is not None


BLOCKS = blocks()


def named(language: str) -> list[Block]:
    return [block for block in BLOCKS if block.language == language]


def commands(block: Block) -> list[list[str]]:
    """Return the commands of a shell block, word by word, comments left out."""
    lines = block.content.replace("\\\n", " ").splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder in which the README's commands find the scenarios."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    return tmp_path


def start(place: Path, words: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a `sandbox` command in a folder, at the width of a page."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "NO_COLOR": "1"}
    environment["COLUMNS"] = "100"
    return subprocess.run(
        [sys.executable, "-c", START, *words[1:]],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def small(words: list[str]) -> list[str]:
    """Return a command with fewer checkouts, where it takes many."""
    if words[1] != "run":
        return words
    return [*words, *SMALL]


def full(words: list[str]) -> list[str]:
    """Return the `sandbox` command that a line stands for."""
    return shlex.split(DEMO) if words == ["./dev", "demo"] else words


def shown() -> list[tuple[list[str], str]]:
    """Return every single command whose output is shown, and the output."""
    return [
        (full(commands(block)[0]), block.follower)
        for block in named("sh")
        if block.follower and len(commands(block)) == 1
    ]


def marked() -> list[object]:
    """Return the shown commands; runs of many checkouts are slow tests."""
    slow = pytest.mark.slow
    return [
        pytest.param(words, text, id=" ".join(words), marks=[slow] if words[1] == "run" else [])
        for words, text in shown()
    ]


def test_every_language_is_one_that_is_tested() -> None:
    assert {block.language for block in BLOCKS} <= LANGUAGES


def test_the_readme_has_a_block_of_each_kind() -> None:
    kinds = {block.language for block in BLOCKS if block.document == "README.md"}
    assert kinds == LANGUAGES


@pytest.mark.parametrize("block", named("yaml"), ids=lambda block: block.title)
def test_yaml_is_a_scenario_without_a_warning(block: Block) -> None:
    loaded = load_text(block.content)
    assert loaded.warnings == ()


@pytest.mark.parametrize("block", named("python"), ids=lambda block: block.title)
def test_python_runs(
    block: Block,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(place)
    fewer, count = re.subn(r"replications=\d+", "replications=2, smoke=True", block.content)
    assert count == block.content.count("sandbox.run(")
    exec(compile(fewer, block.title, "exec"), {"__name__": "__main__"})  # noqa: S102 -- our own document
    assert bool(capsys.readouterr().out) == ("print(" in fewer)


@pytest.mark.parametrize("block", named("sh"), ids=lambda block: block.title)
def test_commands_run(block: Block, place: Path) -> None:
    door = (ROOT / "dev").read_text(encoding="utf-8")
    for words in commands(block):
        match words[0]:
            case "./dev":
                assert re.search(rf"^{re.escape(words[1])}\)$", door, re.MULTILINE), words
            case "sandbox":
                answer = start(place, small(words))
                assert answer.returncode == 0, answer.stderr
                assert "Traceback" not in answer.stderr
            case _:
                assert (ROOT / words[0]).is_file() or words[0] in {"git", "cd"}, words


@pytest.mark.parametrize(("words", "text"), marked())
def test_shown_output_is_what_the_program_prints(words: list[str], text: str, place: Path) -> None:
    answer = start(place, words)
    assert answer.returncode == 0, answer.stderr
    printed = iter(line.rstrip() for line in answer.stdout.splitlines())
    expected = [line.rstrip() for line in text.splitlines()]
    for line in expected:
        if line.strip() not in {"", ELLIPSIS}:
            assert line in printed, f"not printed, or not in this order: {line!r}"


def test_the_demo_is_shown_on_at_most_fifteen_lines() -> None:
    (text,) = [text for words, text in shown() if words == shlex.split(DEMO)]
    assert 5 <= len(text.splitlines()) <= 15


def test_the_demo_is_what_the_door_starts() -> None:
    door = (ROOT / "dev").read_text(encoding="utf-8")
    assert DEMO in door
