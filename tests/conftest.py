"""What every test may rely on: one seed, and the same examples on every machine.

`--seed N` tries another seed; `--hypothesis-profile=search` looks for new examples.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest
from hypothesis import settings

SEED = 20_240_927  # arbitrary but fixed: the day on which all of Taobao took WeChat Pay

settings.register_profile("repeatable", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("search", max_examples=2_000, deadline=None, print_blob=True)
settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", type=int, default=SEED, help=f"seed of statistical tests [{SEED}]")


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """Seed of a statistical test; its stated false-alarm probability is over this seed."""
    chosen: int = request.config.getoption("--seed")
    return chosen


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    fixtures: dict[str, object] = getattr(item, "funcargs", {})
    if report.failed and "seed" in fixtures:
        report.sections.append(("seed", f"repeat with --seed {fixtures['seed']}"))
    return report
