"""Named tuples of columns as the compiler sees them: one address, from which all columns hang.

Numba passes a named tuple of arrays by value, seven words an array, and counts references to each;
a world has three hundred of them. Here a table is the address of a directory, an array of 64-bit
slots: the value of a plain number, or address and length of a column. The shape comes from the
type hints of the classes that the interpreter uses, so that one source serves both.

Neither directories nor columns declared as `Sequence` change while compiled code runs; the
compiler is told so and keeps what it has loaded.
"""

from __future__ import annotations

import operator
from collections.abc import MutableSequence, Sequence
from functools import cache
from typing import Any, Final, NamedTuple, get_args, get_origin, get_type_hints

from llvmlite import ir
from numba import types
from numba.core import cgutils, config
from numba.core.typing.templates import (
    AbstractTemplate,
    AttributeTemplate,
    infer_global,
    signature,
)
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_builtin,
    lower_getattr_generic,
    models,
    register_model,
)

WORD: Final = ir.IntType(64)
WORD_BYTES: Final = 8


class Slot(NamedTuple):
    """Where an attribute of a table stands in the directory.

    Attributes
    ----------
    first
        Number of the first slot, counted from that of its table.
    table
        Class of a nested table, None for a number or a column.
    is_column, is_float, is_fixed
        Whether it has many cells, whether of floats, whether nobody writes to them.
    stride
        Words from one cell to the next.
    """

    first: int
    table: Any = None
    is_column: bool = False
    is_float: bool = False
    is_fixed: bool = True
    stride: int = 1


@cache
def slots_of(table: type) -> dict[str, Slot]:
    """Return the slots of a class of named tuples, by attribute."""
    slots = {}
    first = 0
    hints = get_type_hints(table)
    # Tables kept row by row are read together: a row of theirs is next to itself in memory.
    stride = len(hints) if getattr(table, "by_row", False) else 1
    for name, hint in hints.items():
        if hasattr(hint, "_fields"):
            slots[name] = Slot(first, table=hint)
            first += size_of(hint)
        elif hint is int:
            slots[name] = Slot(first)
            first += 1
        else:
            column = hint if get_origin(hint) in (Sequence, MutableSequence) else get_args(hint)[0]
            is_fixed = get_origin(column) is Sequence
            slots[name] = Slot(
                first,
                is_column=True,
                is_float=get_args(column)[0] is float,
                is_fixed=is_fixed,
                stride=stride,
            )
            first += 2
    return slots


@cache
def size_of(table: type) -> int:
    """Return how many slots a class of named tuples takes in the directory."""
    size = 0
    for slot in slots_of(table).values():
        if slot.table is not None:
            size += size_of(slot.table)
        else:
            size += 2 if slot.is_column else 1
    return size


class TableType(types.Type):
    """The type of a table: its class, and the slot at which it begins."""

    def __init__(self, table: type, first: int) -> None:
        self.table = table
        self.first = first
        super().__init__(name=f"{table.__module__}.{table.__qualname__} at slot {first}")


class ColumnType(types.Type):
    """The type of a column: what a cell is, whether it ever changes, how far to the next."""

    def __init__(self, *, is_float: bool, is_fixed: bool, stride: int) -> None:
        self.cell = types.float64 if is_float else types.int64
        self.is_fixed = is_fixed
        self.stride = stride
        kind = "fixed" if is_fixed else "changing"
        super().__init__(name=f"{kind} column of {self.cell}, every {stride}")


def type_of(slot: Slot) -> ColumnType:
    """Return the type of the column in a slot."""
    return ColumnType(is_float=slot.is_float, is_fixed=slot.is_fixed, stride=slot.stride)


@register_model(TableType)
class TableModel(models.OpaqueModel):
    """A table is an address."""


@register_model(ColumnType)
class ColumnModel(models.StructModel):
    """A column is an address and a length."""

    def __init__(self, manager: Any, kind: ColumnType) -> None:
        super().__init__(manager, kind, [("cells", types.voidptr), ("length", types.int64)])


@infer_getattr
class TableAttributes(AttributeTemplate):
    """Attributes of a table: numbers, columns, tables."""

    key = TableType

    def generic_resolve(self, table: TableType, name: str) -> types.Type | None:
        """Return the type of an attribute."""
        slot = slots_of(table.table).get(name)
        if slot is None:
            return None
        if slot.table is not None:
            return TableType(slot.table, table.first + slot.first)
        if slot.is_column:
            return type_of(slot)
        return types.int64


@lower_getattr_generic(TableType)
def _attribute(context: Any, builder: Any, kind: TableType, value: Any, name: str) -> Any:
    slot = slots_of(kind.table)[name]
    if slot.table is not None:
        return value
    number = kind.first + slot.first
    if not slot.is_column:
        return _slot(builder, value, number)
    column = cgutils.create_struct_proxy(type_of(slot))(context, builder)
    cells = _slot(builder, value, number)
    column.cells = builder.inttoptr(cells, cgutils.voidptr_t)
    column.length = _slot(builder, value, number + 1)
    return column._getvalue()  # noqa: SLF001 -- so do Numba's own extensions


def _slot(builder: Any, directory: Any, number: int) -> Any:
    slots = builder.bitcast(directory, WORD.as_pointer())
    loaded = builder.load(builder.gep(slots, [ir.Constant(WORD, number)]))
    _never_changes(builder, loaded)
    return loaded


def _never_changes(builder: Any, loaded: Any) -> None:
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))


@infer_global(operator.getitem)
class ColumnCell(AbstractTemplate):
    """`column[index]`."""

    def generic(self, args: Any, kws: Any) -> Any:
        """Return the signature."""
        if kws or len(args) != 2 or not isinstance(args[0], ColumnType):
            return None
        return signature(args[0].cell, args[0], types.int64)


@infer_global(operator.setitem)
class ColumnCellWritten(AbstractTemplate):
    """`column[index] = value`."""

    def generic(self, args: Any, kws: Any) -> Any:
        """Return the signature."""
        if kws or len(args) != 3 or not isinstance(args[0], ColumnType) or args[0].is_fixed:
            return None
        return signature(types.none, args[0], types.int64, args[0].cell)


@infer_global(len)
class ColumnLength(AbstractTemplate):
    """`len(column)`."""

    def generic(self, args: Any, kws: Any) -> Any:
        """Return the signature."""
        if kws or len(args) != 1 or not isinstance(args[0], ColumnType):
            return None
        return signature(types.int64, args[0])


@lower_builtin(operator.getitem, ColumnType, types.int64)
def _get(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind = sig.args[0]
    loaded = builder.load(_cell(context, builder, kind, args[0], args[1]))
    if kind.is_fixed:
        _never_changes(builder, loaded)
    return loaded


@lower_builtin(operator.setitem, ColumnType, types.int64, types.Any)
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    builder.store(args[2], _cell(context, builder, sig.args[0], args[0], args[1]))
    return context.get_dummy_value()


@lower_builtin(len, ColumnType)
def _length(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    column = cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0])
    return column.length


def _cell(context: Any, builder: Any, kind: ColumnType, value: Any, index: Any) -> Any:
    column = cgutils.create_struct_proxy(kind)(context, builder, value=value)
    if config.BOUNDSCHECK:
        with cgutils.if_unlikely(builder, builder.icmp_unsigned(">=", index, column.length)):
            message = f"no such cell in a {kind.name}"
            context.call_conv.return_user_exc(builder, IndexError, (message,))
    cell = ir.DoubleType() if kind.cell is types.float64 else WORD
    cells = builder.bitcast(column.cells, cell.as_pointer())
    if kind.stride > 1:
        index = builder.mul(index, ir.Constant(WORD, kind.stride))
    return builder.gep(cells, [index])


def view_as(table: type) -> Any:
    """Return a compiled function that sees an array, a directory, as a table of some class."""

    @intrinsic
    def view(typing_context: Any, directory: Any) -> Any:
        del typing_context

        def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            array = context.make_array(sig.args[0])(context, builder, args[0])
            return builder.bitcast(array.data, cgutils.voidptr_t)

        return TableType(table, 0)(directory), lower

    return view
