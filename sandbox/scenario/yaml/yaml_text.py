"""Values as YAML on one line, as one would write them behind `--set PATH=`."""

from __future__ import annotations

import json
import re

from sandbox.scenario.yaml.nodes import Node, Scalar, Sequence
from sandbox.scenario.yaml.yaml_scalars import resolve

# Texts that mean the same without quotes wherever they stand; `,` alone would end an item.
_BARE = re.compile(r"[\w¥.+-](?:[\w¥.+/%-]|:(?=\w)| (?=[\w¥+-]))*")


def inline_text(node: Node) -> str:
    """Return a value in flow style; reading it gives the same value."""
    if isinstance(node, Scalar):
        return _scalar(node)
    if isinstance(node, Sequence):
        return f"[{', '.join(inline_text(item) for item in node.items)}]"
    entries = (f"{_text(key)}: {inline_text(entry.node)}" for key, entry in node.entries.items())
    return f"{{{', '.join(entries)}}}"


def _scalar(node: Scalar) -> str:
    if isinstance(node.value, str):
        return _text(node.value) if _means(node.value, node.value) else _quoted(node.value)
    return node.text if node.text.strip() else "null"


def _text(text: str) -> str:
    return text if _BARE.fullmatch(text) and text.isprintable() else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text)


def _means(text: str, value: object) -> bool:
    """Tell whether a text without quotes would be read as a value."""
    try:
        return resolve(text) == value
    except ValueError:
        return False
