from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.material import Material
from sandbox.reports.html.sections.evidence.parting_section import parting

Compared = Callable[..., Material]


def test_the_first_checkout_that_differs_is_told_with_its_commands(comparison: Compared) -> None:
    made = comparison()
    where = made.document["points"][1]["divergence"]
    section = parting(made)
    assert section is not None
    told = "".join(section.rest)
    assert f"Under doors: checkout {where['checkout']:,} of replication 0, which arrives" in told
    assert '<td class="words">insufficient funds</td>' in told
    assert told.count("sandbox explain ") == 2


def test_numbers_lead_into_the_document_and_truth_is_a_word(comparison: Compared) -> None:
    document = dict(comparison().document)
    pair = dict(document["points"][1])
    differs = {"wait_us": {"a": 1234, "b": None}, "is_new": {"a": True, "b": False}}
    pair["divergence"] = {**pair["divergence"], "differs": differs}
    section = parting(Material({**document, "points": [pair]}))
    assert section is not None
    told = "".join(section.rest)
    assert 'data-at="/points/0/divergence/differs/wait_us/a">1,234</data>' in told
    assert ">yes</td>" in told
    assert ">no</td>" in told


def test_what_was_not_looked_for_says_why(comparison: Compared) -> None:
    section = parting(comparison(seed=2))
    assert section is not None
    assert "Under walls: not looked for, because their seeds are 1 and 2." in section.rest[0]


def test_equal_runs_do_not_part(comparison: Compared) -> None:
    document = dict(comparison().document)
    assert parting(Material({**document, "points": document["points"][:1]})) is None
