from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sandbox.cli.app import sandbox
from sandbox.studies import what_if

Typed = Callable[..., Result]
GARDENS = Path(__file__).parents[3] / "golden" / "reports"
FEW = ("--replications", "2", "--set", "traffic.checkouts=100")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stored run with the page that was written beside it."""
    place = tmp_path_factory.mktemp("stored")
    options = ("--out", str(place / "run"), "--html", str(place / "page.html"))
    words = ("run", str(GARDENS / "compare_two.yaml"), *FEW, *options)
    assert CliRunner().invoke(sandbox, words).exit_code == 0
    return place / "run"


def test_a_stored_run_gives_the_same_page_again(typed: Typed, stored: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.html"
    found = typed("report", str(stored), "--html", str(again))
    assert (found.exit_code, found.stdout) == (0, "")
    assert again.read_bytes() == (stored.parent / "page.html").read_bytes()
    assert f"wrote {again}" in found.stderr


@pytest.mark.slow
def test_charts_and_numbers_are_written_one_file_each(typed: Typed, stored: Path) -> None:
    folders = {kind: stored.parent / kind for kind in ("png", "svg", "csv", "parquet")}
    options = [word for kind, folder in folders.items() for word in (f"--{kind}", str(folder))]
    assert typed("report", str(stored), *options).exit_code == 0
    names = {kind: {file.stem for file in folder.iterdir()} for kind, folder in folders.items()}
    assert names["png"] == names["svg"] == names["csv"] >= {"metric-1", "losses", "fees"}
    assert names["parquet"] == names["csv"]
    for file in folders["png"].iterdir():
        assert file.read_bytes().startswith(b"\x89PNG")


def test_what_json_printed_can_be_rendered_too(typed: Typed, tmp_path: Path) -> None:
    document = tmp_path / "x.json"
    document.write_bytes(typed("run", "compare_two.yaml", *FEW, "--json").stdout_bytes)
    assert typed("report", str(document), "--html", str(tmp_path / "x.html")).exit_code == 0
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "Does the mall sell more with its doors open?" in page
    assert 'id="stories"' not in page


def test_a_study_is_rendered_too(typed: Typed, tmp_path: Path) -> None:
    file = tmp_path / "x.study.yaml"
    base = GARDENS / "compare_two.yaml"
    file.write_text(f"# Does it pay?\nstudy: {base}\nreplications: 3\n", encoding="utf-8")
    found = what_if.study(what_if.load(file, ["traffic.checkouts=50"]))
    stored = tmp_path / "x.json"
    stored.write_text(json.dumps(found.as_json()), encoding="utf-8")
    page, folder, typed_folder = (tmp_path / name for name in ("x.html", "csv", "parquet"))
    words = ("report", str(stored), "--html", str(page), "--csv", str(folder))
    assert typed(*words, "--parquet", str(typed_folder)).exit_code == 0
    names = [{file.stem for file in place.iterdir()} for place in (folder, typed_folder)]
    assert names[0] == names[1]
    assert "<h1>Does it pay?</h1>" in page.read_text(encoding="utf-8")
    assert {file.stem for file in folder.iterdir()} >= {"metric-1", "moves-1", "losses"}


def test_what_is_told_of_another_run_is_not_used(
    typed: Typed, stored: Path, tmp_path: Path
) -> None:
    shutil.copytree(stored, tmp_path, dirs_exist_ok=True)
    context = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    context["checksums"][0] = "0" * 64
    (tmp_path / "report.json").write_text(json.dumps(context), encoding="utf-8")
    assert typed("report", str(tmp_path), "--html", str(tmp_path / "x.html")).exit_code == 0
    assert 'id="stories"' not in (tmp_path / "x.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (None, "cannot read "),
        ("{", " is not JSON"),
        ("[]", " is not an answer"),
        ('{"runs": []}', " was written by version 0.1.0"),
    ],
)
def test_what_is_no_run_is_a_usage_error(
    typed: Typed, tmp_path: Path, content: str | None, text: str
) -> None:
    file = tmp_path / "x.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    found = typed("report", str(file), "--html", str(tmp_path / "x.html"))
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.startswith("error: ")
    assert text in found.stderr


def test_a_wish_for_nothing_is_a_usage_error(typed: Typed, stored: Path) -> None:
    found = typed("report", str(stored))
    assert found.exit_code == 2
    hint = "add --html, --png, --svg, --csv or --parquet"
    assert found.stderr == f"error: nothing to write\nhint: {hint}\n"
