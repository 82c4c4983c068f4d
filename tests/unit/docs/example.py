"""The scenario of docs/how_it_hangs_together.md while it is asked, part by part.

Functions are found by their names in a room, so that a module that moves inside of its room
moves no walk.
"""

from __future__ import annotations

import ast
import importlib
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import sandbox

ROOT = Path(__file__).resolve().parents[3]
METRICS = ("success_rate", "fees.alipay")
REPLICATIONS = 5
KINDS = (ast.FunctionDef, ast.ClassDef)


@cache
def defined() -> frozenset[tuple[str, str]]:
    """Return (module, name) of every function, method and class of the program."""
    found = set()
    for file in sorted((ROOT / "sandbox").rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        module = ".".join(part for part in parts if part != "__init__")
        tree = ast.parse(file.read_text(encoding="utf-8"))
        found |= {(module, node.name) for node in ast.walk(tree) if isinstance(node, KINDS)}
    return frozenset(found)


def homes(name: str, room: str) -> list[str]:
    """Return the modules of a room (`engines/reference`) that define a name."""
    head = f"sandbox.{room.replace('/', '.')}"
    inside = (head, f"{head}.")
    return sorted(m for m, n in defined() if n == name and (m == head or m.startswith(inside[1])))


def the(name: str, room: str) -> Any:  # noqa: ANN401 -- any function or class
    """Return the one function or class of a name in a room."""
    (module,) = homes(name, room)
    return getattr(importlib.import_module(module), name)


class Example:
    """The scenario while it is asked: each part is made once."""

    def __init__(self, text: str, folder: Path) -> None:
        self.path = folder / "ajar.yaml"
        self.path.write_text(text, encoding="utf-8")
        self.loaded = sandbox.load(self.path)
        self.document = self.loaded.document
        build = the("build_regimes", "scenario")
        self.before, self.after = self.worlds = build(self.document, self.document.compare)
        self.key = the("stream_key", "chance")(1, 0)
        self._told: dict[int, Any] = {}

    @cached_property
    def options(self) -> Any:  # noqa: ANN401 -- options
        """What the command line makes of the page's options; the result is that of any engine."""
        options = the("Options", "studies")
        return options(
            metrics=METRICS,
            replications=REPLICATIONS,
            engine="reference",
            jobs=1,
            has_assumption_range=False,
        )

    @cached_property
    def answer(self) -> Any:  # noqa: ANN401 -- an answer
        """The answer to the page's question."""
        return sandbox.run(self.loaded, self.options)

    @cached_property
    def replicated(self) -> Any:  # noqa: ANN401 -- a replication
        """The first replication of both regimes."""
        tables = tuple(built.world for built in self.worlds)
        return the("replicate", "studies")(
            the("WorkUnit", "studies")(0, 0, tables, 1, "reference", 2)
        )

    def told(self, checkout: int) -> Any:  # noqa: ANN401 -- stories
        """Return the stories of a checkout under both regimes."""
        if checkout not in self._told:
            self._told[checkout] = sandbox.explain(self.loaded, checkout)
        return self._told[checkout]

    def facts(self, checkout: int, kind: str, regime: int = 1) -> dict[str, int]:
        """Return the facts of an event of a checkout."""
        events = self.told(checkout)[regime].story.events
        (found,) = [event.facts for event in events if event.kind.value == kind]
        return dict(found)

    def tale(self, checkout: int) -> Any:  # noqa: ANN401 -- a story
        """Return the second story with everything needed to tell it."""
        recollection = the("Recollection", "reports/story")
        return recollection(self.told(checkout)[1], self.document, self.key)

    def figures(self, section: str) -> list[Any]:
        """Return the figures of a section of the page."""
        found = the(section, "reports/html/sections")(self.material)
        return list(found.figures)

    @property
    def view(self) -> Any:  # noqa: ANN401 -- a view
        """What reports read."""
        return the("View", "reports/findings")(self.answer.document)

    @property
    def material(self) -> Any:  # noqa: ANN401 -- the same
        """What the page reads."""
        return the("Material", "reports/html")(self.answer.document)
