"""Small worlds, one per feature: the town of town.yaml with a few sections written over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from sandbox.scenario.loading import load_text
from sandbox.scenario.schema.scenario_document import Document

World = dict[str, Any]

_HERE = Path(__file__).parent


def _read(name: str) -> World:
    sections: World = yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
    return sections


def written_over(below: World, above: World) -> World:
    """Return two worlds merged: mappings by key, everything else replaced."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        merged[key] = written_over(old or {}, value) if both else value
    return merged


def document_of(world: World) -> Document:
    """Load a world as a user would: from text, on top of the blank one."""
    text = yaml.safe_dump({"extends": "blank", **world}, allow_unicode=True, sort_keys=False)
    return load_text(text).document


def _feature(marks: World, sections: World) -> World:
    own = dict(sections)
    rules = [{"name": f"rule_{k}", **rule} for k, rule in enumerate(own.pop("rules", []))]
    if own.pop("open_doors", False):
        rules = [*marks["open_doors"], *rules]
    if own.pop("many_routes", False):
        own["routes"] = marks["many_routes"]
    return written_over(marks["town"], {**own, "rules": rules})


_MARKS = _read("town.yaml")
WORLDS = {name: _feature(_MARKS, own) for name, own in _read("features.yaml").items()}
