from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.reports.editor_schema import editor_schema, study_schema
from sandbox.scenario.layers.packaged import packaged_text, world_names
from sandbox.scenario.yaml.nodes import to_plain
from sandbox.scenario.yaml.source_text import SourceText
from sandbox.scenario.yaml.yaml_tree import compose
from tests.house.tree import files, text

SCHEMA = editor_schema()
STUDIES = study_schema()
# Those of studies hold those of scenarios, because studies write rules in place.
DEFINITIONS = STUDIES["$defs"]


KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, Decimal),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def fits(value: object, schema: dict[str, Any]) -> bool:
    """Tell whether a value fits the part of JSON Schema that the grammar uses."""
    if "$ref" in schema:
        return fits(value, DEFINITIONS[schema["$ref"].removeprefix("#/$defs/")])
    kinds = schema.get("type", [])
    return (
        ("anyOf" not in schema or any(fits(value, form) for form in schema["anyOf"]))
        and value in schema.get("enum", [value])
        and value == schema.get("const", value)
        and (
            not kinds or any(_is(value, k) for k in ([kinds] if isinstance(kinds, str) else kinds))
        )
        and (not isinstance(value, dict) or _fits_keys(value, schema))
        and (not isinstance(value, list) or all(fits(v, schema.get("items", {})) for v in value))
        and (not isinstance(value, int) or _is_between(value, schema))
    )


def _is(value: object, kind: str) -> bool:
    return isinstance(value, KINDS[kind]) and isinstance(value, bool) == (kind == "boolean")


def _fits_keys(value: dict[str, object], schema: dict[str, Any]) -> bool:
    known, rest = schema.get("properties", {}), schema.get("additionalProperties", {})
    for key, part in value.items():
        if key in known:
            if not fits(part, known[key]):
                return False
        elif rest is False or not fits(part, rest):
            return False
    return all(key in value for key in schema.get("required", []))


def _is_between(value: int, schema: dict[str, Any]) -> bool:
    return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))


def plain(source: SourceText) -> object:
    """Return a file as it is written, annotations and all."""
    return to_plain(compose(source).tree)


SHIPPED = [name for name in files() if name.startswith("scenarios/") and name.endswith(".yaml")]
SHIPPED_STUDIES = [name for name in SHIPPED if name.endswith(".study.yaml")]


def test_the_definitions_of_scenarios_are_among_those_of_studies() -> None:
    assert SCHEMA["$defs"].items() <= DEFINITIONS.items()


@pytest.mark.parametrize("name", SHIPPED_STUDIES)
def test_shipped_studies_fit(name: str) -> None:
    assert fits(plain(SourceText(name, text(name))), STUDIES)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sweep": {}},
        {"study": "a", "metrcs": []},
        {"study": "a", "sweep": {"a.b": 1}},
        {"study": "a", "sweep": {"a.b": {"from": 1}}},
        {"study": "a", "compare": [{"mine": {"rles": []}}]},
        {"study": "a", "compare": [{"mine": [{"name": "x", "set": {"link": "opne"}}]}]},
        {"study": "a", "undecided": "maybe"},
    ],
)
def test_slips_in_studies_do_not_fit(wrong: dict[str, Any]) -> None:
    assert not fits(wrong, STUDIES)


@pytest.mark.parametrize(
    "short",
    [
        {"study": "a", "compare": "open", "metrics": "success_rate", "expect": "x"},
        {"study": "a", "compare": [{"mine": {"on": "open", "rules": [{"name": "x"}]}}]},
        {"study": "a", "sweep": {"sobol": 8, "over": {"a.b": [0, "1%"]}}},
        {"study": "a", "find": {"b": {"rules_of": "a", "until": "x"}}},
    ],
)
def test_short_forms_of_studies_fit(short: dict[str, Any]) -> None:
    assert fits(short, STUDIES)


@pytest.mark.parametrize("name", [name for name in SHIPPED if name not in SHIPPED_STUDIES])
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
    def references(part: object) -> set[str]:
        if isinstance(part, dict):
            own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
            return own.union(*(references(below) for below in part.values()))
        return set().union(*map(references, part)) if isinstance(part, list) else set()

    for schema in (SCHEMA, STUDIES):
        assert references(schema) <= {f"#/$defs/{name}" for name in schema["$defs"]}
