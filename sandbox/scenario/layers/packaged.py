"""The worlds and regimes that ship with the program."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from sandbox.errors import Diagnostic, ScenarioError
from sandbox.scenario.yaml.annotations import fold_document
from sandbox.scenario.yaml.nodes import Mapping
from sandbox.scenario.yaml.source_text import SourceText, decode
from sandbox.scenario.yaml.yaml_tree import compose

REGIMES = "regimes"
_PACKAGE = "sandbox.worlds"


def world_names() -> list[str]:
    """Return the names of the packaged worlds, sorted."""
    stems = (
        entry.name.removesuffix(".yaml")
        for entry in files(_PACKAGE).iterdir()
        if _is_yaml(entry.name)
    )
    return sorted(stem for stem in stems if stem != REGIMES)


@cache
def packaged_text(name: str) -> SourceText:
    """Return the text of a packaged world, or of the packaged regimes."""
    data = files(_PACKAGE).joinpath(f"{name}.yaml").read_bytes()
    return decode(data, f"{name} (packaged)", is_packaged=True)


@cache
def packaged_tree(name: str) -> Mapping:
    """Return the folded tree of a packaged world, or of the packaged regimes.

    Raises
    ------
    ScenarioError
        When the packaged file itself has mistakes.
    """
    composed = compose(packaged_text(name))
    found: list[Diagnostic] = list(composed.diagnostics)
    tree = fold_document(composed.tree, found)
    if found:
        raise ScenarioError(found)
    return tree


def has_regimes() -> bool:
    """Tell whether the packaged regimes are there."""
    return files(_PACKAGE).joinpath(f"{REGIMES}.yaml").is_file()


def _is_yaml(name: str) -> bool:
    return name.endswith(".yaml") and not name.startswith((".", "_"))
