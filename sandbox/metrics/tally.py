"""The tally: sums and extremes over checkouts, put together in any order to the same bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from sandbox.model.records.record import CEILING, EXTREMES, Record, shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from sandbox.model.tables.world import Settings

LAYOUT = b"tally 1\n"  # opens the bytes of a tally; the number is that of the layout
WIDTHS = ("<i1", "<i2", "<i4", "<i8")
CELLS_MAX = 1 << 28  # a thousand times the largest table; more is damage


@dataclass(frozen=True, slots=True)
class Tally:
    """Tables of one replication, or of several together: a monoid under `+`.

    Of extremes `+` takes the larger number, of all other tables the sum.

    Attributes
    ----------
    tables
        Name → int64 array; the shapes are those of `model.records.record.shapes`.
    """

    tables: Mapping[str, NDArray[np.int64]]

    def __add__(self, other: Tally) -> Tally:
        tables = self.tables.items()
        return Tally({name: _sum_of_two(name, table, other[name]) for name, table in tables})

    def __getitem__(self, name: str) -> NDArray[np.int64]:
        return self.tables[name]

    def checksum(self) -> str:
        """Return a digest of every table: equal for equal work, whatever did the work."""
        digest = sha256()
        for name in sorted(self.tables):
            table = np.ascontiguousarray(self.tables[name], dtype="<i8")
            digest.update(f"{name}{table.shape}".encode())
            digest.update(table.tobytes())
        return digest.hexdigest()

    def to_bytes(self) -> bytes:
        """Return the tally as bytes: equal tallies give equal bytes on every machine.

        Most cells are zero, so only the others are written. `LAYOUT` comes first, then a line of
        JSON with one entry per table in order of the names (name, shape, number of cells, width
        of gaps and of values), then for each table the gaps between its cells and their values.
        """
        entries, bodies = [], []
        for name in sorted(self.tables):
            flat = self.tables[name].ravel()
            cells = np.flatnonzero(flat)
            gaps, gap_width = _narrowed(np.diff(cells, prepend=-1))
            values, value_width = _narrowed(flat[cells])
            shape = list(self.tables[name].shape)
            entries.append([name, shape, len(cells), gap_width, value_width])
            bodies += [gaps, values]
        header = json.dumps(entries, separators=(",", ":")).encode()
        return b"".join([LAYOUT, header, b"\n", *bodies])

    @classmethod
    def from_bytes(cls, data: bytes) -> Tally:
        """Return the tally that `to_bytes` wrote.

        Raises
        ------
        ValueError
            For bytes that are no tally, or a damaged one.
        """
        if not data.startswith(LAYOUT):
            raise ValueError("no tally in a known layout")
        header, found, body = data[len(LAYOUT) :].partition(b"\n")
        if not found:
            raise ValueError("a tally without its tables")
        reader = _Reader(body)
        try:
            tables = {entry[0]: reader.table(*entry[1:]) for entry in json.loads(header)}
        except (IndexError, TypeError, AttributeError) as error:
            raise ValueError(f"a damaged tally: {error}") from error
        if reader.rest:
            raise ValueError("a tally with bytes behind its tables")
        return cls(tables)


class _Reader:
    """Takes one table after another from the bytes of a tally."""

    __slots__ = ("_data", "rest")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.rest = len(data)

    def table(self, shape: list[int], count: int, *widths: str) -> NDArray[np.int64]:
        """Return the next table."""
        size = prod(shape)
        if not 0 <= size <= CELLS_MAX:
            raise ValueError(f"a table of {size} cells")
        flat = np.zeros(size, dtype=np.int64)
        gaps, values = (self._cells(count, width) for width in widths)
        if gaps.size and gaps.min() < 1:
            raise ValueError("a gap that leads backwards")
        flat[np.cumsum(gaps) - 1] = values
        return flat.reshape(shape)

    def _cells(self, count: int, width: str) -> NDArray[np.int64]:
        if width not in WIDTHS:
            raise ValueError(f"a width of {width}")
        size = count * np.dtype(width).itemsize
        if not 0 <= size <= self.rest:
            raise ValueError(f"{count} cells where {self.rest} bytes are left")
        first = len(self._data) - self.rest
        self.rest -= size
        return np.frombuffer(self._data[first : first + size], width).astype(np.int64)


def _narrowed(values: NDArray[np.integer[Any]]) -> tuple[bytes, str]:
    """Return integers in the fewest bytes each that hold all of them."""
    low, high = (int(values.min()), int(values.max())) if values.size else (0, 0)
    for width in WIDTHS:
        bounds = np.iinfo(width)
        if bounds.min <= low and high <= bounds.max:
            return values.astype(width).tobytes(), width
    raise ValueError(f"{high} is no int64")


def tally_of(record: Record, settings: Settings) -> Tally:
    """Return the tally of one replication."""
    return Tally(
        {
            name: np.array(getattr(record, name), dtype=np.int64).reshape(shape)
            for name, shape in shapes(settings).items()
        },
    )


def table_total(tallies: Iterable[Tally], name: str) -> NDArray[np.int64]:
    """Return the sum of one table of at least one tally."""
    first, *rest = tallies
    result = first[name]
    for tally in rest:
        result = _sum_of_two(name, result, tally[name])
    return result


def _sum_of_two(name: str, table: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    if name in EXTREMES:
        return np.maximum(table, other)
    added: NDArray[np.int64] = np.clip(table + other, -CEILING, CEILING)
    return added


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of at least one tally."""
    first, *rest = tallies
    result = first
    for tally in rest:
        result = result + tally
    return result
