"""Shapley values the long way: every order of the parts, in exact fractions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import permutations


def shares_by_order(parts: int, worth: Mapping[int, Fraction]) -> list[Fraction]:
    """Return what each part adds to those before it, averaged over all orders."""
    orders = list(permutations(range(parts)))
    shares = [Fraction(0)] * parts
    for order in orders:
        present = 0
        for part in order:
            with_it = present | 1 << part
            shares[part] += (worth[with_it] - worth[present]) / len(orders)
            present = with_it
    return shares
