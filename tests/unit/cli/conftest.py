"""A command line to type into, and a small scenario to type about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sandbox.cli.app import sandbox

GARDENS = Path(__file__).parents[2] / "golden" / "reports"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Type a command, as if the small scenarios lay in the current folder."""
    monkeypatch.chdir(GARDENS)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(sandbox, arguments)

    return invoke
