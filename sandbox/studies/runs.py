"""What a question runs on: its regimes, its seed, the tables of its worlds, its engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.engines.catalogue import BOTH, ENGINES, engine_for, needs_python
from sandbox.errors import UsageError
from sandbox.scenario.mistakes.suggestions import nearest
from sandbox.scenario.soundness import headroom
from sandbox.scenario.soundness.fault import UnsoundError, at_places, refuse
from sandbox.scenario.tables.build import BuiltWorld, build_regimes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sandbox.model.tables.traffic_tables import ArrivalTable
    from sandbox.scenario.loading import Loaded
    from sandbox.scenario.schema.scenario_document import Document

SEED = 1
REPLICATIONS = headroom.REPLICATIONS


def regimes_of(document: Document, regime_names: Sequence[str] = ()) -> list[str | None]:
    """Return the regimes of a run, the baseline first; None stands for the walk.

    Raises
    ------
    UsageError
        For a regime that the scenario does not know.
    """
    for name in regime_names:
        if name not in document.regimes:
            raise UsageError(f"unknown regime `{name}`", hint=_hint(name, document))
    if regime_names:
        return list(dict.fromkeys(regime_names))
    if document.compare is not None:
        return list(document.compare)
    return [None if document.walk is not None else document.regime]


def _hint(name: str, document: Document) -> str:
    near = nearest(name, document.regimes)
    known = ", ".join(sorted(document.regimes))
    return f"the nearest regime is `{near}`" if near else f"known regimes: {known}"


def build_worlds(document: Document, regime_names: Sequence[str] = ()) -> list[BuiltWorld]:
    """Return the tables of every regime of a run."""
    return list(build_regimes(document, regimes_of(document, regime_names)))


def sound_worlds(
    loaded: Loaded, document: Document, regime_names: Sequence[str], replications: int
) -> list[BuiltWorld]:
    """Return the tables of every regime, for so many replications.

    Parameters
    ----------
    loaded, document
        The scenario, for the places of its keys; what is run of it, itself or a small edition.

    Raises
    ------
    ScenarioError
        When an engine could not count with these tables.
    """
    try:
        worlds = build_worlds(document, regime_names)
        check_sums(worlds, document, replications)
    except UnsoundError as error:
        raise at_places(error, loaded.places) from None
    return worlds


def check_sums(worlds: Iterable[BuiltWorld], document: Document, replications: int) -> None:
    """Check that what so many replications add up to can be counted.

    Raises
    ------
    UnsoundError
        If it cannot.
    """
    for built in worlds:
        refuse(list(headroom.check_sums(built.world, document, replications)))


def seed_of(document: Document, seed_option: int | None) -> int:
    """Return the seed of a run: the one asked for, the document's, or 1; 0 is a seed."""
    if seed_option is not None:
        return seed_option
    return SEED if document.seed is None else document.seed


def arrivals_expected(built: BuiltWorld) -> int:
    """Return the number of arrivals of one replication, expected where it is random."""
    return expected_of(built.world.arrivals)


def expected_of(table: ArrivalTable) -> int:
    """Return the number of arrivals that a table stands for, expected where it is random."""
    return table.exact if table.exact >= 0 else round(table.cell_mass[-1])


def engine_of(worlds: Sequence[BuiltWorld], engine_option: str) -> str:
    """Return the engine of a run: the one asked for, or the one that all regimes can run on.

    Raises
    ------
    UsageError
        If there is none of that name, or two are to be compared of which one cannot run it.
    """
    if engine_option not in (*ENGINES, BOTH):
        known = ", ".join((*ENGINES, BOTH))
        raise UsageError(f"unknown engine `{engine_option}`", hint=f"engines: {known}")
    if engine_option == BOTH:
        if any(needs_python(built.world) for built in worlds):
            raise UsageError("only the reference engine runs routing policies written in Python")
        return BOTH
    return next(
        (e for b in worlds if (e := engine_for(b.world, engine_option)) != engine_option),
        engine_option,
    )
