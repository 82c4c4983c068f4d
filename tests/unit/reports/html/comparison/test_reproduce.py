from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.comparison.material import ComparisonMaterial
from sandbox.reports.html.comparison.reproduce import reproduce

Compared = Callable[..., ComparisonMaterial]


def test_commands_seeds_versions_and_checksums_of_both_are_told(comparison: Compared) -> None:
    made = comparison()
    section = reproduce(made)
    told = "".join([*section.lead, *section.rest])
    assert "sandbox run compare_two.yaml --regime walls --regime doors --seed 1" in told
    assert "--set wallets.blue_pay.declines.insufficient_funds=40%" in told
    assert "<code>sandbox compare first second</code>" in told
    for pair in made.pairs:
        assert all(side.found["checksum"] in told for side in pair.regimes)
    assert made.document["a"]["rules"] in told


def test_what_is_unknown_is_left_out(comparison: Compared) -> None:
    document = dict(comparison().document)
    document["a"] = {**document["a"], "command": "", "rules": None}
    section = reproduce(ComparisonMaterial(document))
    assert "A was made by" not in "".join(section.lead)
    assert "This page was made by" not in "".join(section.lead)
    assert "–" in section.rest[0]
