from __future__ import annotations

from typing import Any

import pytest

from sandbox.reports.editor_schema import editor_schema
from sandbox.scenario.nodes import to_plain
from sandbox.scenario.packaged import packaged_text, world_names
from sandbox.scenario.source_text import SourceText
from sandbox.scenario.yaml_tree import compose
from tests.house.tree import files, text

SCHEMA = editor_schema()


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Tell whether a value fits the part of JSON Schema that the grammar uses."""
    if "$ref" in schema:
        return fits(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")])
    if "anyOf" in schema and not any(fits(value, form) for form in schema["anyOf"]):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "const" in schema and value != schema["const"]:
        return False
    kinds = schema.get("type", [])
    if kinds and not any(
        _is(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)
    ):
        return False
    if isinstance(value, dict):
        return _fits_keys(value, schema)
    if isinstance(value, list) and "items" in schema:
        return all(fits(item, schema["items"]) for item in value)
    return not isinstance(value, int) or _is_between(value, schema)


def _is(value: Any, kind: str) -> bool:
    types = {
        "string": str,
        "number": (int, float),
        "integer": int,
        "boolean": bool,
        "array": list,
        "object": dict,
        "null": type(None),
    }
    return isinstance(value, types[kind]) and not (kind != "boolean" and isinstance(value, bool))


def _fits_keys(value: dict[str, Any], schema: dict[str, Any]) -> bool:
    known = schema.get("properties", {})
    rest = schema.get("additionalProperties", True)
    for key, part in value.items():
        if key in known:
            if not fits(part, known[key]):
                return False
        elif rest is False or (isinstance(rest, dict) and not fits(part, rest)):
            return False
    return all(key in value for key in schema.get("required", []))


def _is_between(value: int, schema: dict[str, Any]) -> bool:
    return schema.get("minimum", value) <= value <= schema.get("maximum", value)


def plain(source: SourceText) -> Any:
    """Return a file as it is written, annotations and all."""
    return to_plain(compose(source).tree)


SHIPPED = [name for name in files() if name.startswith("scenarios/") and name.endswith(".yaml")]


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_fit(name: str) -> None:
    assert fits(plain(SourceText(name, text(name))), SCHEMA)


@pytest.mark.parametrize("name", world_names())
def test_packaged_worlds_fit(name: str) -> None:
    assert fits(plain(packaged_text(name)), SCHEMA)


@pytest.mark.parametrize(
    "wrong",
    [
        {"walets": {}},
        {"wallets": {"a": {"fee_rte": "1%"}}},
        {"rules": [{"name": "x", "set": {"link": "opne"}}]},
        {"seed": -1},
        {"wallets": {"a": {"fee": {"assume": "1%"}}}},
    ],
)
def test_slips_do_not_fit(wrong: dict[str, Any]) -> None:
    assert not fits(wrong, SCHEMA)


@pytest.mark.parametrize(
    "short",
    [
        {"wallets": {"a": {"fee": "0.4%", "latency": "2s"}}},
        {"wallets": {"a": None}},
        {"rules": {"x": {"set": {"accept": "listed"}}}},
        {"regimes": {"mine": [{"name": "x", "set": {"interop": "open"}}]}},
        {"merchants": {"m": {"take": {"assume": "1%", "range": ["0%", "2%"], "because": "so"}}}},
        {"traffic": {"only": "taobao"}},
    ],
)
def test_short_forms_fit(short: dict[str, Any]) -> None:
    assert fits(short, SCHEMA)


def test_every_reference_leads_somewhere() -> None:
    def references(part: Any) -> set[str]:
        if isinstance(part, dict):
            own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
            return own.union(*(references(below) for below in part.values()))
        return set().union(*map(references, part)) if isinstance(part, list) else set()

    assert references(SCHEMA) <= {f"#/$defs/{name}" for name in SCHEMA["$defs"]}
