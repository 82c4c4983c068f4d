"""The grammar of scenarios and studies as JSON Schema, as liberal as the loader, for editors.

What pydantic knows is the grammar of a whole document. A file may say less (it extends another
one), annotate a value with its source or range, remove a key with null, and use short forms.
"""

from __future__ import annotations

from typing import Any

from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.schema.study_document import StudyDocument

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# Sections that a bare value may stand for, and the key that it means.
SHORT_FORMS = {
    "AcceptSetting": "as",
    "AmountDistribution": "constant",
    "DurationDistribution": "constant",
    "FeeSetting": "share",
    "FlatSchedule": "share",
    "LinkSetting": "state",
    "RateLimit": "rate",
    "RouteSetting": "policy",
    "Schedule": "share",
}
RULES: Schema = {
    "anyOf": [
        {"type": "array", "items": {"$ref": "#/$defs/Rule"}},
        {
            "type": "object",
            "additionalProperties": {"anyOf": [{"$ref": "#/$defs/Rule"}, {"type": "null"}]},
        },
    ],
}
SCALAR: Schema = {"type": ["string", "number", "array"]}
FACT: Schema = {
    "type": "object",
    "description": "A number and where it comes from.",
    "properties": {
        "value": SCALAR,
        "source": {"type": "string", "description": "Key in `sources`."},
        "note": {"type": "string", "description": "What the figure is."},
    },
    "required": ["value"],
    "additionalProperties": False,
}
ASSUMPTION: Schema = {
    "type": "object",
    "description": "A number that nobody has published, with its range and reason.",
    "properties": {
        "assume": SCALAR,
        "range": {"type": "array", "minItems": 2, "maxItems": 2},
        "because": {"type": "string", "description": "Why this value and this range."},
    },
    "required": ["assume", "range", "because"],
    "additionalProperties": False,
}


def editor_schema() -> Schema:
    """Return the JSON Schema of a scenario file."""
    whole = Document.model_json_schema(by_alias=True)
    sections = {name: _section(schema) for name, schema in whole.pop("$defs").items()}
    for name, key in SHORT_FORMS.items():
        short = sections[name]["properties"][key]
        sections[name] = {"anyOf": [short, sections[name]]}
    sections["Regime"]["properties"]["rules"] = RULES
    sections["Regime"] = {"anyOf": [sections["Regime"], RULES]}
    sections["Fact"], sections["Assumption"] = FACT, ASSUMPTION
    document = _section(whole)
    document["properties"]["rules"] = RULES
    extends = {"type": "string", "description": "World or file that this one builds on."}
    document["properties"] = {"extends": extends, **document["properties"]}
    return {
        "$schema": DIALECT,
        "title": "Scenario of the payment interoperability sandbox",
        **document,
        "$defs": dict(sorted(sections.items())),
    }


def study_schema() -> Schema:
    """Return the JSON Schema of a study file."""
    whole = StudyDocument.model_json_schema(by_alias=True)
    sections = {name: _of_study(schema) for name, schema in whole.pop("$defs").items()}
    sections["InPlace"]["properties"]["rules"] = RULES
    sections["InPlace"] = {"anyOf": [sections["InPlace"], RULES]}
    return {
        "$schema": DIALECT,
        "title": "Study of the payment interoperability sandbox",
        **_of_study(whole),
        "$defs": dict(sorted({**editor_schema()["$defs"], **sections}.items())),
    }


def _of_study(schema: Schema) -> Schema:
    """Return a section of a study: nothing is annotated in it, and required keys are required."""
    keys = {name: _plain(value) for name, value in schema["properties"].items()}
    required = {"required": schema["required"]} if "required" in schema else {}
    told = schema.get("description", "")
    return {
        "type": "object",
        "description": told,
        "properties": keys,
        "additionalProperties": False,
        **required,
    }


def _plain(schema: Schema) -> Schema:
    """Return a value without defaults and titles; one item stands for a list of one."""
    kept = {key: part for key, part in schema.items() if key not in ("default", "title")}
    for union in ("anyOf", "oneOf"):
        if union in kept:
            kept["anyOf"] = [_plain(part) for part in kept.pop(union)]
    if isinstance(kept.get("additionalProperties"), dict):
        kept["additionalProperties"] = _plain(kept["additionalProperties"])
    if kept.get("type") == "array" and "items" in kept:
        kept["items"] = _plain(kept["items"])
        told = {"description": kept.pop("description")} if "description" in kept else {}
        return {**told, "anyOf": [kept, kept["items"]]} if kept["items"] else {**told, **kept}
    return kept


def _section(schema: Schema) -> Schema:
    """Return a section in which every key may be left out or be null."""
    keys = {name: _or_null(_value(value)) for name, value in schema["properties"].items()}
    return {
        "type": "object",
        "description": schema.get("description", ""),
        "properties": keys,
        "additionalProperties": False,
    }


def _value(schema: Schema) -> Schema:
    """Return a value without defaults and titles, annotated where it is a number."""
    kept = {key: part for key, part in schema.items() if key not in ("default", "title")}
    if "anyOf" in kept:
        kept["anyOf"] = [_value(part) for part in kept["anyOf"]]
        return kept
    if isinstance(kept.get("additionalProperties"), dict):
        kept["additionalProperties"] = _or_null(_value(kept["additionalProperties"]))
        return _or_bare(kept)
    if kept.get("type") == "array":
        kept["items"] = _value(kept["items"])
        return _or_single(kept)
    if kept.get("type") in ("integer", ["string", "number"]):
        return _annotated(kept)
    return kept


def _annotated(schema: Schema) -> Schema:
    told = schema.pop("description", "")
    forms = [schema, {"$ref": "#/$defs/Fact"}, {"$ref": "#/$defs/Assumption"}]
    return {"description": told, "anyOf": forms} if told else {"anyOf": forms}


def _or_single(schema: Schema) -> Schema:
    """Let one item stand for a list of one, and a list of numbers carry its source."""
    forms = [schema, schema["items"]] if "$ref" not in schema["items"] else [schema]
    return {"anyOf": [*forms, {"$ref": "#/$defs/Fact"}]}


def _or_bare(schema: Schema) -> Schema:
    """Let one number stand for a table of them."""
    entry = schema["additionalProperties"]
    return {"anyOf": [schema, entry]} if "anyOf" in entry else schema


def _or_null(schema: Schema) -> Schema:
    forms = schema.get("anyOf")
    if forms is None:
        told = {key: schema.pop(key) for key in ("description",) if key in schema}
        return {**told, "anyOf": [schema, {"type": "null"}]}
    if {"type": "null"} not in forms:
        forms.append({"type": "null"})
    return schema
