from __future__ import annotations

import pytest

from sandbox.scenario.loading import load
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.tables.sharing import PARTS_KEPT, Shared
from tests.house.tree import ROOT


@pytest.fixture
def document() -> Document:
    return load(ROOT / "tests" / "golden" / "reports" / "compare_two.yaml").document


class Builder:
    """Builds from one section and one number, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def build(self, document: Document, further: int) -> tuple[int, int]:
        self.times += 1
        return document.period.length_us, further


def changed(document: Document, section: str, **values: object) -> Document:
    """Return a document with one section replaced."""
    old = getattr(document, section)
    return document.model_copy(update={section: old.model_copy(update=values)})


def test_a_part_is_built_once_while_its_sections_stay(document: Document) -> None:
    shared, builder = Shared(), Builder()
    first = shared.part(builder.build, document, 1)
    other = changed(document, "choice", goes_elsewhere=0)
    assert shared.part(builder.build, other, 1) is first
    assert builder.times == 1


def test_a_section_that_was_read_and_has_changed_is_read_again(document: Document) -> None:
    shared, builder = Shared(), Builder()
    shared.part(builder.build, document, 1)
    other = changed(document, "period", until=None, for_=7)
    assert shared.part(builder.build, other, 1) == (7, 1)
    assert builder.times == 2


def test_other_arguments_are_another_part(document: Document) -> None:
    shared, builder = Shared(), Builder()
    assert [shared.part(builder.build, document, k)[1] for k in (1, 2, 1)] == [1, 2, 1]
    assert builder.times == 2


def test_only_the_latest_parts_are_kept(document: Document) -> None:
    shared, builder = Shared(), Builder()
    for further in range(PARTS_KEPT + 1):
        shared.part(builder.build, document, further)
    shared.part(builder.build, document, PARTS_KEPT)
    assert builder.times == PARTS_KEPT + 1
    shared.part(builder.build, document, 0)
    assert builder.times == PARTS_KEPT + 2
