"""Colours, each under a name, for light and for dark; charts and style sheet share them.

Series follow Okabe & Ito (2008), which readers with any kind of colour vision tell apart; greys
are for baselines. A sign, shape or word always says the same as a colour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

LIGHT = {
    "page": "#fbfaf7",
    "raised": "#ffffff",
    "ink": "#1c2127",
    "muted": "#5a636e",
    "line": "#dcd9d1",
    "accent": "#00619a",
    "good": "#00694c",
    "bad": "#a83f00",
    "open": "#7a5600",
    "band": "#f3d9c6",
    "series-1": "#727b87",
    "series-2": "#0072b2",
    "series-3": "#d55e00",
    "series-4": "#009e73",
    "series-5": "#cc79a7",
    "series-6": "#b97f00",
    "series-7": "#56b4e9",
    "series-8": "#5a4fcf",
    "door-open": "#0072b2",
    "door-open-ink": "#ffffff",
    "door-part": "#9dcbe8",
    "door-part-ink": "#0d2b3f",
    "door-hard": "#f4c88f",
    "door-hard-ink": "#4a2a00",
    "door-shut": "#e9e7e1",
    "door-shut-ink": "#5a5f66",
}
DARK = {
    "page": "#14181d",
    "raised": "#1b2127",
    "ink": "#e7e9ec",
    "muted": "#a3adb8",
    "line": "#343c45",
    "accent": "#6cb8ee",
    "good": "#4fd3a5",
    "bad": "#ff9a5c",
    "open": "#e9bd58",
    "band": "#4a3324",
    "series-1": "#98a2ae",
    "series-2": "#4aa8e8",
    "series-3": "#f5894a",
    "series-4": "#37c99a",
    "series-5": "#e29bc5",
    "series-6": "#e6b23f",
    "series-7": "#9bd5f7",
    "series-8": "#a99eff",
    "door-open": "#3f9fe0",
    "door-open-ink": "#06121c",
    "door-part": "#1f4f70",
    "door-part-ink": "#e3f1fb",
    "door-hard": "#6b4a1c",
    "door-hard-ink": "#ffe9c9",
    "door-shut": "#262d34",
    "door-shut-ink": "#a3adb8",
}
SERIES = 8
VARIABLE = re.compile(r"var\(--([\w-]+)\)")


def colour(name: str) -> str:
    """Return a colour of the style sheet, which follows the reader's theme."""
    if name not in LIGHT:
        raise KeyError(name)
    return f"var(--{name})"


def series(number: int) -> str:
    """Return the colour of a regime or member by its number, from 0; they repeat after eight."""
    return colour(f"series-{number % SERIES + 1}")


def declarations(colours: Mapping[str, str]) -> str:
    """Return colours as custom properties of a style sheet."""
    return "".join(f"--{name}:{value};" for name, value in colours.items())


def in_print(node: Any) -> Any:  # noqa: ANN401 -- a specification is any JSON
    """Return a specification with the light colours themselves in place of their names."""
    match node:
        case str():
            return VARIABLE.sub(lambda match: LIGHT[match[1]], node)
        case dict():
            return {key: in_print(value) for key, value in node.items()}
        case list():
            return [in_print(value) for value in node]
        case _:
            return node
