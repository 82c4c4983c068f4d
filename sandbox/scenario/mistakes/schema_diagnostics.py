"""What pydantic complains about, as diagnostics in the house form."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from pydantic import ValidationError

from sandbox.errors import Diagnostic
from sandbox.scenario.layers.source_map import SourceMap
from sandbox.scenario.mistakes.complaints import Complaint, complaints_of
from sandbox.scenario.mistakes.section_names import Path, describe, within
from sandbox.scenario.mistakes.suggestions import LISTED_MAX, alike, hint_at, nearest, shorten
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.schema.schema_walk import homes, keys_at
from sandbox.scenario.schema.section import DocumentSection
from sandbox.scenario.schema.study_document import StudyDocument
from sandbox.scenario.yaml.nodes import Mapping, Node, Scalar, Sequence

VALUE_SHOWN_MAX = 40  # characters
STUDY_KEYS = StudyDocument.model_fields.keys() - Document.model_fields.keys()
SCENARIO_KEYS = {"extends", *Document.model_fields} - StudyDocument.model_fields.keys()

_SHAPES = {"dict_type": "a mapping of keys to values", "list_type": "a list", "string_type": "text"}
_SHAPES |= dict.fromkeys(("model_type", "model_attributes_type"), _SHAPES["dict_type"])
_SHAPES |= dict.fromkeys(
    ("int_type", "int_parsing", "int_from_float", "int_parsing_size"), "a whole number"
)
_SHAPES |= dict.fromkeys(("bool_type", "bool_parsing"), "true or false")


class SchemaMistake(NamedTuple):
    """One complaint of the schema.

    Attributes
    ----------
    paths
        What would have to go for the rest to be judged: the wrong value, the unknown key,
        the section that lacks a key.
    kind
        pydantic's name of the complaint.
    diagnostic
        What the user reads.
    """

    paths: tuple[Path, ...]
    kind: str
    diagnostic: Diagnostic


def explain(
    error: ValidationError, places: SourceMap, root: type[DocumentSection] = Document
) -> list[SchemaMistake]:
    """Return one mistake for each thing that the user has to mend.

    Parameters
    ----------
    error
        What validation raised.
    places
        Where the validated document stands in its files.
    root
        The schema that it was validated by.
    """
    complaints = complaints_of(error, places)
    extra = [c for c in complaints if c.kind == "extra_forbidden" or c.at_key]
    missing: dict[Path, list[str]] = {}
    for complaint in complaints:
        if complaint.kind == "missing":
            missing.setdefault(complaint.path, []).append(complaint.key)
    known = [_choices(c.context) if c.at_key else list(keys_at(c.path[:-1], root)) for c in extra]
    mistakes = [
        _unknown_key(c, missing, places, keys)
        for c, keys in zip(extra, known, strict=True)
        if c.kind != "value_error"
    ]
    mistakes += [_missing_keys(path, keys, places, root) for path, keys in missing.items() if keys]
    rest = [
        c for c in complaints if c.kind != "missing" and (c not in extra or c.kind == "value_error")
    ]
    return mistakes + [_wrong_value(c, places, root) for c in rest]


def _unknown_key(
    complaint: Complaint, missing: dict[Path, list[str]], places: SourceMap, known_names: list[str]
) -> SchemaMistake:
    *parents, key = complaint.path
    section = tuple(parents)
    lacking = missing.get(section, [])
    near = nearest(key, lacking)
    paths: tuple[Path, ...] = (complaint.path,)
    if near:
        # A misspelt key that is required comes as two complaints; it is one mistake.
        lacking.remove(near)
        paths = (complaint.path, section or (near,))
    message = f"unknown key `{key}`{within(section, places.rule_name)}"
    hint = f"the nearest key is `{near}`" if near else _key_hint(key, known_names, section)
    note = ""
    if len(known_names) <= LISTED_MAX or alike(known_names, key):
        note = f"known keys here: {shorten(known_names, key)}"
    elif not hint:
        option = " --study" if "study" in known_names else ""
        hint = f"`sandbox schema{option}` prints every key"
    diagnostic = Diagnostic(message, places.key(complaint.path), note, hint)
    return SchemaMistake(paths, complaint.kind, diagnostic)


def _key_hint(key: str, known_names: list[str], section: Path) -> str:
    if not section and key in STUDY_KEYS - set(known_names):
        return "this is a key of a study"
    if not section and key in SCENARIO_KEYS - set(known_names):
        return "this is a key of a scenario; write it in the base that `study` names"
    near = hint_at(key, known_names, "key")
    elsewhere = homes().get(key, [])
    if elsewhere and not near:
        return f"`{key}` is a key of {shorten(elsewhere)}"
    return near


def _missing_keys(
    section: Path, keys: list[str], places: SourceMap, root: type[DocumentSection]
) -> SchemaMistake:
    plural = "s" if len(keys) > 1 else ""
    names = ", ".join(f"`{key}`" for key in keys)
    message = f"missing key{plural} {names}{within(section, places.rule_name)}"
    parent = places.node(section[:-1])
    siblings = parent.entries if isinstance(parent, Mapping) and len(section) == 2 else ()
    near = nearest(section[-1], siblings, 0.75) if siblings else ""
    about = keys_at(section, root).get(keys[0], "").rstrip(".")
    hint = f"`{keys[0]}`: {about[:1].lower()}{about[1:]}" if about else ""
    if near:
        hint = f"did you mean `{near}`?"
    diagnostic = Diagnostic(message, places.key(section), hint=hint)
    return SchemaMistake((section or (keys[0],),), "missing", diagnostic)


def _wrong_value(
    complaint: Complaint, places: SourceMap, root: type[DocumentSection]
) -> SchemaMistake:
    node = places.node(complaint.path)
    is_section = isinstance(node, Mapping) and bool(keys_at(complaint.path, root))
    if is_section and complaint.kind == "value_error":
        diagnostic = _wrong_section(complaint, places)
    elif complaint.at_key:
        diagnostic = _wrong_key(complaint, places)
    else:
        diagnostic = _wrong_leaf(complaint, node, places)
    return SchemaMistake((complaint.path,), complaint.kind, diagnostic)


def _wrong_section(complaint: Complaint, places: SourceMap) -> Diagnostic:
    name = describe(complaint.path, places.rule_name)
    begins = complaint.text.split(maxsplit=1)[0]
    message = (
        f"{name} {complaint.text}" if begins in ("needs", "must") else f"{name}: {complaint.text}"
    )
    spot = (*complaint.path, begins.strip("`"))
    place = places.value(spot) if places.find(spot) else places.key(complaint.path)
    return Diagnostic(message, place)


def _wrong_key(complaint: Complaint, places: SourceMap) -> Diagnostic:
    *section, key = complaint.path
    message = f"the key `{key}`{within(tuple(section), places.rule_name)} {complaint.text}"
    return Diagnostic(message, places.key(complaint.path))


def _wrong_leaf(complaint: Complaint, node: Node | None, places: SourceMap) -> Diagnostic:
    label = _label(complaint.path, places)
    rule, hint = _rule(complaint, node)
    if rule.startswith("is "):
        message = f"{label}: {_shown(node)} {rule}"
    elif complaint.kind in ("too_short", "too_long") and isinstance(node, Sequence):
        message = f"{label} has {len(node.items)} entries, {rule}"
    else:
        message = f"{label} is {_shown(node)}, {rule}"
    return Diagnostic(message, places.value(complaint.path), hint=hint)


def _rule(complaint: Complaint, node: Node | None) -> tuple[str, str]:
    """Return what the schema demands of a value, and a hint."""
    context = complaint.context
    written = node.text if isinstance(node, Scalar) else ""
    match complaint.kind:
        case "value_error":
            return complaint.text, _unit_hint(complaint.text, node)
        case "literal_error":
            known = _choices(context)
            return f"must be one of {', '.join(known)}", hint_at(written, known, "value")
        case "greater_than_equal" | "less_than_equal":
            least = "ge" in context
            bound = context["ge" if least else "le"]
            return f"must be at {'least' if least else 'most'} {bound:,}", ""
        case "too_short" | "too_long":
            bound = context.get("min_length", context.get("max_length"))
            return f"must have {bound}", ""
        case kind if kind in _SHAPES:
            return f"must be {_SHAPES[kind]}", ""
        case _:
            return complaint.text[:1].lower() + complaint.text[1:].rstrip("."), ""


def _unit_hint(rule: str, node: Node | None) -> str:
    """Return how a bare number is written with its unit."""
    if not isinstance(node, Scalar) or not isinstance(node.value, int) or node.value < 2:
        return ""
    if rule.startswith("must be between 0 %") and node.value <= 100:
        return f"{node.text} per cent is written {node.text}%"
    return f"write ¥{node.text}" if rule.startswith("must be an amount") else ""


def _choices(context: dict[str, Any]) -> list[str]:
    return sorted(re.findall(r"'([^']*)'", str(context.get("expected", ""))))


def _label(path: Path, places: SourceMap) -> str:
    if not path:
        return "the file"
    if path[-1].isdecimal() and isinstance(places.node(path[:-1]), Sequence):
        return describe(path[-2:] if len(path) > 1 and path[-2] != "rules" else path)
    return f"`{path[-1]}`"


def _shown(node: Node | None) -> str:
    if isinstance(node, Scalar):
        text = node.text
        cut = text if len(text) <= VALUE_SHOWN_MAX else text[: VALUE_SHOWN_MAX - 1] + "…"
        return (f"`{cut}`" if isinstance(node.value, str) else cut) if text else "empty"
    if (isinstance(node, Sequence) and not node.items) or (
        isinstance(node, Mapping) and not node.entries
    ):
        return "empty"
    return {Sequence: "a list", Mapping: "a mapping"}.get(type(node), "missing")
