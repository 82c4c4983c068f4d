"""Quantile tables: how a 32-bit word becomes an exponential or a normal variate.

The tables ship with the package and are never computed at start, so that every machine draws
the same variates; `tests/oracles/quantile_tables.py` is the program that made them.

Layout. A word w stands for the survival probability u = (2w + 1) / 2**33, in (0, 1).
The nodes are graded by octaves of u, 256 cells to an octave:
node 256·e + c stands for u = 2**(e - 33) · (1 + c/256), e = 0..32, c = 0..255, and the last node
for u = 1. Half of all words fall into the top octave, a quarter into the next, and the rare words
of the tail have cells as fine, relative to u, as the common ones.
Between nodes the value is linear in u.

Values. Nodes are not the quantiles themselves: a chord always lies above a convex curve, which
would make every mean too large. They are the continuous piecewise linear function nearest to the
quantile function in mean square over u (and 0 at u = 1). The residual is then orthogonal to the
table, hence the table's second moment is too small by exactly the mean square error.

Error, over all 2**32 words (`tests/theory/test_quantile_tables.py`):

===========  ================  ============  ================  ===============================
table        largest error     bias of mean  bias of variance  largest draw
===========  ================  ============  ================  ===============================
exponential  1.4e-6 of a mean  +1.0e-10      -4.2e-9           22.87 means (exact: 22.87386)
normal       5.8e-7 of an s.d. 0 (mirrored)  -3.2e-10          6.34 s.d. (exact: 6.33796)
===========  ================  ============  ================  ===============================

The errors hold in both tails. Relative to its own size, an exponential in the last cell (below
0.002 of its mean) is off by up to 0.08 %, one from 0.02 of its mean on by at most 1.6e-5.
Variances fall short because one word stands for the whole tail beyond it, not by the nodes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sandbox.errors import SandboxError

OCTAVES: Final = 33
CELLS: Final = 256
NODES: Final = OCTAVES * CELLS + 1
FILE: Final = "quantiles.npy"
SHA256: Final = "b1c6b953e5bcd9fbf6f893182ff471b28b8d3ec85857dc8a4342233cab96f54e"


class QuantileTable(NamedTuple):
    """Both tables; shape (8449,) each, falling from the rarest to the commonest draw.

    Lists serve the interpreter, arrays the compiled engine and NumPy.

    Attributes
    ----------
    exponential
        Quantiles of the exponential with mean 1, from 22.87 to 0.
    normal
        Quantiles of the absolute value of the standard normal, from 6.44 to 0;
        u is twice the upper tail, so words reach 6.34.
    """

    exponential: Sequence[float] | NDArray[np.float64]
    normal: Sequence[float] | NDArray[np.float64]


@cache
def load_tables() -> QuantileTable:
    """Return the shipped tables as read-only arrays.

    Raises
    ------
    SandboxError
        If the file is not the one that was shipped.
    """
    content = files("sandbox.chance").joinpath(FILE).read_bytes()
    columns = read_tables(content)
    columns.flags.writeable = False
    return QuantileTable(columns[0], columns[1])


def read_tables(content: bytes) -> NDArray[np.float64]:
    """Return both columns from the bytes of the file, shape (2, 8449).

    Raises
    ------
    SandboxError
        If the bytes are not the shipped ones.
    """
    found = sha256(content).hexdigest()
    if found != SHA256:
        raise SandboxError(f"{FILE} has the hash {found}, must be {SHA256}; install again")
    columns: NDArray[np.float64] = np.load(BytesIO(content), allow_pickle=False)
    return columns


def as_lists(table: QuantileTable) -> QuantileTable:
    """Return the same values as lists of floats, from which the interpreter draws faster."""
    return QuantileTable(
        np.asarray(table.exponential).tolist(),
        np.asarray(table.normal).tolist(),
    )
