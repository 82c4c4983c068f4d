"""Success through time as one fact of a report: a small chart for each regime, on one scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sandbox.reports.phrases import percent
from sandbox.reports.sparkline import sparkline
from sandbox.vocabulary import Outcome

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Course = Sequence[float | None]

BUCKETS_MIN = 3  # fewer are no course
BARS, BARS_ALONE = 12, 32
SHOWN = 3  # regimes: the first ones and the last


def course(arrivals: NDArray[np.int64], services: NDArray[np.int64]) -> list[float | None]:
    """Return paid ÷ purchases in each time bucket, all replications together.

    Parameters
    ----------
    arrivals, services
        Counts by bucket and outcome, shape (buckets, outcomes): of all arrivals, and of those at
        destinations where nobody pays.
    """
    paid = arrivals[:, Outcome.PAID].tolist()
    purchases = (arrivals.sum(axis=1) - services.sum(axis=1)).tolist()
    pairs = zip(paid, purchases, strict=True)
    return [above / below if below else None for above, below in pairs]


def by_time(courses: Mapping[str, Course]) -> Iterator[tuple[str, str]]:
    """Yield the fact, if there are several buckets.

    Parameters
    ----------
    courses
        Success by bucket under each regime; regimes by their letters.
    """
    every = list(courses)
    shown = every if len(every) <= SHOWN else [*every[: SHOWN - 1], every[-1]]
    known = {k: [rate for rate in courses[k] if rate is not None] for k in shown}
    if not shown or min(map(len, known.values())) < BUCKETS_MIN:
        return
    bounds = min(map(min, known.values())), max(map(max, known.values()))
    width = BARS if len(shown) > 1 else BARS_ALONE
    marks = {mark: f"{mark} " if len(every) > 1 else "" for mark in shown}
    told = [
        f"{marks[mark]}{sparkline(courses[mark], bounds, width)} {_ends(known[mark])}"
        for mark in shown
    ]
    yield "by time", f"success {', '.join(told)}"


def _ends(rates: Sequence[float]) -> str:
    low, high = percent(min(rates)), percent(max(rates))
    return low if low == high else f"{low.removesuffix(' %')} to {high}"
