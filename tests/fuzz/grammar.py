"""What kind of value stands where: the program's own schema, read as a grammar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel, PlainValidator
from pydantic.fields import FieldInfo

from sandbox import units
from sandbox.reports.editor_schema import SHORT_FORMS
from sandbox.scenario.schema.rule_sections import Rule
from sandbox.scenario.schema.scenario_document import Document
from sandbox.scenario.schema.study_document import StudyDocument
from tests.fuzz.trees import Path, Tree

__all__ = ["Form", "Kind", "Spot", "forms_of_field", "root_of", "spots"]


class Kind(StrEnum):
    """What a value is."""

    SHARE = "share"
    WEIGHT = "weight"
    RATE = "rate"
    DURATION = "duration"
    AMOUNT = "amount"
    MONEY = "money"
    MOMENT = "moment"
    WHOLE = "whole number"
    TRUTH = "true or false"
    WORD = "one of some words"
    TEXT = "text"
    QUANTITY = "any quantity"
    LIST = "list"
    TABLE = "table"
    SECTION = "section"


class Form(NamedTuple):
    """One form that a value may have.

    Attributes
    ----------
    low, high
        Bounds of a whole number; None where there are none.
    words
        What a word may be.
    model
        Schema of a section.
    key, item
        What the keys of a table and the items of a table or list are.
    """

    kind: Kind
    low: int | None = None
    high: int | None = None
    words: tuple[str, ...] = ()
    model: type[BaseModel] | None = None
    key: Any = None
    item: Any = None


class Spot(NamedTuple):
    """A place in a tree and the forms that its value may have."""

    path: Path
    forms: tuple[Form, ...]


_KINDS: dict[Callable[..., object], Kind] = {
    units.parse_share: Kind.SHARE,
    units.parse_weight: Kind.WEIGHT,
    units.parse_percent: Kind.WEIGHT,
    units.parse_rate: Kind.RATE,
    units.parse_duration: Kind.DURATION,
    units.parse_amount: Kind.AMOUNT,
    units.parse_money: Kind.MONEY,
    units.parse_time: Kind.MOMENT,
}


def root_of(tree: Tree) -> Form:
    """Return the form of a whole document: a study has the key `study`."""
    is_study = isinstance(tree, dict) and "study" in tree
    return Form(Kind.SECTION, model=StudyDocument if is_study else Document)


def spots(tree: Tree) -> Iterator[Spot]:
    """Yield every place of a document with its forms, parents first; unknown places have none."""
    yield from _below(tree, (), (root_of(tree),))


def _below(tree: Tree, path: Path, forms: tuple[Form, ...]) -> Iterator[Spot]:
    yield Spot(path, forms)
    if isinstance(tree, dict):
        for key, part in tree.items():
            yield from _below(part, (*path, key), tuple(_of_entry(forms, key)))
    elif isinstance(tree, list):
        items = tuple(
            form for above in forms if above.kind is Kind.LIST for form in flat(above.item)
        )
        for index, part in enumerate(tree):
            yield from _below(part, (*path, index), items)


def _of_entry(forms: Sequence[Form], key: str) -> Iterator[Form]:
    for form in forms:
        if form.kind is Kind.TABLE:
            yield from flat(form.item)
        elif form.kind is Kind.SECTION and form.model is not None:
            field = fields_of(form.model).get(key)
            yield from forms_of_field(field) if field is not None else ()
        elif form.kind is Kind.LIST and form.item is Rule:
            yield from flat(Rule)  # rules may be written as a table of names


@cache
def fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a section by the keys that a user writes."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def forms_of_field(field: FieldInfo) -> list[Form]:
    """Return the forms that the value of a field may have."""
    return list(_flat(field.annotation, tuple(field.metadata)))


def flat(annotation: Any) -> list[Form]:  # noqa: ANN401 -- a type of any form
    """Return the forms that an annotation allows."""
    return list(_flat(annotation, ()))


def _flat(annotation: Any, metadata: tuple[Any, ...]) -> Iterator[Form]:  # noqa: ANN401 -- a type of any form
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _flat(arguments[0], (*arguments[1:], *metadata))
        return
    parser = next((m.func for m in metadata if isinstance(m, PlainValidator)), None)
    if parser is not None:
        yield Form(_KINDS.get(parser, Kind.QUANTITY))
    elif origin in (Union, UnionType):
        for member in arguments:
            yield from _flat(member, metadata)
    elif origin is Literal:
        yield Form(Kind.WORD, words=tuple(map(str, arguments)))
    elif origin is dict:
        yield Form(Kind.TABLE, key=arguments[0], item=arguments[1])
    elif origin is list:
        yield Form(Kind.LIST, item=arguments[0])
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield Form(Kind.SECTION, model=annotation)
        short = SHORT_FORMS.get(annotation.__name__)
        if short is not None:
            yield from forms_of_field(fields_of(annotation)[short])
    else:
        yield from _simple(annotation, metadata)


def _simple(annotation: Any, metadata: tuple[Any, ...]) -> Iterator[Form]:  # noqa: ANN401 -- a type of any form
    if annotation is bool:
        yield Form(Kind.TRUTH)
    elif annotation is int:
        yield Form(Kind.WHOLE, *_bounds(metadata))
    elif annotation is str:
        yield Form(Kind.TEXT)
    elif annotation is Any:
        yield Form(Kind.QUANTITY)


def _bounds(metadata: Iterable[Any]) -> tuple[int | None, int | None]:
    """Return the least and the largest whole number that a field's bounds allow."""
    low = high = None
    for bound in metadata:
        match bound:
            case FieldInfo(metadata=inner):  # what `Field` says inside a union
                low, high = _bounds(inner)
            case Ge(ge=limit):
                low = int(str(limit))
            case Le(le=limit):
                high = int(str(limit))
    return low, high
