from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

pytest.importorskip("duckdb")

Typed = Callable[..., Result]
FEW = ("--replications", "6", "--set", "traffic.checkouts=300")
HARDER = ("--set", "wallets.blue_pay.declines.insufficient_funds=40%")


@pytest.fixture
def runs(typed: Typed, tmp_path: Path) -> tuple[str, str]:
    """Return two stored runs, one of them with harder declines."""
    folders = str(tmp_path / "easy"), str(tmp_path / "hard")
    for folder, more in zip(folders, ((), HARDER), strict=True):
        found = typed("run", "compare_two.yaml", *FEW, *more, "--out", folder)
        assert found.exit_code == 0
        assert (
            f"stored the answer in {folder}: report.txt, result.json, report.json, replications"
            in found.stderr
        )
    return folders


def test_the_comparison_is_data_and_the_rest_is_talk(typed: Typed, runs: tuple[str, str]) -> None:
    found = typed("compare", *runs)
    assert found.exit_code == 0
    assert found.stderr == f"sandbox 0.2.0: {runs[0]} (A) and {runs[1]} (B)\n"
    text = " ".join(found.stdout.split())
    assert "No checkout differed (walls): all 1,800 checkouts end under B as under A" in text
    assert "Worse (doors): B lowers checkout success" in text
    assert "6 replications in pairs: same shoppers, same luck" in text
    assert "wallets.blue_pay.declines.insufficient_funds 1% 40%" in text
    assert "First difference, doors: checkout" in text


def test_the_commands_of_the_report_tell_the_two_stories(
    typed: Typed, runs: tuple[str, str]
) -> None:
    document = json.loads(typed("compare", *runs, "--json").stdout)
    where = document["points"][1]["divergence"]
    stories = {}
    for side, command in where["explain"].items():
        _, *arguments = shlex.split(command)
        found = typed(*arguments)
        assert found.exit_code == 0
        stories[side] = found.stdout
    assert stories["a"] != stories["b"]
    assert "insufficient funds" not in stories["a"]
    assert "insufficient funds" in stories["b"]


def test_equal_comparisons_give_equal_bytes_by_folder_or_by_document(
    typed: Typed, runs: tuple[str, str]
) -> None:
    documents = [str(Path(folder) / "result.json") for folder in runs]
    one, other = (typed("compare", *places, "--json") for places in (runs, documents))
    assert one.exit_code == other.exit_code == 0
    assert one.stdout_bytes == other.stdout_bytes


def test_warnings_are_talk(typed: Typed, runs: tuple[str, str], tmp_path: Path) -> None:
    printed = tmp_path / "printed.json"
    printed.write_bytes((Path(runs[0]) / "result.json").read_bytes())
    found = typed("compare", str(printed), runs[1])
    assert found.exit_code == 0
    assert found.stderr.splitlines()[1:] == ["warning: A has no manifest"]
    assert "taken to be independent: the replications of one of them are not at hand" in " ".join(
        found.stdout.split()
    )


@pytest.mark.parametrize(
    ("first", "talk"),
    [
        (
            "nowhere",
            (
                "error: there is no stored answer nowhere\n"
                "hint: store an answer with `sandbox run FILE --out DIR`\n"
            ),
        ),
        (
            ".",
            (
                "error: . is not a stored answer\n"
                "hint: store an answer with `sandbox run FILE --out DIR`\n"
            ),
        ),
        ("compare_two.yaml", "error: compare_two.yaml is no JSON document\n"),
    ],
)
def test_what_is_no_stored_run_is_a_usage_error(
    typed: Typed, runs: tuple[str, str], first: str, talk: str
) -> None:
    found = typed("compare", first, runs[1])
    assert (found.exit_code, found.stdout, found.stderr) == (2, "", talk)


def test_two_places_are_needed(typed: Typed) -> None:
    found = typed("compare", "one")
    assert found.exit_code == 2
    assert found.stderr.startswith("error: missing argument `B`")


def test_the_page_is_written_beside_and_made_again_from_the_document(
    typed: Typed, runs: tuple[str, str], tmp_path: Path
) -> None:
    page, again, stored = (tmp_path / name for name in ("one.html", "two.html", "x.json"))
    found = typed("compare", *runs, "--json", "--html", str(page))
    assert found.exit_code == 0
    assert f"wrote {page}" in found.stderr
    stored.write_bytes(found.stdout_bytes)
    assert typed("report", str(stored), "--html", str(again)).exit_code == 0
    texts = [file.read_text(encoding="utf-8") for file in (page, again)]
    assert all("<h1>Does the mall sell more with its doors open?</h1>" in text for text in texts)
    assert shlex.join(["sandbox", "compare", *runs]) in texts[0]
    assert runs[0] in texts[0]


def test_a_page_that_cannot_be_written_is_told_first(typed: Typed, tmp_path: Path) -> None:
    found = typed("compare", "one", "two", "--html", str(tmp_path / "no" / "page.html"))
    assert found.exit_code == 2
    assert found.stderr.startswith("error: cannot write ")
