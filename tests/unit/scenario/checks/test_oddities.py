from __future__ import annotations

from sandbox.scenario.loading import load_text

REGIMES = """extends: blank
regimes:
  early: {extends: open, rules: [{name: a, set: {link: open}, until: 2024-01-01}]}
  wide: {extends: open, rules: [{name: b, set: {link: open}}]}
"""


def warnings(text: str) -> list[str]:
    return [diagnostic.message for diagnostic in load_text(text).warnings]


def test_regimes_that_differ_only_outside_the_period_are_noticed() -> None:
    assert warnings(REGIMES + "compare: [open, early, wide]") == [
        (
            "in the period 2024-01-01 to 2024-01-01T01:00 regime `early` has the same rules "
            "in force as `open`"
        ),
    ]


def test_fewer_rules_than_the_baseline_s_are_a_difference() -> None:
    assert warnings(REGIMES + "compare: [wide, open]") == []


def test_a_new_ecosystem_is_welcome_unless_it_looks_like_another() -> None:
    assert warnings("extends: blank\nwallets: {panda: {ecosystem: panda}}") == []
    assert warnings("extends: blank\nwallets: {panda: {ecosystem: nuetral}}") == [
        "wallet `panda` founds a new ecosystem `nuetral`",
    ]
