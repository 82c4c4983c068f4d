"""Pages, and Chromium to open them in.

`apt-get install chromium` brings the browser. Accessibility is judged by axe-core, which npm
brings: AXE_CORE names its `axe.min.js`. Where one of them is absent the tests are skipped, except
in CI, where absence is a failure.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner

from sandbox.cli.app import sandbox
from sandbox.reports.html.page import page_html
from tests.house.tree import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
SCENARIOS = {
    "two_regimes": "taobao_accepts_wechat_pay.yaml",
    "under_load": "opening_moves_load.yaml",
}
STUDIES = {
    "a_comparison": "who_gains_from_opening.study.yaml",
    "a_sweep": "break_even_fee.study.yaml",
}
SMALL = ("--set", "traffic.checkouts=2000")
COMPARISON = "two_stored_runs"
HARDER = ("--set", "wallets.alipay.declines.insufficient_funds=10%")
# What only some studies bring, so that these parts of a page are tried as well.
FURTHER: dict[str, Any] = {
    "attribution": {
        "metric": "success_rate", "from": "a", "to": "b",
        "parts": {
            "links": {"mean": 0.06, "low": 0.05, "high": 0.07},
            "wallets": {"mean": 0.04, "low": 0.03, "high": 0.05},
            "hand-over": {"mean": -0.01, "low": -0.02, "high": 0.0},
        },
        "uplift": {"mean": 0.09, "low": 0.08, "high": 0.1},
    },
    "found": {
        "break_even_fee": {"vary": "fee", "until": "it holds", "at": "0.63%", "evaluations": 17},
    },
    "sensitivity": {
        "metric": "success_rate", "of": "b", "against": "a",
        "at_base": {"mean": 0.09, "low": 0.08, "high": 0.1},
        "swings": [
            {"assumption": "choice.switch_willingness", "low": "40%", "high": "80%",
             "at_low": {"mean": 0.12, "low": 0.11, "high": 0.13},
             "at_high": {"mean": 0.05, "low": 0.04, "high": 0.06}},
            {"assumption": "cashier.cancelled", "low": "0.5%", "high": "3%",
             "at_low": {"mean": 0.092, "low": 0.09, "high": 0.094},
             "at_high": {"mean": 0.088, "low": 0.086, "high": 0.09}},
        ],
        "driver": "choice.switch_willingness",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A page with the document that it was made from, and a mark whose hover text says a word."""

    file: Path
    document: dict[str, Any]
    mark: str = "#chart-wallets-1 .mark-text text"
    word: str = "decided by"

    @property
    def address(self) -> str:
        return self.file.as_uri()


def absent(what: str) -> NoReturn:
    """Skip what cannot be tried here; in CI nothing may be left out."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI leaves nothing out")
    pytest.skip(f"{what} is missing")


def write(name: str, folder: Path) -> Written:
    """Run a scenario's small edition and write its page."""
    source = str(ROOT / "scenarios" / SCENARIOS[name])
    file = folder / "report.html"
    words = ["run", source, "--smoke", "--jobs", "1", "--out", str(folder), "--html", str(file)]
    found = CliRunner().invoke(sandbox, words)
    assert found.exit_code == 0, found.stderr
    document = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return Written(file, document)


def write_study(name: str, folder: Path) -> Written:
    """Run a study of few checkouts and write its page."""
    source = str(ROOT / "scenarios" / STUDIES[name])
    file = folder / "study.html"
    words = ["study", source, *SMALL, "--no-store", "--out", str(folder), "--html", str(file)]
    found = CliRunner().invoke(sandbox, words)
    assert found.exit_code == 0, found.stderr
    document = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    if name == "a_sweep":
        document |= FURTHER
        context = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        file.write_text(page_html(document, context), encoding="utf-8")
    chart = "sweep-1-1" if name == "a_sweep" else "metric-1"
    mark = f"#chart-{chart} .mark-symbol.role-mark path"
    return Written(file, document, mark, "interval")


def write_comparison(name: str, folder: Path) -> Written:
    """Store a scenario's small edition as it is and with harder declines; compare the two."""
    source = str(ROOT / "scenarios" / SCENARIOS["two_regimes"])
    file = folder / f"{name}.html"
    places = [str(folder / side) for side in ("easy", "hard")]
    for place, more in zip(places, ((), HARDER), strict=True):
        words = ["run", source, "--smoke", "--jobs", "1", *more, "--out", place]
        assert CliRunner().invoke(sandbox, words).exit_code == 0
    found = CliRunner().invoke(sandbox, ["compare", *places, "--json", "--html", str(file)])
    assert found.exit_code == 0, found.stderr
    mark = "#chart-metric-1-pair-1 .mark-symbol.role-mark path"
    return Written(file, json.loads(found.stdout), mark, "interval")


@pytest.fixture(scope="session", params=[*SCENARIOS, *STUDIES, COMPARISON])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A page of each kind."""
    maker = write_study if request.param in STUDIES else write
    maker = write_comparison if request.param == COMPARISON else maker
    return maker(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium as the system has it."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        absent("Chromium")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- optional
    except ImportError:
        absent("Playwright for Python")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    file = os.environ.get("AXE_CORE", "")
    if not Path(file).is_file():
        absent("axe-core (AXE_CORE names its axe.min.js)")
    return Path(file).read_text(encoding="utf-8")
