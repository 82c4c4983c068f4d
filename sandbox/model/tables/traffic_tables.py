"""The shape of the tables about who arrives where, and when."""

from collections.abc import Sequence
from typing import NamedTuple


class ArrivalTable(NamedTuple):
    """When checkouts arrive.

    Attributes
    ----------
    exact
        Exact number of arrivals, or -1 for a Poisson number.
    every_us
        Distance of deterministic arrivals, or 0 for random ones.
    cell_us, cell_mass
        Boundaries of cells of constant intensity (µs) and expected arrivals up to each.
    """

    exact: int
    every_us: int
    cell_us: Sequence[int]
    cell_mass: Sequence[float]


class VisitTable(NamedTuple):
    """Cells of (destination, surface, payload) that get traffic; `chosen` is cumulative."""

    chosen: Sequence[int]
    destination: Sequence[int]
    surface: Sequence[int]
    payload: Sequence[int]
