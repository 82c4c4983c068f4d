from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sandbox.scenario.loading import load
from tests.house.tree import ROOT

Typed = Callable[..., Result]
FEW = ("--replications", "2", "--set", "traffic.checkouts=100")


def test_the_report_is_data_and_the_rest_is_talk(typed: Typed) -> None:
    found = typed("run", "compare_two.yaml", *FEW, "--seed", "7")
    assert found.exit_code == 0
    assert found.stdout.startswith("Does the mall sell more with its doors open?\n")
    first = found.stderr.splitlines()[0]
    assert first == "sandbox 0.2.0: compare_two, seed 7, 2 replications, compiled engine"


def test_json_is_one_document_and_equal_runs_give_equal_bytes(typed: Typed) -> None:
    first, second = (typed("run", "compare_two.yaml", *FEW, "--json") for _ in range(2))
    assert first.stdout_bytes == second.stdout_bytes
    document = json.loads(first.stdout)
    (point,) = document["points"]
    assert [case["regime"] for case in point["cases"]] == ["walls", "doors"]
    for case in point["cases"]:
        assert sum(case["outcomes"].values()) == case["checkouts"] == 200
        assert case["ledger_balance_minor"] == 0


def test_worker_processes_change_no_byte(typed: Typed) -> None:
    one, two = (typed("run", "one_regime.yaml", *FEW, "--json", "--jobs", jobs) for jobs in "12")
    assert one.exit_code == two.exit_code == 0
    assert one.stdout_bytes == two.stdout_bytes


def test_a_document_knows_no_path_and_no_host(typed: Typed, tmp_path: Path) -> None:
    text = typed("run", "compare_two.yaml", *FEW, "--json", "--out", str(tmp_path)).stdout
    assert str(tmp_path) not in text
    assert str(ROOT) not in text
    assert os.uname().nodename not in text


def test_options_replace_what_the_scenario_says(typed: Typed) -> None:
    found = typed("run", "compare_two.yaml", *FEW, "--regime", "doors", "--seed", "0", "--json")
    document = json.loads(found.stdout)
    (point,) = document["points"]
    assert [case["regime"] for case in point["cases"]] == ["doors"]
    assert (document["seed"], point["replications"]) == (0, 2)


def test_asked_metrics_are_those_of_the_caller(typed: Typed) -> None:
    asked = ("--metric", "net_income.red_mall", "--metric", "latency.p95")
    document = json.loads(typed("run", "compare_two.yaml", *FEW, *asked, "--json").stdout)
    assert list(document["metrics"]) == ["net_income.red_mall", "latency.p95"]
    assert not document["inference"]["derived"]


def test_a_mistyped_metric_is_told_with_what_is_near(typed: Typed) -> None:
    found = typed("run", "compare_two.yaml", *FEW, "--metric", "sucess_rate")
    assert (found.exit_code, found.stdout) == (2, "")
    assert "unknown metric `sucess_rate`" in found.stderr
    assert "the nearest metric is `success_rate`" in found.stderr


def test_a_plan_is_printed_and_nothing_runs(typed: Typed) -> None:
    found = typed("run", "compare_two.yaml", *FEW, "--dry-run")
    assert found.exit_code == 0
    assert "1 point × 2 regimes = 2 cases, 2 replications each, seed 1" in found.stdout


def test_a_run_goes_on_from_its_store(typed: Typed, tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    store = ("--store", str(tmp_path / "store"), "--json")
    first = typed("run", "compare_two.yaml", *FEW, *store)
    again = typed("run", "compare_two.yaml", *FEW, *store, "--resume")
    assert first.exit_code == again.exit_code == 0
    assert first.stdout_bytes == again.stdout_bytes


def test_the_small_edition_says_so(typed: Typed) -> None:
    found = typed("run", "compare_two.yaml", "--smoke")
    assert found.exit_code == 0
    assert "small edition (--smoke)" in found.stderr


def test_results_are_stored_beside(typed: Typed, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    found = typed("run", "compare_two.yaml", *FEW, "--json", "--out", str(folder))
    assert found.exit_code == 0
    assert (folder / "result.json").read_bytes() == found.stdout_bytes
    assert (folder / "report.txt").read_text(encoding="utf-8").startswith("Does the mall")
    names = {path.name for path in folder.iterdir()}
    assert names >= {"manifest.json", "scenario", "result.json", "report.txt"}


def test_without_duckdb_a_run_is_stored_without_its_replications(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    found = typed("run", "compare_two.yaml", *FEW, "--out", str(tmp_path))
    assert found.exit_code == 0
    assert found.stderr.splitlines()[-2:] == [
        f"stored the answer in {tmp_path}: report.txt, result.json, report.json; replications need DuckDB",  # noqa: E501 -- the message in one piece
        "hint: pip install 'payment-interoperability-sandbox[results]'",
    ]
    assert not (tmp_path / "replications").exists()


def test_a_packaged_world_runs_by_its_name(typed: Typed) -> None:
    found = typed("run", "blank", "--smoke")
    assert found.exit_code == 0
    assert "checkout success is 100.0 %" in found.stdout


def test_a_trace_has_a_row_for_each_checkout(typed: Typed, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "trace.parquet"
    found = typed("run", "compare_two.yaml", *FEW, "--trace", str(path))
    assert found.exit_code == 0
    assert f"wrote 400 rows to {path}" in found.stderr
    query = f"SELECT count(*) FROM '{path}'"  # noqa: S608 -- our own path
    rows = duckdb.connect().execute(query).fetchall()
    assert rows == [(400,)]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("nowhere.yaml",), "there is no file nowhere.yaml"),
        (("compare_two.yaml", "--regime", "dors"), "unknown regime `dors`"),
        (("compare_two.yaml", "--set", "seed"), "is not of the form PATH=VALUE"),
        (("compare_two.yaml", "--seed", "-1"), "`--seed`"),
        (("compare_two.yaml", "--replications", "0"), "`--replications`"),
        (("compare_two.yaml", "--engine", "steam"), "`--engine`"),
        (("compare_two.yaml", "--out", "compare_two.yaml/x"), "cannot write"),
        (("compare_two.yaml", "--trace", "nowhere/x.parquet"), "cannot write nowhere/x.parquet"),
    ],
)
def test_impossible_wishes_are_usage_errors(
    typed: Typed, arguments: tuple[str, ...], text: str
) -> None:
    found = typed("run", *arguments)
    assert (found.exit_code, found.stdout) == (2, "")
    assert text in found.stderr
    assert found.stderr.startswith("error: ")


def test_a_wrong_override_is_a_wrong_scenario(typed: Typed) -> None:
    found = typed("run", "compare_two.yaml", "--set", "wallets.red_pay.fee=140%")
    assert (found.exit_code, found.stdout) == (3, "")
    assert "--set" in found.stderr


def test_the_world_behind_the_report_can_be_listed(typed: Typed) -> None:
    text = " ".join(typed("run", "compare_two.yaml", *FEW).stdout.split())
    number = len([p for p in load("compare_two.yaml").provenance.values() if p.is_assumption])
    assert (
        f"the ranges of {number} assumptions (`sandbox world compare_two.yaml` lists them)" in text
    )


def started(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sandbox", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_ends_at_once_and_quietly(number: signal.Signals, code: int) -> None:
    scenario = "tests/golden/reports/compare_two.yaml"
    run = started("run", scenario, "--set", "traffic.checkouts=2000000", "--jobs", "1")
    assert run.stderr is not None
    assert run.stderr.readline().startswith("sandbox ")
    time.sleep(0.3)
    run.send_signal(number)
    out, talk = run.communicate(timeout=20)
    assert (run.returncode, out) == (code, "")
    assert "Traceback" not in talk
    assert ("interrupted" in talk) == (number == signal.SIGINT)


def test_a_reader_who_leaves_is_no_error() -> None:
    run = started("world", "china_2024", "--json")
    assert run.stdout is not None
    run.stdout.close()
    assert run.stderr is not None
    talk = run.stderr.read()
    run.stderr.close()
    assert run.wait(timeout=20) == 141
    assert talk == ""


def test_a_page_is_written_beside(typed: Typed, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    found = typed("run", "compare_two.yaml", *FEW, "--seed", "7", "--html", str(page))
    assert found.exit_code == 0
    assert found.stdout.startswith("Does the mall sell more")
    text = page.read_text(encoding="utf-8")
    command = "sandbox run compare_two.yaml --seed 7 --replications 2 --set traffic.checkouts=100"
    assert command in text
    assert str(tmp_path) not in text


def test_a_page_that_cannot_be_drawn_is_refused_before_the_run(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    found = typed("run", "compare_two.yaml", *FEW, "--html", str(tmp_path / "page.html"))
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr == (
        "error: drawing charts needs Altair\n"
        "hint: pip install 'payment-interoperability-sandbox[report]'\n"
    )
    assert not (tmp_path / "page.html").exists()


def test_replications_of_the_command_line_meet_the_bounds_of_those_in_the_file(
    typed: Typed, tmp_path: Path
) -> None:
    text = "extends: blank\ntraffic: {checkouts: 10000000}\n"
    (tmp_path / "asked.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "written.yaml").write_text(f"{text}replications: 1000000\n", encoding="utf-8")
    asked = typed("run", str(tmp_path / "asked.yaml"), "--replications", "1000000")
    written = typed("run", str(tmp_path / "written.yaml"))
    for found in (asked, written):
        assert found.exit_code == 3
        assert "10,000,000 checkouts × 1,000,000 replications" in found.stderr


def test_what_does_not_fit_the_free_memory_is_refused(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.studies.pilots.resources.free_memory", lambda: 1 << 20)
    found = typed("run", "compare_two.yaml", *FEW)
    assert found.exit_code == 3
    assert "--force" in found.stderr
    assert typed("run", "compare_two.yaml", *FEW, "--force").exit_code == 0


def test_a_section_that_holds_nothing_is_refused_before_it_is_run(
    typed: Typed, tmp_path: Path
) -> None:
    path = tmp_path / "nobody.yaml"
    path.write_text("extends: blank\nsegments: {shoppers: null}\n", encoding="utf-8")
    for command in ("validate", "run"):
        found = typed(command, str(path))
        assert found.exit_code == 3
        assert "there is no segment, so nobody can come" in found.stderr
