from __future__ import annotations

from collections.abc import Callable

from sandbox.reports.html.material import Material
from sandbox.reports.html.pieces import at_points
from sandbox.reports.html.sections.losses_section import losses

Studied = Callable[[str], Material]
Compared = Callable[..., Material]


def test_a_sweep_shows_its_first_point_and_says_so(study: Studied) -> None:
    section = at_points(losses)(study("along"))
    assert section is not None
    assert "At segments.village.switch_willingness=10%, the first of 3 points." in section.lead[0]


def test_one_point_needs_no_note(study: Studied) -> None:
    made = study("compare")
    assert at_points(losses)(made) == losses(made)


def test_a_comparison_shows_all_its_pairs_under_names_of_their_own(comparison: Compared) -> None:
    section = at_points(losses)(comparison())
    assert section is not None
    assert [figure.name for figure in section.figures] == ["losses-pair-1", "losses-pair-2"]
    assert [figure.title.rpartition(" · ")[2] for figure in section.figures] == ["walls", "doors"]
