"""Machine code of a program: made once out of its intermediate code, loaded in milliseconds."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from llvmlite import binding as llvm

from sandbox.engines.compiled.compiler.linkage import ENTRY
from sandbox.errors import DefectError

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL: Final = 3
OF_LLVM: Final = "llvm."  # names of what the processor or LLVM itself does
# status ← (where the result goes, where the reason goes, address, number); ctypes lets other
# threads run meanwhile.
PROTOTYPE: Final = ctypes.CFUNCTYPE(
    ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64
)


def processor() -> str:
    """Return the name of this machine's processor and all that it is able to do."""
    features = llvm.get_host_cpu_features().flatten()
    return f"{llvm.get_process_triple()} {llvm.get_host_cpu_name()} {features}"


def optimised(bitcode: bytes) -> bytes:
    """Return machine code for this processor, as an object file.

    Raises
    ------
    DefectError
        If the program calls something that this process does not have.
    """
    _initialise()
    module = llvm.parse_bitcode(bitcode)
    machine = _machine()
    options = llvm.create_pipeline_tuning_options(speed_level=LEVEL)
    options.loop_vectorization = True
    options.slp_vectorization = False
    builder = llvm.create_pass_builder(machine, options)
    passes = builder.getModulePassManager()
    # Before the usual pipeline, as Numba does: it finds more loops to take several steps of.
    passes.add_loop_rotate_pass()
    passes.add_instruction_combine_pass()
    passes.add_jump_threading_pass()
    passes.run(module, builder)
    _check_calls(module)
    code: bytes = machine.emit_object(module)
    return code


def _check_calls(module: Any) -> None:
    """Refuse code that calls what is not there: when loaded it would end the process."""
    for function in module.functions:
        name = function.name
        is_called = function.is_declaration and not name.startswith(OF_LLVM)
        if is_called and llvm.address_of_symbol(name) is None:
            raise DefectError(f"compiled code calls {name}, which is not there")


@dataclass(frozen=True, slots=True)
class MachineCode:
    """A program in memory, ready to be called from any thread.

    Attributes
    ----------
    call
        See `PROTOTYPE`.
    engine
        Owner of the memory.
    """

    call: Any
    engine: Any

    def __call__(self, directory: NDArray[Any], number: int) -> int:
        """Return what the program returns.

        Raises
        ------
        DefectError
            If something was raised in it. Its reason is a pickle, which nobody reads.
        """
        result, reason = ctypes.c_int64(), ctypes.c_void_p()
        where = ctypes.byref(result), ctypes.byref(reason)
        status = self.call(*where, directory.ctypes.data, number)
        if status:
            raise DefectError(
                f"compiled code ended with status {status}",
                hint="`NUMBA_DISABLE_JIT=1` runs it as Python, which tells where and why",
            )
        return result.value


def loaded(code: bytes) -> MachineCode:
    """Return machine code that was made on such a machine, ready to be called."""
    _initialise()
    engine = _engine()
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return MachineCode(PROTOTYPE(engine.get_function_address(ENTRY)), engine)


@cache
def _initialise() -> None:
    # Later versions do it by themselves and refuse to be asked.
    with suppress(RuntimeError, AttributeError):
        llvm.initialize()
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    _engine()  # the first one makes what this process can call known by name


def _engine() -> Any:
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine())


def _machine() -> Any:
    target = llvm.Target.from_triple(llvm.get_process_triple())
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=LEVEL,
        # Code that is not moved any more names its places outright, as Numba has it too.
        reloc="static" if target.name.startswith("x86") else "default",
        codemodel="jitdefault",
        jit=True,
    )
