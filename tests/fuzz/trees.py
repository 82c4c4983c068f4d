"""Trees of YAML: read from text, walked, changed and written again, value by value.

A value is kept as it is written, because how it is written is what is tried: `5`, `5s` and `"5"`
are three different mistakes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

import yaml

# Mappings and lists of trees; the type checker would ask which at every literal.
Tree: TypeAlias = dict[str, Any] | list[Any] | str
Path = tuple[str | int, ...]

KEY_MAX = 500  # YAML looks no further than 1,024 characters for the colon behind a key
# Text that means itself in block style wherever it stands.
_PLAIN = re.compile(r"(?:[\w¥.+~µ]|-(?=[\d¥.]))(?:[\w¥%.+/~µ=<>(), -]|:(?=\S))*(?<![ :])|\{\}|\[\]")
_HIDDEN = {number: f"\\u{number:04x}" for number in (0x2028, 0x2029, 0xFEFF)}


class Quoted(str):
    """A value that stands in quotation marks: text, whatever it looks like."""

    __slots__ = ()


def read(text: str) -> Tree:
    """Return the tree of one document; an empty one is the text `null`."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    return "null" if node is None else _tree(node)


def _tree(node: yaml.Node) -> Tree:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _tree(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_tree(item) for item in node.value]
    value = str(node.value)
    is_plain = isinstance(node, yaml.ScalarNode) and node.style is None
    return value if is_plain and value else Quoted(value)


def write(tree: Tree) -> str:
    """Return a tree as YAML in block style."""
    return "\n".join(_lines(tree)) + "\n"


def _lines(tree: Tree) -> Iterator[str]:
    if isinstance(tree, str) or not tree:
        yield _scalar(tree)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            head = f"{_scalar(_key(key))}:"
            if len(head) > KEY_MAX:
                yield f"? {head[:-1]}"
                head = ":"
            yield from _entry(head, value)
    else:
        for item in tree:
            yield from _entry("-", item)


def _entry(head: str, value: Tree) -> Iterator[str]:
    if isinstance(value, str) or not value:
        yield f"{head} {_scalar(value)}"
        return
    yield head
    yield from (f"  {line}" for line in _lines(value))


def _key(key: str) -> str:
    return key if key and len(key) < 100 and key not in ("{}", "[]") else Quoted(key)


def _scalar(value: Tree) -> str:
    if not isinstance(value, str):
        return "{}" if isinstance(value, dict) else "[]"
    if not isinstance(value, Quoted) and _PLAIN.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False).translate(_escapes(value))


def _escapes(value: str) -> dict[int, str]:
    """Return how characters are written that YAML does not take as they are."""
    odd = {ord(sign) for sign in value if not sign.isprintable() and ord(sign) >= 0x7F}
    return _HIDDEN | {n: f"\\U{n:08x}" if n > 0xFFFF else f"\\u{n:04x}" for n in odd}


def walk(tree: Tree, path: Path = ()) -> Iterator[tuple[Path, Tree]]:
    """Yield every part of a tree with its path, parents first."""
    yield path, tree
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from walk(value, (*path, key))
    elif isinstance(tree, list):
        for index, item in enumerate(tree):
            yield from walk(item, (*path, index))


def at(tree: Tree, path: Path) -> Tree:
    """Return the part at a path."""
    for step in path:
        tree = tree[step]  # type: ignore[index]  # a path of `walk` fits its tree
    return tree


def replaced(tree: Tree, path: Path, value: Tree) -> Tree:
    """Return a tree with another part at a path, which may name a key that is not there yet."""
    if not path:
        return value
    step, *rest = path
    if isinstance(tree, dict) and isinstance(step, str):
        return {**tree, step: replaced(tree.get(step, {}), tuple(rest), value)}
    if isinstance(tree, list) and isinstance(step, int) and step < len(tree):
        return [*tree[:step], replaced(tree[step], tuple(rest), value), *tree[step + 1 :]]
    return tree


def removed(tree: Tree, path: Path) -> Tree:
    """Return a tree without the part at a path; the whole tree cannot be removed."""
    if not path:
        return tree
    above, step = at(tree, path[:-1]), path[-1]
    if isinstance(above, dict):
        return replaced(tree, path[:-1], {key: part for key, part in above.items() if key != step})
    return replaced(tree, path[:-1], [part for k, part in enumerate(above) if k != step])


def renamed(tree: Tree, path: Path, name: str) -> Tree:
    """Return a tree in which the entry at a path has another name, in the same place."""
    above, old = at(tree, path[:-1]), path[-1]
    if not isinstance(above, dict):
        return tree
    return replaced(
        tree, path[:-1], {name if key == old else key: part for key, part in above.items()}
    )


def size(tree: Tree) -> int:
    """Return how many parts a tree has."""
    return sum(1 for _ in walk(tree))
