"""Both engines must reach the same bits on every machine, so some arithmetic is off limits.

Floats in the rules, the draws and the engines see + - * /, `math.sqrt` and comparison.
Powers and transcendentals differ between processors, decimal rounding between compiled and
interpreted code, and a shared generator makes one draw depend on another.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import listing, python_files, syntax

BIT_EXACT = ("sandbox/arithmetic.py", "sandbox/payments", "sandbox/chance", "sandbox/engines")
EXACT_MATH = {"sqrt", "isqrt", "floor", "ceil", "inf"}
INEXACT_NUMPY = {
    *("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "power", "float_power"),
    *("sin", "cos", "tan", "arcsin", "arccos", "arctan", "arctan2", "sinh", "cosh", "tanh"),
    *("cbrt", "hypot", "round", "around", "random"),
}
SHARED_GENERATORS = {"random", "secrets", "scipy"}


def breaches(tree: ast.AST) -> Iterator[str]:
    """Yield a sentence for each expression that both engines could not agree on."""
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(op=ast.Pow()) | ast.AugAssign(op=ast.Pow()):
                yield f"line {node.lineno}: a power"
            case ast.Call(func=ast.Name(id="pow")):
                yield f"line {node.lineno}: a power"
            case ast.Call(func=ast.Name(id="round")) if len(node.args) + len(node.keywords) > 1:
                yield f"line {node.lineno}: rounding to digits"
            case ast.Attribute(value=ast.Name(id="math"), attr=name) if name not in EXACT_MATH:
                yield f"line {node.lineno}: math.{name}"
            case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=name) if (
                name in INEXACT_NUMPY
            ):
                yield f"line {node.lineno}: numpy {name}"
            case ast.Import() | ast.ImportFrom():
                yield from _inexact_imports(node)


def _inexact_imports(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    source = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
    for alias in node.names:
        root, _, rest = f"{source}.{alias.name}".strip(".").partition(".")
        if (
            root in SHARED_GENERATORS
            or (root == "math" and rest and rest not in EXACT_MATH)
            or (root == "numpy" and rest.split(".")[0] in INEXACT_NUMPY)
        ):
            yield f"line {node.lineno}: import of {root} {rest}".rstrip()


def test_rules_draws_and_engines_compute_the_same_bits_everywhere() -> None:
    found = [
        f"{name} {breach}" for name in python_files(*BIT_EXACT) for breach in breaches(syntax(name))
    ]
    assert not found, listing(found)


@pytest.mark.parametrize(
    "source",
    [
        "a = 2**32",
        "a **= b",
        "a = pow(b, 2, 7)",
        "a = round(b, 2)",
        "a = round(b, ndigits=2)",
        "a = math.log(b)",
        "a = math.lgamma(b)",
        "a = np.exp(b)",
        "from math import cos",
        "import random",
        "from numpy.random import default_rng",
        "a = np.random.default_rng()",
    ],
)
def test_a_breach_is_noticed(source: str) -> None:
    assert len(list(breaches(ast.parse(source)))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "a = f(*b, **c)",
        "a = 1 << 32",
        "a = round(b)",
        "a = math.sqrt(b) / 3.0",
        "from math import isqrt",
        "a = np.searchsorted(b, c)",
        "import numpy as np",
    ],
)
def test_exact_arithmetic_is_left_alone(source: str) -> None:
    assert list(breaches(ast.parse(source))) == []
