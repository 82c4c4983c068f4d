from __future__ import annotations

from types import FunctionType
from typing import cast

import pytest
from numba.core.dispatcher import Dispatcher

from sandbox.engines import attempts
from sandbox.engines.compiled.compilation import CompiledModule, compiled, with_compiled_callees
from sandbox.payments import declines, fees
from tests.unit.engines.compiled.programs import program


def function(value: object) -> FunctionType:
    return cast("FunctionType", value)


def fee_of(share: int, amount: int) -> int:
    return fees.share_of(amount, share)


def test_a_rule_calls_the_compiled_copy_of_another_rule() -> None:
    copy = with_compiled_callees(function(fees.fee))
    assert copy.__globals__["share_of"] is compiled(function(fees.share_of))
    assert copy is not fees.fee


def test_the_rule_itself_stays_as_it_is() -> None:
    before = fees.fee.__globals__["share_of"]
    with_compiled_callees(function(fees.fee))
    assert fees.fee.__globals__["share_of"] is before
    assert isinstance(before, FunctionType)


def test_a_function_is_compiled_once_whoever_calls_it() -> None:
    first = with_compiled_callees(function(fees.fee)).__globals__["share_of"]
    second = with_compiled_callees(function(fees.subsidy)).__globals__["share_of"]
    assert first is second
    assert isinstance(first, Dispatcher)


def test_a_module_gives_compiled_functions_and_its_own_constants() -> None:
    module = CompiledModule(declines)
    assert module.soft_decline is compiled(function(declines.soft_decline))
    assert declines.DeclineRates is module.DeclineRates
    with pytest.raises(AttributeError, match="no_such_rule"):
        _ = module.no_such_rule


def test_what_another_package_wrote_is_left_alone() -> None:
    copy = with_compiled_callees(function(attempts.offer_picked))
    assert copy.__globals__["LEAST_COST"] == attempts.LEAST_COST
    assert copy.__module__ == attempts.__name__
    assert "Sequence" not in copy.__globals__  # only what the code asks for


@pytest.mark.parametrize("amount", [0, 1, 83, 84, 10**9])
def test_a_compiled_rule_says_what_the_rule_says(amount: int) -> None:
    assert program(fee_of)(6_000, amount) == fees.share_of(amount, 6_000)
