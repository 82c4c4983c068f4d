from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.reports.story.display_names import DisplayNames
from sandbox.scenario.loading import Loaded
from sandbox.scenario.tables.build import build_world


@pytest.fixture
def shown(loaded: Callable[..., Loaded]) -> DisplayNames:
    document = loaded("one_regime").document
    return DisplayNames(build_world(document), document)


def test_a_party_goes_by_its_name_or_else_its_key(shown: DisplayNames) -> None:
    assert shown.wallets(0b111) == ["Red Pay", "Blue Pay", "tiny_pay"]
    assert [shown.destination(k) for k in range(3)] == ["Red Mall", "Noodle stall", "Red pass"]
    assert shown.surface(0) == "The shop's own app"


def test_a_default_has_no_rule(shown: DisplayNames) -> None:
    clauses = shown.built.world.clauses
    default = next(k for k, rule in enumerate(clauses.rule) if rule < 0)
    written = next(k for k, rule in enumerate(clauses.rule) if rule == 0)
    assert shown.rule(default) == shown.rule(-1) == ""
    assert shown.rule(written) == "rule chat_copies (walls)"
