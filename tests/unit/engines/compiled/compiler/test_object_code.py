from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from llvmlite import binding as llvm

from sandbox.engines.compiled.compiler.linkage import linked
from sandbox.engines.compiled.compiler.object_code import loaded, optimised, processor
from sandbox.errors import DefectError
from tests.unit.engines.compiled.programs import NOTHING, bitcode_of, program, words

NOBODY = """
declare i32 @NRT_MemInfo_call_dtor()
define i32 @entry() {
  %x = call i32 @NRT_MemInfo_call_dtor()
  ret i32 %x
}
"""


def test_code_that_calls_what_is_not_there_is_refused_before_it_ends_the_process() -> None:
    with pytest.raises(DefectError, match="calls NRT_MemInfo_call_dtor, which is not there"):
        optimised(linked([NOBODY], "entry"))


def test_an_entry_counts_no_references() -> None:
    module = llvm.parse_bitcode(bitcode_of("book"))
    assert not [function.name for function in module.functions if "NRT" in function.name]


def test_what_is_raised_is_an_error_and_no_result() -> None:
    divide = program("divide")
    assert divide(words(42), 6) == 7
    with pytest.raises(DefectError, match="ended with status") as caught:
        divide(words(42), 0)
    assert "NUMBA_DISABLE_JIT=1" in caught.value.hint
    assert divide(words(42), -4) == -11


def test_machine_code_calls_what_the_processor_cannot_do_alone() -> None:
    assert program("root_of")(NOTHING, 10**12) == 10**6


def test_many_threads_may_call_at_once() -> None:
    divide, found = program("divide"), [0] * 8

    def ask(k: int) -> None:
        for _ in range(1_000):
            found[k] = divide(words(1_000 * k), 10)

    threads = [threading.Thread(target=ask, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [100 * k for k in range(8)]


def test_the_same_intermediate_code_becomes_the_same_machine_code() -> None:
    code = optimised(bitcode_of("divide"))
    assert code == optimised(bitcode_of("divide"))
    assert loaded(code)(words(9), 3) == 3


def test_a_processor_is_known_by_name_and_abilities() -> None:
    assert llvm.get_host_cpu_name() in processor()
    assert len(processor().split(",")) > 1


def test_machine_code_is_loaded_without_numba() -> None:
    code = (
        "import sys, sandbox.engines.compiled.compiler.object_code; print('numba' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"
