from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.evidence.rules_section import rules

Made = Callable[[str], Material]


def test_added_and_removed_rules_are_told_by_sign_and_element(material: Made) -> None:
    found = [
        {"regime": "doors", "same": 3, "added": ["- name: a\n  set: {}"], "removed": ["- name: b"]}
    ]
    made = Material(material("compare_two").document, {"rules": found})
    section = rules(made)
    assert section is not None
    (told,) = section.rest
    assert "The mall opens to blue against Nothing opens that need not: 1 rule added" in told
    assert "added, 1 removed, 3 the same" in told
    assert "<ins>+ - name: a\n</ins><ins>+   set: {}\n</ins>" in told
    assert "<del>- - name: b\n</del>" in told


def test_equal_rules_have_no_part(material: Made) -> None:
    found = [{"regime": "doors", "same": 3, "added": [], "removed": []}]
    assert rules(Material(material("compare_two").document, {"rules": found})) is None
