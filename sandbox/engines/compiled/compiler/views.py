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
from typing import Any, Final

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
    lower_builtin,
    lower_getattr_generic,
    lower_setattr_generic,
    models,
    register_model,
)

from sandbox.engines.compiled.slots import TableSlot, columns_of, slots_of

WORD: Final = ir.IntType(64)


class TableType(types.Type):
    """The type of a table: its class, and the slot at which it begins."""

    def __init__(self, table: type, first: int) -> None:
        self.table = table
        self.first = first
        super().__init__(name=f"{table.__module__}.{table.__qualname__} at slot {first}")


class ColumnType(types.Type):
    """The type of a column: what a cell is, whether it ever changes."""

    def __init__(self, *, is_float: bool, is_fixed: bool) -> None:
        self.cell = types.float64 if is_float else types.int64
        self.is_fixed = is_fixed
        kind = "fixed" if is_fixed else "changing"
        super().__init__(name=f"{kind} column of {self.cell}")


class RowsType(types.Type):
    """The type of objects that are kept row by row."""

    def __init__(self, row: type) -> None:
        self.row = row
        super().__init__(name=f"rows of {row.__module__}.{row.__qualname__}")


class RowType(types.Type):
    """The type of one of them."""

    def __init__(self, row: type) -> None:
        self.row = row
        super().__init__(name=f"row of {row.__module__}.{row.__qualname__}")


def type_of(slot: TableSlot) -> ColumnType | RowsType:
    """Return the type of what many cells hold that a slot refers to."""
    if slot.row is not None:
        return RowsType(slot.row)
    return ColumnType(is_float=slot.is_float, is_fixed=slot.is_fixed)


@register_model(TableType)
@register_model(RowType)
class AddressModel(models.OpaqueModel):
    """A table is the address of its directory, a row that of its first cell."""


@register_model(ColumnType)
@register_model(RowsType)
class CellsModel(models.StructModel):
    """Many cells are an address and a length."""

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
            return TableType(slot.table, 0 if slot.is_apart else table.first + slot.first)
        if slot.is_column or slot.row is not None:
            return type_of(slot)
        return types.int64


@lower_getattr_generic(TableType)
def _attribute(context: Any, builder: Any, kind: TableType, value: Any, name: str) -> Any:
    slot = slots_of(kind.table)[name]
    number = kind.first + slot.first
    if slot.table is not None:
        if not slot.is_apart:
            return value
        return builder.inttoptr(_slot(builder, value, number), cgutils.voidptr_t)
    if not slot.is_column and slot.row is None:
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


@infer_getattr
class RowAttributes(AttributeTemplate):
    """Attributes of a row: whole numbers, which may be written."""

    key = RowType

    def generic_resolve(self, row: RowType, name: str) -> types.Type | None:
        """Return the type of an attribute."""
        return types.int64 if name in columns_of(row.row) else None


def _field(builder: Any, kind: RowType, value: Any, name: str) -> Any:
    cells = builder.bitcast(value, WORD.as_pointer())
    return builder.gep(cells, [ir.Constant(WORD, columns_of(kind.row)[name])])


@lower_getattr_generic(RowType)
def _read_field(context: Any, builder: Any, kind: RowType, value: Any, name: str) -> Any:
    del context
    return builder.load(_field(builder, kind, value, name))


@lower_setattr_generic(RowType)
def _write_field(context: Any, builder: Any, sig: Any, args: Any, name: str) -> None:
    del context
    builder.store(args[1], _field(builder, sig.args[0], args[0], name))


@infer_global(operator.getitem)
class ColumnCell(AbstractTemplate):
    """`column[index]`."""

    def generic(self, args: Any, kws: Any) -> Any:
        """Return the signature."""
        if kws or len(args) != 2:
            return None
        if isinstance(args[0], RowsType):
            return signature(RowType(args[0].row), args[0], types.int64)
        if isinstance(args[0], ColumnType):
            return signature(args[0].cell, args[0], types.int64)
        return None


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
        if kws or len(args) != 1 or not isinstance(args[0], ColumnType | RowsType):
            return None
        return signature(types.int64, args[0])


@lower_builtin(operator.getitem, ColumnType, types.int64)
def _get(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind = sig.args[0]
    loaded = builder.load(_cell(context, builder, kind, args[0], args[1]))
    if kind.is_fixed:
        _never_changes(builder, loaded)
    return loaded


@lower_builtin(operator.getitem, RowsType, types.int64)
def _get_row(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind = sig.args[0]
    rows = _cells_of(context, builder, kind, args[0], args[1])
    width = ir.Constant(WORD, len(columns_of(kind.row)))
    first = builder.gep(builder.bitcast(rows, WORD.as_pointer()), [builder.mul(args[1], width)])
    return builder.bitcast(first, cgutils.voidptr_t)


@lower_builtin(operator.setitem, ColumnType, types.int64, types.Any)
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    builder.store(args[2], _cell(context, builder, sig.args[0], args[0], args[1]))
    return context.get_dummy_value()


@lower_builtin(len, ColumnType)
@lower_builtin(len, RowsType)
def _length(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    column = cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0])
    return column.length


def _cell(context: Any, builder: Any, kind: ColumnType, value: Any, index: Any) -> Any:
    cell = ir.DoubleType() if kind.cell is types.float64 else WORD
    cells = _cells_of(context, builder, kind, value, index)
    return builder.gep(builder.bitcast(cells, cell.as_pointer()), [index])


def _cells_of(context: Any, builder: Any, kind: Any, value: Any, index: Any) -> Any:
    cells = cgutils.create_struct_proxy(kind)(context, builder, value=value)
    if config.BOUNDSCHECK:
        with cgutils.if_unlikely(builder, builder.icmp_unsigned(">=", index, cells.length)):
            message = f"no such cell in a {kind.name}"
            context.call_conv.return_user_exc(builder, IndexError, (message,))
    return cells.cells
