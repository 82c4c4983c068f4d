from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.evidence.reproduce_section import reproduce

Made = Callable[[str], Material]


def test_command_seed_version_and_checksums_are_told(material: Made) -> None:
    made = material("compare_two")
    section = reproduce(made)
    assert "sandbox run compare_two.yaml" in section.lead[1]
    for regime in made.regimes:
        assert regime.case["checksum"] in section.rest[0]
    assert made.document["version"] in section.rest[0]


def test_without_a_command_there_is_none_to_repeat(material: Made) -> None:
    assert len(reproduce(Material(material("compare_two").document)).lead) == 1
