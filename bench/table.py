"""The table of figures as Markdown: `python -m bench.table`, or `./dev bench`.

Names choose figures; `--largest` runs 10⁸ checkouts for the peak of memory in place of 10⁷.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Final

from bench.figures import FIGURES, Row, memory
from bench.workloads import FULL
from sandbox.execution.processes import cores
from sandbox.version import __version__

MEMORY: Final = "memory"
EXPONENT, LARGEST = 7, 8


def rows(names: Iterable[str], exponent: int) -> Iterator[Row]:
    """Measure figures by name."""
    for name in names:
        print(f"measuring {name}", file=sys.stderr)
        yield memory(exponent) if name == MEMORY else FIGURES[name](FULL)


def as_table(told: Iterable[Row]) -> str:
    """Return rows as Markdown."""
    lines = [Row("what", "figure", "asked: at least, aim"), Row("---", "---", "---"), *told]
    return "\n".join(f"| {row.what} | {row.figure} | {row.asked} |" for row in lines)


def load() -> str:
    """Return how many programs want a core, which tells whether figures are worth anything."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def machine() -> str:
    """Return what the figures were measured with."""
    return (
        f"Version {__version__}, {cores()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}, Numba {version('numba')}."
    )


def main() -> int:
    """Print the table; return the exit code."""
    known = [*FIGURES, MEMORY]
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}")
    parser.add_argument("--largest", action="store_true", help="10⁸ checkouts for memory")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.names if name not in known]
    if unknown:
        parser.error(f"no figure {', '.join(unknown)}; figures: {', '.join(known)}")
    before = load()
    told = list(rows(chosen.names or known, LARGEST if chosen.largest else EXPONENT))
    print(f"{as_table(told)}\n\n{machine()}")
    print("Medians of rounds that take turns, the best in brackets.")
    print(f"Load average {before} before and {load()} after.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
