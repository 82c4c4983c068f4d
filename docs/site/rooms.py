"""`python -m docs.site.rooms`: draw the rooms of the program from its imports.

A room is a package directly below `sandbox`; modules without one share a room at the bottom, or
one at the top where they import packages.
Rooms stand on a diagonal, each below all that import it.
A dot below a room and left of another is an arrow from the one to the other, as large as it has
imports; those for type checkers alone are counted apart.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "sandbox"
PICTURE = ROOT / "docs" / "pictures" / "rooms.svg"
DOORS, GROUND = "front doors", "single modules"
ABOUT = {
    DOORS: "Modules without a package that import packages.",
    GROUND: "All others without a package: units, words, errors.",
}
WIDTH, ROW, TOP, LEFT, COLUMN = 800, 44, 52, 72, 32  # pixels
BOX_WIDTH, BOX_HEIGHT, RADIUS_MAX = 26, 24, 15
LETTER = 5.3  # of a line about a room
STYLE = """
.back { fill: #ffffff } .band { fill: #f2f4f7 } .line { stroke: #c3cad4; fill: none }
.box { fill: #2a5d9c } .dot { fill: #2a5d9c } .ring { fill: #ffffff; stroke: #2a5d9c }
text { font: 12px system-ui, sans-serif; fill: #1c2430 } .name { font-weight: 600; font-size: 13px }
.small { font-size: 10.5px; fill: #596575 } .count { fill: #ffffff; font-size: 11px }
.types { fill: #1c2430; font-size: 11px } .middle { text-anchor: middle }
@media (prefers-color-scheme: dark) {
.back { fill: #14181d } .band { fill: #1d232b } .line { stroke: #47525f }
.box, .dot { fill: #7db0ee } .ring { fill: #14181d; stroke: #7db0ee }
text { fill: #e4e9ef } .small { fill: #a3afbd } .count { fill: #14181d } .types { fill: #e4e9ef }
}
"""


@dataclass(frozen=True, slots=True)
class Import:
    """One module that imports another, by dotted names below `sandbox`.

    Attributes
    ----------
    is_typing
        Whether it stands below `if TYPE_CHECKING`.
    """

    source: str
    target: str
    is_typing: bool


@dataclass(frozen=True, slots=True)
class Rooms:
    """Rooms with what one imports from another.

    Attributes
    ----------
    layers
        From the bottom: the rooms that import only from layers below.
    running, typing
        (importing room, imported room) → pairs of modules.
    about
        Room → the first line of its docstring.
    """

    layers: Sequence[Sequence[str]]
    running: Mapping[tuple[str, str], int]
    typing: Mapping[tuple[str, str], int]
    about: Mapping[str, str]


def modules(package: Path = PACKAGE) -> dict[str, ast.Module]:
    """Return the syntax of every module by its dotted name below the package."""
    found = {}
    for file in sorted(package.rglob("*.py")):
        parts = file.relative_to(package).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(file.read_text(encoding="utf-8"))
    return found


def imports(known: Mapping[str, ast.Module]) -> set[Import]:
    """Return what modules import from each other; an import for type checkers only if no other."""
    found: dict[tuple[str, str], bool] = {}
    for source, tree in known.items():
        for target, is_typing in _imported(tree.body, known, is_typing=False):
            pair = source, target
            found[pair] = is_typing and found.get(pair, True)
    return {Import(*pair, is_typing) for pair, is_typing in found.items()}


def _imported(
    body: Iterable[ast.AST], known: Mapping[str, ast.Module], *, is_typing: bool
) -> Iterator[tuple[str, bool]]:
    for node in body:
        if isinstance(node, ast.ImportFrom):
            yield from ((target, is_typing) for target in _targets(node, known))
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _imported(node.body, known, is_typing=True)
            yield from _imported(node.orelse, known, is_typing=is_typing)
        else:
            yield from _imported(ast.iter_child_nodes(node), known, is_typing=is_typing)


def _targets(node: ast.ImportFrom, known: Mapping[str, ast.Module]) -> set[str]:
    """Return the modules that a `from sandbox… import …` names; the house imports no other way."""
    whole = node.module or ""
    if whole.split(".")[0] != "sandbox":
        return set()
    inside = whole.removeprefix("sandbox").removeprefix(".")
    named = {f"{inside}.{alias.name}".removeprefix(".") for alias in node.names}
    return {name if name in known else inside for name in named}


def rooms(package: Path = PACKAGE) -> Rooms:
    """Return the rooms of a package with their imports."""
    known = modules(package)
    found = imports(known)
    packages = {name.split(".")[0] for name in known if "." in name}
    upper = {i.source for i in found if i.target.split(".")[0] in packages} | {""}

    def room(name: str) -> str:
        head = name.split(".", maxsplit=1)[0]
        return head if head in packages else DOORS if name in upper else GROUND

    pairs = {kind: Counter[tuple[str, str]]() for kind in (False, True)}
    for one in found:
        ends = room(one.source), room(one.target)
        # The version stands in the package itself; whoever reads it enters no door.
        if ends[0] != ends[1] and one.target:
            pairs[one.is_typing][ends] += 1
    about = {name: (ast.get_docstring(known[name]) or "").split("\n")[0] for name in packages}
    layers = _layers({room(name) for name in known}, pairs[False])
    return Rooms(layers, pairs[False], pairs[True], {**about, **ABOUT})


def _layers(names: set[str], pairs: Mapping[tuple[str, str], int]) -> list[list[str]]:
    """Return the rooms in layers from the bottom; a circle of imports is refused."""
    layers: list[list[str]] = []
    left = set(names)
    while left:
        free = {n for n in left if not any((n, other) in pairs for other in left)}
        if not free:
            raise ValueError(f"rooms import each other in a circle: {', '.join(sorted(left))}")
        layers.append(sorted(free))
        left -= free
    return layers


def drawing(found: Rooms) -> str:
    """Return the picture as SVG."""
    order = [name for layer in reversed(found.layers) for name in layer]
    height = TOP + ROW * len(order) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        "<title>The rooms of the program and their imports</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="back" width="{WIDTH}" height="{height}"/>',
        *_legend(),
        *_bands(found.layers, order),
        *_lines(found, order),
        *_boxes(found, order),
        *_dots(found, order),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _x(place: int) -> int:
    return LEFT + COLUMN * place + BOX_WIDTH // 2


def _y(place: int) -> int:
    return TOP + ROW * place + ROW // 2


def _text(x: int, y: int, kind: str, text: object) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(str(text))}</text>'


def _legend() -> Iterator[str]:
    told = (
        "A dot is an arrow from the room above to the room at its right: so many pairs of modules.",
        "+n, or a ring: pairs of which only type checkers know. All arrows point down.",
    )
    yield from (_text(12, 20 + 16 * k, "small", line) for k, line in enumerate(told))


def _bands(layers: Sequence[Sequence[str]], order: Sequence[str]) -> Iterator[str]:
    for number, layer in enumerate(layers):
        first = order.index(layer[0])
        y, height = TOP + ROW * first, ROW * len(layer)
        if number % 2:
            yield f'<rect class="band" x="0" y="{y}" width="{WIDTH}" height="{height}"/>'
        yield _text(12, y + height // 2 + 4, "small", f"layer {number}")


def _lines(found: Rooms, order: Sequence[str]) -> Iterator[str]:
    """Yield a line down from each room to what it imports, one from its importers to each room."""
    pairs = {*found.running, *found.typing}
    for place, name in enumerate(order):
        down = [order.index(target) for source, target in pairs if source == name]
        if down:
            yield f'<path class="line" d="M{_x(place)} {_y(place)}V{_y(max(down))}"/>'
        users = [order.index(source) for source, target in pairs if target == name]
        if users:
            end, y = _x(place) - BOX_WIDTH // 2, _y(place)
            yield f'<path class="line" d="M{_x(min(users))} {y}H{end}m-6 -4l6 4l-6 4"/>'


def _boxes(found: Rooms, order: Sequence[str]) -> Iterator[str]:
    for place, name in enumerate(order):
        x, y = _x(place) - BOX_WIDTH // 2, _y(place) - BOX_HEIGHT // 2
        size = f'width="{BOX_WIDTH}" height="{BOX_HEIGHT}"'
        yield f'<rect class="box" x="{x}" y="{y}" {size} rx="4"/>'
        beside = x + BOX_WIDTH + 9
        yield _text(beside, y + 9, "name", name)
        about = _shortened(found.about[name], WIDTH - 12 - beside)
        yield _text(beside, y + 23, "small", about)


def _shortened(text: str, pixels: int) -> str:
    text, most = text.rstrip("."), int(pixels / LETTER)
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"


def _dots(found: Rooms, order: Sequence[str]) -> Iterator[str]:
    most = max(found.running.values(), default=1)
    for source, target in sorted({*found.running, *found.typing}):
        x, y = _x(order.index(source)), _y(order.index(target))
        running, typing = (p.get((source, target), 0) for p in (found.running, found.typing))
        size = running or typing
        radius = max(8, round(RADIUS_MAX * (min(size, most) / most) ** 0.5))
        kind, count = ("dot", "count") if running else ("ring", "types")
        yield f'<circle class="{kind}" cx="{x}" cy="{y}" r="{radius}"/>'
        yield _text(x, y + 4, f"{count} middle", size)
        if running and typing:
            yield _text(x + radius, y + max(17, radius + 5), "small middle", f"+{typing}")


if __name__ == "__main__":
    PICTURE.write_text(drawing(rooms()), encoding="utf-8")
