"""What the rules say in Python and the compiler does not understand by itself."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, overload_method

from sandbox.engines.compiled.compiler.views import TableType


@infer_global(int)
class MemberAsInteger(AbstractTemplate):
    """`int(member)` of an integer enumeration."""

    def generic(self, args: Any, kws: Any) -> Any:
        """Return the signature."""
        if kws or len(args) != 1 or not isinstance(args[0], types.IntEnumMember):
            return None
        return signature(types.int64, args[0])


@lower_builtin(int, types.IntEnumMember)
def _as_integer(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return context.cast(builder, args[0], sig.args[0].dtype, types.int64)


@intrinsic
def _leading_zeros(typing_context: Any, number: Any) -> Any:
    del typing_context, number

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        del context, sig
        return builder.ctlz(args[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.int64), lower


@overload_method(types.Integer, "bit_length")
def bit_length(number: Any) -> Any:
    """Return the implementation of `number.bit_length()` for numbers that are not negative."""
    del number

    def implementation(number: Any) -> Any:
        return 64 - _leading_zeros(number)

    return implementation


def table_at(table: type) -> Any:
    """Return a compiled function that takes the address of a directory for a table."""

    @intrinsic
    def view(typing_context: Any, address: Any) -> Any:
        del typing_context

        def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            del context, sig
            return builder.bitcast(args[0], cgutils.voidptr_t)

        return TableType(table, 0)(address), lower

    return view
