"""Which keys the schema knows at a path of the document."""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from sandbox.scenario.mistakes.section_names import NOUNS, Path
from sandbox.scenario.schema.scenario_document import Document


def keys_at(path: Path, root: type[BaseModel] = Document) -> dict[str, str]:
    """Return the keys of the section at a path with their descriptions; none for free names.

    Parameters
    ----------
    path
        Keys from the top.
    root
        Schema of the whole document: a scenario's, unless a study's is asked for.
    """
    known = {key: text for model in _models_at(path, root) for key, text in _keys(model).items()}
    if path or root is not Document:
        return known
    return {"extends": "Packaged world or file underneath.", **known}


@cache
def homes() -> dict[str, list[str]]:
    """Return for every key the nouns of the sections that know it, to say where it belongs."""
    found: dict[str, list[str]] = {}
    for plural, noun in NOUNS.items():
        for key in keys_at((plural, "*")):
            found.setdefault(key, []).append(noun)
    for section in Document.model_fields:
        for key in keys_at((section,)):
            found.setdefault(key, []).append(f"`{section}`")
    return found


def _models_at(path: Path, root: type[BaseModel]) -> list[type[BaseModel]]:
    types: list[Any] = [root]
    for part in path:
        types = [below for above in types for below in _below(above, part)]
    return [candidate for candidate in types if _is_model(candidate)]


def _below(above: Any, part: str) -> list[Any]:  # noqa: ANN401 -- a type of any form
    if _is_model(above):
        for name, field in above.model_fields.items():
            if part == (field.alias or name):
                return _flat(field.annotation)
        return []
    origin, arguments = get_origin(above), get_args(above)
    if origin is dict:
        return _flat(arguments[1])
    if origin is list:
        return _flat(arguments[0])
    return []


def _flat(annotation: Any) -> list[Any]:  # noqa: ANN401 -- a type of any form
    """Return the members of a union, without their annotations."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _flat(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [member for part in get_args(annotation) for member in _flat(part)]
    return [annotation]


def _is_model(candidate: Any) -> bool:  # noqa: ANN401 -- a type of any form
    return isinstance(candidate, type) and issubclass(candidate, BaseModel)


@cache
def _keys(model: type[BaseModel]) -> dict[str, str]:
    return {
        field.alias or name: field.description or "" for name, field in model.model_fields.items()
    }
