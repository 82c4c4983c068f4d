"""The sections of scenarios and studies, from the JSON Schemas of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docs.site.markdown import code, listed, page, table
from sandbox.reports.editor_schema import SHORT_FORMS
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.schema.study_document import StudyDocument

Schema = Mapping[str, Any]
REFERENCE = "#/$defs/"
NULL = {"type": "null"}
WORD_MAX = 2**64 - 1
HEADS = ("key", "value", "unless stated", "what it is")


@dataclass(frozen=True, slots=True)
class Use:
    """A section, and the path by which the file reaches it."""

    section: str
    path: str


def scenario_grammar() -> str:
    """Return the sections of a scenario."""
    schema = Document.model_json_schema(by_alias=True)
    extends = (code("extends"), "text", "", "Packaged world, or file, that this one builds on.")
    return page(_whole(schema, extends), *_sections(schema))


def study_grammar() -> str:
    """Return the sections of a study."""
    schema = StudyDocument.model_json_schema(by_alias=True)
    return page(_whole(schema), *_sections(schema))


def _whole(schema: Schema, *first: tuple[str, ...]) -> str:
    return page("## The whole file", table(HEADS, [*first, *_rows(schema, schema["$defs"])]))


def _sections(schema: Schema) -> Iterator[str]:
    """Yield each section where the file first leads to it, breadth first."""
    known: dict[str, list[str]] = {}
    waiting = [Use("", "")]
    while waiting:
        use = waiting.pop(0)
        found = schema if not use.section else schema["$defs"][use.section]
        for key, value in found["properties"].items():
            for below in _uses(value, f"{use.path}.{key}".lstrip(".")):
                if below.section not in known:
                    waiting.append(below)
                places = known.setdefault(below.section, [])
                if below.path not in places:
                    places.append(below.path)
    for name, places in known.items():
        yield _section(name, schema["$defs"], places)


def _section(name: str, sections: Schema, places: list[str]) -> str:
    schema = sections[name]
    told = schema.get("description", "")
    short = SHORT_FORMS.get(name)
    also = f"A bare value stands for {code(short)}." if short else ""
    at = f"At {listed([code(place) for place in places], 'and')}."
    rows = table(HEADS, _rows(schema, sections))
    return page(f"## {name}", "\n".join(filter(None, [told, at, also])), rows)


def _uses(schema: Schema, path: str) -> Iterator[Use]:
    """Yield the sections that a value can hold."""
    if "$ref" in schema:
        yield Use(schema["$ref"].removeprefix(REFERENCE), path)
    for form in _forms(schema):
        yield from _uses(form, path)
    if isinstance(schema.get("items"), dict):
        yield from _uses(schema["items"], path)
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _uses(schema["additionalProperties"], f"{path}.NAME")


def _rows(schema: Schema, sections: Schema) -> Iterator[tuple[str, ...]]:
    required = schema.get("required", [])
    for key, value in schema["properties"].items():
        default = "required" if key in required else _default(value)
        section = sections.get(value.get("$ref", "").removeprefix(REFERENCE), {})
        told = value.get("description") or section.get("description", "")
        yield code(key), kind(value), default, told


def _default(schema: Schema) -> str:
    default = schema.get("default")
    if default is None or isinstance(default, dict) or default in ("", []):
        return ""
    if isinstance(default, list):
        return listed([code(item) for item in default], "and")
    return code(str(default).lower() if isinstance(default, bool) else default)


def _forms(schema: Schema) -> list[Schema]:
    forms = [*schema.get("anyOf", []), *schema.get("oneOf", [])]
    return [form for form in forms if form != NULL]


def kind(schema: Schema) -> str:
    """Return what a value may be, in words."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(REFERENCE)
        return f"[{name}](#{name.lower()})"
    if forms := _forms(schema):
        return listed(list(dict.fromkeys(kind(form) for form in forms)))
    for key, lead in (("enum", ""), ("examples", "value such as ")):
        if key in schema:
            return lead + listed([code(word) for word in schema[key]])
    return _plain(schema)


def _plain(schema: Schema) -> str:
    """Return what a value of one JSON type may be."""
    below = schema.get("items") or schema.get("additionalProperties")
    match schema.get("type"):
        case "array":
            return f"list of {kind(below)}" if below else "list"
        case "object":
            return f"names, each with {kind(below)}" if below else "names and values"
        case "integer":
            return _bounds(schema)
        case "boolean":
            return "`true` or `false`"
        case "string":
            return "text"
        case other:
            return other or "as in a scenario"


def _bounds(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if high is not None:
        last = "2⁶⁴ - 1" if high == WORD_MAX else f"{high:,}"
        return f"whole number, {low or 0:,} to {last}"
    return f"whole number, at least {low:,}" if low is not None else "whole number"
