from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.study.material import StudyMaterial
from sandbox.reports.html.study.reproduce import BY_THE_CLOCK, SAME, reproduce

Studied = Callable[[str], StudyMaterial]


def test_command_seed_version_and_checksums_are_told(study: Studied) -> None:
    made = study("compare")
    section = reproduce(made)
    told = "".join([*section.lead, *section.rest])
    assert SAME in told
    assert "<code>sandbox study x.yaml</code>" in told
    names = ("seed", "engine", "version", "checksum")
    assert all(str(made.document[name]) in told for name in names)
    assert all(run["checksum"] in told for run in made.document["points"][0]["runs"])


def test_a_study_that_the_clock_ended_promises_nothing(study: Studied) -> None:
    document = {**study("compare").document, "reproducible": False}
    section = reproduce(StudyMaterial(document))
    assert BY_THE_CLOCK in section.lead[0]
    assert len(section.lead) == 1
