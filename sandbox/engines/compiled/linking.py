"""One program out of many functions: each is lowered once, all are optimised once, together.

By itself the compiler optimises every function for its own sake, makes machine code of it, links
copies of it into each caller and optimises those again, level after level. A part of a program
needs none of that before the whole is there, which makes the first compile three times as fast.
"""

from __future__ import annotations

from typing import Any

from llvmlite.binding import Linkage, parse_assembly
from numba.core import cgutils
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import LoweringPass, register_pass
from numba.core.typed_passes import AnnotateTypes, NativeLowering


class PartLibrary(JITCodeLibrary):
    """Code of one function, for the program that it is linked into."""

    def add_ir_module(self, module: Any) -> None:
        """Take code in which an integer that overflows wraps around.

        Numba promises that no sum or product of signed integers overflows (`nsw`), and what
        breaks the promise may come out as anything. Philox multiplies to the full 64 bits.
        """
        text = cgutils.normalize_ir_text(str(module)).replace(" nsw ", " ")
        parsed = parse_assembly(text)
        parsed.name = module.name
        parsed.verify()
        self.add_llvm_module(parsed)

    def add_llvm_module(self, module: Any) -> None:
        """Take code as it is."""
        self._final_module.link_in(module)

    def finalize(self) -> None:
        """Leave everything to the program."""
        self._finalized = True


class ProgramLibrary(PartLibrary):
    """Code of a function that Python calls, and of everything that it needs."""

    def finalize(self) -> None:
        """Link every part once, optimise all of them together, and make machine code."""
        self._linking_libraries = everything_called(self)
        JITCodeLibrary.finalize(self)

    def _optimize_final_module(self) -> None:
        # What only this program calls may be put in the place of its only call and forgotten.
        for function in self._final_module.functions:
            if function.linkage == Linkage.linkonce_odr and not function.is_declaration:
                function.linkage = Linkage.internal
        JITCodeLibrary._optimize_final_module(self)  # noqa: SLF001 -- its own kind


def everything_called(library: PartLibrary) -> list[Any]:
    """Return the libraries that a library needs, directly or through its parts, each once."""
    found: dict[Any, None] = {}
    open_ends = [library]
    while open_ends:
        for called in open_ends.pop()._linking_libraries:  # noqa: SLF001 -- its own kind
            if called not in found:
                found[called] = None
                if isinstance(called, PartLibrary):
                    open_ends.append(called)
    return list(found)


@register_pass(mutates_CFG=False, analysis_only=False)
class OpenPart(LoweringPass):
    """Give a function a library that waits for its program."""

    _name = "open_part"

    def __init__(self) -> None:
        LoweringPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """Choose the library, and keep the compiler from making machine code."""
        codegen = state.targetctx.codegen()
        state.library = PartLibrary(codegen, state.func_id.func_qualname)
        state.flags.no_compile = True
        return True


@register_pass(mutates_CFG=False, analysis_only=False)
class ClosePart(LoweringPass):
    """Let callers of a function find its code, although it has no address yet."""

    _name = "close_part"

    def __init__(self) -> None:
        LoweringPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """Enter the function under a name of its own."""
        # The compiler asks for a builtin function as the name; nobody ever calls this one.
        key: Any = [].append
        lowered = state["cr"]
        state.targetctx.insert_user_function(key, lowered.fndesc, [state.library])
        state["cr"] = lowered._replace(cfunc=key)
        return True


@register_pass(mutates_CFG=False, analysis_only=False)
class OpenProgram(LoweringPass):
    """Give a function that Python calls the library of a whole program."""

    _name = "open_program"

    def __init__(self) -> None:
        LoweringPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """Choose the library."""
        codegen = state.targetctx.codegen()
        state.library = ProgramLibrary(codegen, state.func_id.func_qualname)
        state.library.enable_object_caching()
        return True


class PartCompiler(CompilerBase):
    """Compiles a part of a program."""

    def define_pipelines(self) -> list[Any]:
        """Return the usual passes with those of a part around the last but one."""
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.add_pass_after(OpenPart, AnnotateTypes)
        passes.add_pass_after(ClosePart, NativeLowering)
        passes.finalize()
        return [passes]


class ProgramCompiler(CompilerBase):
    """Compiles a function that Python calls, and links the parts that it needs."""

    def define_pipelines(self) -> list[Any]:
        """Return the usual passes with those of a program before the last but one."""
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.add_pass_after(OpenProgram, AnnotateTypes)
        passes.finalize()
        return [passes]
