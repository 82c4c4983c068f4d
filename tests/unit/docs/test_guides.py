"""Whoever follows a page of docs/ from top to bottom gets what the page says.

Each page is read once, block by block, in a folder of its own: files are saved under the names
that the page gives them, `yaml` is valid, `python` runs, `sh` is typed, and a `text` block that
follows a single command is compared with its output. Commands end with 0, or with the exit code
that a comment behind them names.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from sandbox.cli.app import COMMANDS, sandbox
from sandbox.scenario.loading import load
from sandbox.scenario.study.study_loading import is_study
from sandbox.studies import what_if
from tests.unit.docs.blocks import (
    LANGUAGES,
    ROOT,
    Block,
    blocks,
    check_shown,
    commands,
    environment,
)

NO_GUIDES = {"MODEL.md", "GLOSSARY.md", "DECISIONS.md"}
GUIDES = [
    path.relative_to(ROOT).as_posix()
    for path in sorted((ROOT / "docs").rglob("*.md"))
    if path.name not in NO_GUIDES
]
CLUSTER = "docs/how_to/run_on_dask.md"  # it starts processes
SHOWN_RANGE = re.compile(r"^range ", re.MULTILINE)
ENDS_WITH = re.compile(r"# exit code (\d+)$", re.MULTILINE)
RANGE = "--no-assumption-range"
PORT = "8786"  # Dask's own, which may be taken on a machine that tests
WORKFLOW = ".github/"


@dataclass
class Reader:
    """Somebody who follows a page.

    Attributes
    ----------
    place
        The folder that commands are typed in.
    port
        Stands in for Dask's.
    in_a_hurry
        Leaves out every range over the assumptions, which takes seconds, and not only those that
        the page does not show.
    printed
        What the last block of commands printed to stdout.
    helpers
        Processes left in the background.
    """

    place: Path
    port: str
    in_a_hurry: bool = True
    printed: str = ""
    helpers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def take(self, block: Block) -> None:
        """Do what a block says."""
        if block.file:
            file = self.place / block.file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.content, encoding="utf-8")
        if block.language == "yaml":
            self._check_yaml(block)
        elif block.language == "python":
            self._run_python(block)
        elif block.language == "sh":
            self._type(block)

    def _check_yaml(self, block: Block) -> None:
        assert block.file, f"{block.title}: say under which name it is saved"
        path = self.place / block.file
        if block.file.startswith(WORKFLOW):
            (job,) = yaml.safe_load(block.content)["jobs"].values()
            typed = [step["run"].split() for step in job["steps"] if "run" in step]
            assert all(words[0] == "./dev" or words[1] in COMMANDS for words in typed)
            files = [word for words in typed for word in words if word.endswith(".yaml")]
            assert files
            assert all((self.place / file).is_file() for file in files)
            return
        assert (what_if.load(path).base if is_study(path) else load(path)).warnings == ()

    def _run_python(self, block: Block) -> None:
        with redirect_stdout(StringIO()) as printed:
            exec(compile(block.content, block.title, "exec"), {"__name__": "__main__"})  # noqa: S102 -- our own document
        assert bool(printed.getvalue()) == ("print(" in block.content)

    def _type(self, block: Block) -> None:
        wanted = ENDS_WITH.search(block.content)
        self.printed = ""
        has_range = not self.in_a_hurry and SHOWN_RANGE.search(block.follower)
        for words in commands(block):
            typed = words if has_range else [*words, *range_left_out(words)]
            code = self._command([word.replace(PORT, self.port) for word in typed])
            assert code == (int(wanted[1]) if wanted else 0), typed

    def _command(self, words: list[str]) -> int:
        match words:
            case ["./dev", name]:
                door = (ROOT / "dev").read_text(encoding="utf-8")
                return int(not re.search(rf"^{name}\)$", door, re.MULTILINE))
            case ["sandbox", *rest]:
                answer = CliRunner().invoke(sandbox, rest)
                assert "Traceback" not in answer.stderr
                self.printed += answer.stdout
                return answer.exit_code
            case ["pytest", *rest]:
                return self._start([sys.executable, "-m", "pytest", "-q", *rest])
            case ["dask", *rest, "&"]:
                command = [sys.executable, "-m", "dask", *rest]
                self.helpers.append(
                    subprocess.Popen(
                        command, cwd=self.place, env=environment(), start_new_session=True
                    )
                )
                return 0
            case _:
                raise AssertionError(words)

    def _start(self, command: list[str]) -> int:
        return subprocess.run(
            command, cwd=self.place, env=environment(), capture_output=True, check=False
        ).returncode


def range_left_out(words: list[str]) -> list[str]:
    """Return the option that spares a run and a study most of their time."""
    is_long = words[0] == "sandbox" and words[1] in {"run", "study"} and RANGE not in words
    return [RANGE] if is_long else []


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """Return somebody in a folder where the shipped scenarios lie."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    for name, value in environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    found = Reader(tmp_path, port)
    yield found
    for helper in found.helpers:
        os.killpg(helper.pid, signal.SIGTERM)
        helper.wait(30)


def follow(document: str, reader: Reader) -> None:
    """Read a page, and compare what it shows."""
    last: Block | None = None
    for block in blocks(document):
        reader.take(block)
        if block.language == "text" and last is not None:
            is_left_out = reader.in_a_hurry and SHOWN_RANGE.search(block.content)
            if not is_left_out:
                check_shown(block.content, reader.printed)
        last = block if block.language == "sh" else None


@pytest.mark.parametrize("document", [document for document in GUIDES if document != CLUSTER])
def test_a_page_can_be_followed(document: str, reader: Reader) -> None:
    follow(document, reader)


def shows_a_range(document: str) -> bool:
    return any(SHOWN_RANGE.search(block.content) for block in blocks(document))


@pytest.mark.slow
@pytest.mark.parametrize("document", [document for document in GUIDES if shows_a_range(document)])
def test_a_shown_range_is_what_the_program_prints(document: str, reader: Reader) -> None:
    reader.in_a_hurry = False
    follow(document, reader)


@pytest.mark.slow
def test_the_page_of_clusters_can_be_followed(reader: Reader) -> None:
    follow(CLUSTER, reader)


@pytest.mark.parametrize("document", GUIDES)
def test_every_language_is_one_that_is_tested(document: str) -> None:
    assert {block.language for block in blocks(document)} <= LANGUAGES


def test_every_shown_output_belongs_to_one_command() -> None:
    for document in GUIDES:
        pages = blocks(document)
        for before, block in pairwise(pages):
            if block.language == "text":
                assert before.language == "sh", block.title
                assert len(commands(before)) == 1, block.title


@pytest.mark.parametrize(
    ("shown", "holds"),
    [
        ("a\n…\nc\n", True),
        ("c\na\n", False),
        ("bee…\n", True),
        ("be\n", False),
    ],
)
def test_shown_output_is_compared_line_by_line_in_order(shown: str, holds: bool) -> None:
    check: Callable[[], None] = lambda: check_shown(shown, "a\nbees\nc\n")  # noqa: E731 -- raised below
    if holds:
        check()
    else:
        with pytest.raises(AssertionError):
            check()
