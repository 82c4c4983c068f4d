from __future__ import annotations

import re

import pytest

from sandbox.reports.html.palette import DARK, LIGHT, SERIES, colour, declarations, in_print, series


def luminance(colour_: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    parts = [int(colour_[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read(colours: dict[str, str]) -> None:
    pairs = [
        (name, ground)
        for name in ("ink", "muted", "accent", "good", "bad", "open")
        for ground in ("page", "raised")
    ]
    pairs += [(f"door-{kind}-ink", f"door-{kind}") for kind in ("open", "part", "hard", "shut")]
    faint = [pair for pair in pairs if contrast(colours[pair[0]], colours[pair[1]]) < 4.5]
    assert faint == []


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_stand_out_from_the_page(colours: dict[str, str]) -> None:
    pale = [k for k in range(1, 4) if contrast(colours[f"series-{k}"], colours["page"]) < 3]
    assert pale == []


def test_both_themes_know_the_same_names() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert all(re.fullmatch("#[0-9a-f]{6}", value) for value in [*LIGHT.values(), *DARK.values()])


def test_series_begin_again_after_the_last() -> None:
    assert series(0) == "var(--series-1)" == series(SERIES)


def test_an_unknown_colour_is_a_defect() -> None:
    with pytest.raises(KeyError):
        colour("mauve")


def test_in_print_names_become_colours_everywhere() -> None:
    spec = {"a": ["var(--ink)", 1, None], "b": {"c": "1px var(--line)"}}
    assert in_print(spec) == {"a": [LIGHT["ink"], 1, None], "b": {"c": f"1px {LIGHT['line']}"}}


def test_declarations_are_css() -> None:
    assert declarations({"a": "#000000", "b": "#ffffff"}) == "--a:#000000;--b:#ffffff;"
