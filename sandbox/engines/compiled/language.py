"""What the rules say in Python and the compiler does not understand by itself."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, overload_method


@infer_global(int)
class MemberAsInteger(AbstractTemplate):  # type: ignore[misc]  # Numba has no types
    """`int(member)` of an integer enumeration."""

    def generic(self, args: Any, kws: Any) -> Any:  # noqa: ANN401 -- Numba's own types
        """Return the signature."""
        if kws or len(args) != 1 or not isinstance(args[0], types.IntEnumMember):
            return None
        return signature(types.int64, args[0])


@lower_builtin(int, types.IntEnumMember)  # type: ignore[untyped-decorator]  # Numba has no types
def _as_integer(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ANN401 -- the same
    return context.cast(builder, args[0], sig.args[0].dtype, types.int64)


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def _leading_zeros(typing_context: Any, number: Any) -> Any:  # noqa: ANN401 -- the same
    del typing_context, number

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ANN401 -- the same
        del context, sig
        return builder.ctlz(args[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.int64), lower


@overload_method(types.Integer, "bit_length")  # type: ignore[untyped-decorator]  # the same
def bit_length(number: Any) -> Any:  # noqa: ANN401 -- the same
    """Return the implementation of `number.bit_length()` for numbers that are not negative."""
    del number

    def implementation(number: Any) -> Any:  # noqa: ANN401 -- the same
        return 64 - _leading_zeros(number)

    return implementation
