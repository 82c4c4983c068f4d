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
from sandbox.reports.html.material import Material
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
# What only studies bring, so that these parts of a page are tried as well.
FURTHER: dict[str, Any] = {
    "attribution": {
        "metric": "success_rate", "from": "a", "to": "b", "unit": "share",
        "parts": [
            {"name": "links", "mean": 0.06, "low": 0.05, "high": 0.07},
            {"name": "wallets", "mean": 0.04, "low": 0.03, "high": 0.05},
            {"name": "hand-over", "mean": -0.01, "low": -0.02, "high": 0.0},
        ],
    },
    "sensitivity": {
        "metric": "success_rate", "unit": "share", "centre": 0.09,
        "swings": [
            {"name": "choice.switch_willingness", "low_text": "40%", "high_text": "80%",
             "at_low": 0.12, "at_high": 0.05},
            {"name": "cashier.cancelled", "low_text": "0.5%", "high_text": "3%",
             "at_low": 0.092, "at_high": 0.088},
        ],
    },
}  # fmt: skip
MOVES = {
    "paid": {"paid": 2900, "cancelled": 12},
    "no_common_wallet": {"paid": 140, "no_common_wallet": 60},
    "switch_refused": {"paid": 100, "switch_refused": 38},
}


@dataclass(frozen=True)
class Written:
    """A page with the document that it was made from."""

    file: Path
    document: dict[str, Any]

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
    source = str(ROOT / "scenarios" / SCENARIOS.get(name, SCENARIOS["two_regimes"]))
    file = folder / "report.html"
    words = ["run", source, "--smoke", "--jobs", "1", "--out", str(folder), "--html", str(file)]
    found = CliRunner().invoke(sandbox, words)
    assert found.exit_code == 0, found.stderr
    document = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    if name == "with_a_study":
        context = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        document["differences"][0]["moves"] = MOVES
        span = {"low": 0.04, "high": 0.12, "driver": "choice.switch_willingness"}
        document["differences"][0]["assumption_range"] = span
        document |= FURTHER
        file.write_text(page_html(Material(document, context)), encoding="utf-8")
    return Written(file, document)


@pytest.fixture(scope="session", params=[*SCENARIOS, "with_a_study"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A page of each kind."""
    return write(request.param, tmp_path_factory.mktemp(request.param))


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
