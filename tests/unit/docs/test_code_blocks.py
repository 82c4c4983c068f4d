"""Every block of code in README.md and the pages that are no guides does what readers expect.

`yaml` blocks are valid scenarios, `python` blocks run, `sh` blocks name commands that exist and
run; a `text` block that follows a single command shows that command's real output, lines with
nothing but an ellipsis standing for what is left out. Guides are read in `test_guides.py`.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from sandbox.cli.app import sandbox
from sandbox.scenario.loading import load_text
from tests.unit.docs.blocks import LANGUAGES, ROOT, Block, blocks, check_shown, commands, start

DOCUMENTS = ("README.md", "docs/MODEL.md", "docs/GLOSSARY.md", "docs/DECISIONS.md")
DEMO = "sandbox run scenarios/taobao_accepts_wechat_pay.yaml"
# A smaller edition of a run: the same commands, in a second instead of half a minute.
SMALL = {
    "run": ("--smoke", "--replications", "2", "--jobs", "1", "--no-assumption-range"),
    "study": ("--set", "traffic.checkouts=500", "--no-store", "--no-assumption-range"),
}
BLOCKS = [block for document in DOCUMENTS for block in blocks(document)]


def named(language: str) -> list[Block]:
    return [block for block in BLOCKS if block.language == language]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder in which the README's commands find the scenarios."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    return tmp_path


def small(words: list[str]) -> list[str]:
    """Return a command with fewer checkouts, where it takes many."""
    return [*words, *SMALL.get(words[1], ())]


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
def test_commands_run(block: Block, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    door = (ROOT / "dev").read_text(encoding="utf-8")
    for words in commands(block):
        match words[0]:
            case "./dev":
                assert re.search(rf"^{re.escape(words[1])}\)$", door, re.MULTILINE), words
            case "sandbox":
                answer = CliRunner().invoke(sandbox, small(words)[1:])
                assert answer.exit_code == 0, answer.output
                assert "Traceback" not in answer.stderr
            case _:
                assert (ROOT / words[0]).is_file() or words[0] in {"git", "cd"}, words


@pytest.mark.parametrize(("words", "text"), marked())
def test_shown_output_is_what_the_program_prints(words: list[str], text: str, place: Path) -> None:
    answer = start(place, words)
    assert answer.returncode == 0, answer.stderr
    check_shown(text, answer.stdout)


def test_the_demo_is_shown_on_at_most_fifteen_lines() -> None:
    (text,) = [text for words, text in shown() if words == shlex.split(DEMO)]
    assert 5 <= len(text.splitlines()) <= 15


def test_the_demo_is_what_the_door_starts() -> None:
    door = (ROOT / "dev").read_text(encoding="utf-8")
    assert DEMO in door
