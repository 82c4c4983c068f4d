from __future__ import annotations

from types import FunctionType
from typing import cast

import pytest
from numba import types

from sandbox.chance.philox import philox4x32
from sandbox.engines.compiled.compiler.program import ModuleOfProgram, Program, stand_in
from sandbox.model import route
from sandbox.payments import declines, fees
from tests.unit.engines.compiled import samples
from tests.unit.engines.compiled.programs import NOTHING, program

NUMBERS = (types.int64, types.int64)


def function(value: object) -> FunctionType:
    return cast("FunctionType", value)


def test_a_rule_calls_the_stand_in_of_another_rule() -> None:
    whole = Program()
    copy = whole.copy(function(fees.fee))
    assert copy.__globals__["share_of"] is whole.twin(fees.share_of)
    assert copy is not fees.fee


def test_the_rule_itself_stays_as_it_is() -> None:
    before = fees.fee.__globals__["share_of"]
    Program().copy(function(fees.fee))
    assert fees.fee.__globals__["share_of"] is before
    assert isinstance(before, FunctionType)


def test_a_function_has_one_stand_in_whoever_calls_it() -> None:
    whole = Program()
    first = whole.copy(function(fees.fee)).__globals__["share_of"]
    second = whole.copy(function(fees.subsidy)).__globals__["share_of"]
    assert first is second
    assert not isinstance(first, FunctionType)


def test_a_module_gives_stand_ins_and_its_own_constants() -> None:
    whole = Program()
    module = whole.twin(declines)
    assert isinstance(module, ModuleOfProgram)
    assert module.soft_decline is whole.twin(declines.soft_decline)
    assert declines.DeclineRates is module.DeclineRates
    with pytest.raises(AttributeError, match="no_such_rule"):
        _ = module.no_such_rule


def test_what_another_package_wrote_is_left_alone() -> None:
    copy = Program().copy(function(route.pick_route))
    assert copy.__globals__["LEAST_COST"] == route.LEAST_COST
    assert copy.__module__ == route.__name__
    assert "Final" not in copy.__globals__  # only what the code asks for


def test_a_function_is_lowered_once_and_only_declared_where_it_is_called() -> None:
    whole = Program(frozenset({"sandbox", "tests"}))
    entry = whole.lowered(function(samples.two_fees))
    assert len(whole.parts) == 2
    [part] = [part for part in whole.parts.values() if part is not entry]
    assert entry.text.count(f"declare i32 @{part.name}(") == 1
    assert whole.lowered(function(fees.share_of), NUMBERS) is part


def test_a_constant_has_a_copy_of_its_own_but_not_of_what_is_put_in_place() -> None:
    whole = Program()
    whole.lowered(function(fees.share_of), (types.int64, types.literal(6_000)))
    whole.lowered(function(fees.share_of), NUMBERS)
    assert len(whole.parts) == 2
    drawn = whole.lowered(function(philox4x32), (types.int64,) * 6)
    assert "alwaysinline" in drawn.text


def test_a_stand_in_takes_what_the_function_takes() -> None:
    assert callable(stand_in(Program(), function(fees.share_of)))


@pytest.mark.parametrize("amount", [0, 1, 83, 84, 10**9])
def test_a_compiled_rule_says_what_the_rule_says(amount: int) -> None:
    assert program("fee_of")(NOTHING, amount) == fees.share_of(amount, 6_000)


def test_two_calls_of_a_rule_come_to_what_they_come_to_in_python() -> None:
    assert program("two_fees")(NOTHING, 10_000) == 60 + 96 == samples.two_fees(NOTHING, 10_000)
