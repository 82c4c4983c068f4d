"""Modules fit on a few screens, functions on one, calls on a line."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import listing, python_files, syntax, text

LINES_PER_MODULE = 400
LINES_PER_FUNCTION = 60
PARAMETERS = 6

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.AST) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def lines_of(function: Function) -> int:
    """Lines from `def` to the end, docstring included."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def parameters_of(function: Function) -> int:
    """Parameters that a caller fills in; a command's are counted by its options instead."""
    if any(_is_click_option(decorator) for decorator in function.decorator_list):
        return 0
    spec = function.args
    named = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]
    packed = [argument for argument in (spec.vararg, spec.kwarg) if argument is not None]
    receiver = bool(named) and named[0].arg in {"self", "cls"}
    return len(named) + len(packed) - receiver


def _is_click_option(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called).split(".")[-1] in {"option", "argument"}


def test_no_module_is_longer_than_400_lines() -> None:
    sizes = {name: len(text(name).splitlines()) for name in python_files()}
    too_long = {name: size for name, size in sizes.items() if size > LINES_PER_MODULE}
    assert not too_long, listing(too_long)


def test_no_function_is_longer_than_60_lines() -> None:
    too_long = {
        f"{name}:{function.lineno} {function.name}": lines_of(function)
        for name in python_files()
        for function in functions(syntax(name))
        if lines_of(function) > LINES_PER_FUNCTION
    }
    assert not too_long, listing(too_long)


def test_no_function_takes_more_than_six_parameters() -> None:
    # Tests are exempt: their parameters are fixtures and cases, which nobody passes by hand.
    too_many = {
        f"{name}:{function.lineno} {function.name}": parameters_of(function)
        for name in python_files("sandbox", "bench")
        for function in functions(syntax(name))
        if parameters_of(function) > PARAMETERS
    }
    assert not too_many, listing(too_many)


@pytest.mark.parametrize(
    ("source", "lines", "parameters"),
    [
        ("def f(): pass", 1, 0),
        ("@wraps\ndef f(a, /, b, *c, d, **e):\n    '''Say.'''\n    return a", 3, 5),
        ("async def f(self, a): return a", 1, 1),
        ("@click.option('--a')\ndef f(a): return a", 1, 0),
    ],
)
def test_lines_and_parameters_are_counted(source: str, lines: int, parameters: int) -> None:
    (function,) = functions(ast.parse(source))
    assert (lines_of(function), parameters_of(function)) == (lines, parameters)
