"""`int(member)` of an integer enumeration, which the compiler does not know by itself."""

from __future__ import annotations

from typing import Any

from numba import types
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import lower_builtin


@infer_global(int)
class MemberAsInteger(AbstractTemplate):
    """`int(member)`."""

    def generic(self, args: Any, kws: Any) -> Any:  # noqa: ANN401 -- Numba's own types
        """Return the signature."""
        if kws or len(args) != 1 or not isinstance(args[0], types.IntEnumMember):
            return None
        return signature(types.int64, args[0])


@lower_builtin(int, types.IntEnumMember)
def _as_integer(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ANN401 -- the same
    return context.cast(builder, args[0], sig.args[0].dtype, types.int64)
