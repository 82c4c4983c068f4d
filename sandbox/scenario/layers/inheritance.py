"""From one file down the chain of `extends` to the world at its bottom."""

from __future__ import annotations

from dataclasses import dataclass, field
from os.path import normpath
from pathlib import Path

from sandbox.errors import Diagnostic, Location, MachineError, ScenarioError, UsageError
from sandbox.scenario.layers.packaged import (
    REGIMES,
    has_regimes,
    packaged_text,
    packaged_tree,
    world_names,
)
from sandbox.scenario.mistakes.suggestions import hint_at
from sandbox.scenario.yaml.annotations import fold_document
from sandbox.scenario.yaml.nodes import Entry, Mapping, Scalar
from sandbox.scenario.yaml.source_text import SourceText, read_source
from sandbox.scenario.yaml.yaml_tree import compose

CHAIN_MAX = 16


@dataclass(frozen=True, slots=True)
class Origin:
    """A file of the chain: a packaged world, a file on disk, or a text without a place.

    Attributes
    ----------
    source
        Its text.
    path
        Where it is on disk; None for packaged worlds and bare texts.
    world
        Name of the packaged world, or empty.
    """

    source: SourceText
    path: Path | None = None
    world: str = ""

    @property
    def identity(self) -> str:
        """What tells two files of a chain apart."""
        return self.world or (str(self.path.resolve()) if self.path else self.source.name)

    @property
    def title(self) -> str:
        """How messages about the chain call it."""
        return self.world or self.source.name


@dataclass(slots=True)
class Lineage:
    """The documents of a chain, base first.

    Attributes
    ----------
    layers
        Folded trees without their `extends`.
    diagnostics
        Mistakes met on the way.
    is_whole
        False where a base is missing, so that nothing can be said about missing keys.
    chain
        Where they come from, the file that was asked for first.
    """

    layers: list[Mapping] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    is_whole: bool = True
    chain: list[Origin] = field(default_factory=list)


def open_world(name: str) -> Origin:
    """Return a packaged world as the start of a chain."""
    return Origin(packaged_text(name), world=name)


def open_file(path: Path, name: str) -> Origin:
    """Return a file on disk as the start of a chain; see `read_source` for what it raises."""
    return Origin(read_source(path, name), path)


def follow(start: Origin) -> Lineage:
    """Read a file and everything that it extends.

    Raises
    ------
    ScenarioError
        When the first file cannot be read as YAML; mistakes of its bases are collected.
    """
    lineage = Lineage()
    chain = lineage.chain
    origin: Origin | None = start
    packaged: list[Mapping] = []
    while origin is not None:
        chain.append(origin)
        tree = _read(origin, lineage, is_first=origin is start)
        if tree is None:
            break
        extends = tree.entries.get("extends")
        layer = Mapping({k: v for k, v in tree.entries.items() if k != "extends"}, tree.span)
        lineage.layers.insert(0, layer)
        if origin.world:
            packaged.insert(0, layer)
        origin = _base(extends, chain, lineage) if extends else None
    if _lacks_regimes(packaged):
        lineage.layers.insert(0, packaged_tree(REGIMES))
    return lineage


def _read(origin: Origin, lineage: Lineage, *, is_first: bool) -> Mapping | None:
    try:
        if origin.world:
            return packaged_tree(origin.world)
        composed = compose(origin.source)
    except ScenarioError as error:
        if is_first:
            raise
        lineage.diagnostics.extend(error.diagnostics)
        lineage.is_whole = False
        return None
    lineage.diagnostics.extend(composed.diagnostics)
    return fold_document(composed.tree, lineage.diagnostics)


def _base(extends: Entry, chain: list[Origin], lineage: Lineage) -> Origin | None:
    """Return the file that the last one of a chain extends; None where there is none."""
    if isinstance(extends.node, Scalar) and extends.node.value is None:
        return None
    place = extends.node.span.location
    try:
        if not isinstance(extends.node, Scalar):
            hint = "write one name; that world can extend another"
            raise _bad("`extends` must be one name, of a world or a file", place, hint)
        base = _find(extends.node.text, place, chain)
    except ScenarioError as error:
        lineage.diagnostics.extend(error.diagnostics)
        lineage.is_whole = False
        return None
    return base


def _find(name: str, location: Location, chain: list[Origin]) -> Origin:
    base = _open(name, location, chain)
    seen = [origin.identity for origin in chain]
    if base.identity in seen:
        loop = [origin.title for origin in chain[seen.index(base.identity) :]]
        ring = " → ".join([*loop, loop[0]])
        raise _bad(f"circular `extends`: {ring}", location, "one of them must not extend another")
    if len(chain) >= CHAIN_MAX:
        raise _bad(f"a chain of `extends` may be at most {CHAIN_MAX} files long", location)
    return base


def _open(name: str, location: Location, chain: list[Origin]) -> Origin:
    if name in world_names():
        return open_world(name)
    origin = chain[-1]
    if origin.path is None:
        raise _missing(name, location, chain, world_names())
    folder = origin.path.parent
    shown = normpath(Path(origin.source.name).parent / name)
    for suffix in ("", ".yaml"):
        try:
            return open_file(folder / (name + suffix), shown + suffix)
        except MachineError:
            raise
        except UsageError:
            continue
        except ScenarioError as error:
            # Read errors of a base carry no line; the place of `extends` is more useful.
            raise ScenarioError(
                [_at(location, diagnostic) for diagnostic in error.diagnostics]
            ) from None
    parent = Path(name).parent
    beside = [str(parent / near) for near in neighbours(folder / parent)]
    raise _missing(name, location, chain, [*world_names(), *beside])


def _at(location: Location, diagnostic: Diagnostic) -> Diagnostic:
    if diagnostic.location.line:
        return diagnostic
    return Diagnostic(diagnostic.message, location, diagnostic.note, diagnostic.hint)


def _missing(
    name: str, location: Location, chain: list[Origin], known_names: list[str]
) -> ScenarioError:
    way = " → ".join([*(origin.title for origin in chain), name])
    message = f"`extends` names `{name}`, which is neither a packaged world nor a file"
    if len(chain) > 1:
        message += f" ({way})"
    hint = hint_at(name, known_names) or f"packaged worlds are {', '.join(world_names())}"
    return _bad(message, location, hint)


def neighbours(folder: Path) -> list[str]:
    """Return the names of the YAML files in a folder, to look for a misspelt one."""
    try:
        return sorted(path.name for path in folder.glob("*.yaml"))[:200]
    except OSError:
        return []


def _lacks_regimes(packaged_layers: list[Mapping]) -> bool:
    """Tell whether a packaged world lives under a regime that it does not define itself."""
    regime, defined = "", set[str]()
    for layer in packaged_layers:
        default = layer.entries.get("regime")
        regimes = layer.entries.get("regimes")
        if default and isinstance(default.node, Scalar):
            regime = default.node.text
        if regimes and isinstance(regimes.node, Mapping):
            defined |= set(regimes.node.entries)
    return bool(regime) and regime not in defined and has_regimes()


def _bad(message: str, location: Location, hint: str = "") -> ScenarioError:
    return ScenarioError([Diagnostic(message, location, hint=hint)])
