"""Intermediate code of many functions, linked into that of one program."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from llvmlite import binding as llvm

ENTRY: Final = "sandbox_entry"
# Copies of what Numba itself brings along are marked as such; what is left is the function itself.
DEFINED: Final = re.compile(
    r'^define (?!linkonce_odr |internal |private )[^@]*@"?([^"(\s]+)', re.MULTILINE
)


def names_defined(text: str) -> list[str]:
    """Return the names that intermediate code defines for others to call."""
    return DEFINED.findall(text)


def linked(texts: Iterable[str], entry: str) -> bytes:
    """Return one module, as bitcode, in which nothing but the entry can be called from outside.

    What only the program itself calls may be put in the place of its only call and forgotten.

    Parameters
    ----------
    entry
        Name of the function that becomes `ENTRY`.
    """
    first, *others = [wrapping(text) for text in texts]
    for other in others:
        first.link_in(other)
    for value in (*first.functions, *first.global_variables):
        if not value.is_declaration and value.name != entry:
            value.linkage = llvm.Linkage.internal
    first.get_function(entry).name = ENTRY
    first.verify()
    bitcode: bytes = first.as_bitcode()
    return bitcode


def wrapping(text: str) -> Any:
    """Return a module in which an integer that overflows wraps around.

    Numba promises that no sum or product of signed integers overflows (`nsw`), and what
    breaks the promise may come out as anything. Philox multiplies to the full 64 bits.
    """
    return llvm.parse_assembly(text.replace(" nsw ", " "))
