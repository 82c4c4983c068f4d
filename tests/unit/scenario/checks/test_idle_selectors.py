from __future__ import annotations

from sandbox.scenario.checks.idle_selectors import SELECTORS
from sandbox.scenario.schema.rule_sections import Setting, When


def test_every_family_has_its_selectors() -> None:
    assert SELECTORS.keys() == Setting.model_fields.keys()


def test_every_selector_means_something_somewhere() -> None:
    meant = {selector for selectors in SELECTORS.values() for selector in selectors}
    assert meant == When.model_fields.keys()
