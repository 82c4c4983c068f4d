"""The assumptions of a world that a scenario can meet, and the ends of their ranges."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.errors import ScenarioError
from sandbox.scenario.cast import cast_of
from sandbox.scenario.layers.overrides import read_change
from sandbox.scenario.variants import vary
from sandbox.studies.runs import regimes_of

if TYPE_CHECKING:
    from sandbox.scenario.loading import Loaded
    from sandbox.scenario.provenance import Provenance


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number that nobody has published.

    Attributes
    ----------
    path
        Path as `--set` takes it.
    low, assumed_text, high
        Value texts as `--set` takes them, rising.
    because
        Why this value and this range.
    """

    path: str
    low: str
    assumed_text: str
    high: str
    because: str


@dataclass(frozen=True, slots=True)
class OmittedAssumption:
    """An assumption that is not varied, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Survey:
    """Every assumption of a scenario: those that are varied, and the others."""

    varied_assumptions: tuple[Assumption, ...]
    left_out: tuple[OmittedAssumption, ...]


def survey(loaded: Loaded, paths: Collection[str] = ()) -> Survey:
    """Sort the assumptions of a scenario into those that are varied and the others.

    Each end of a varied assumption has been tried on the scenario, alone. Ends that break a
    relation, such as shares that add up to more than 100 %, are reasons to leave it out: nothing
    is rescaled behind the user's back.

    Parameters
    ----------
    loaded
        A scenario; its regimes are those that `run` would compare.
    paths
        The assumptions that are looked at; none for all, less those that its runs cannot meet.
        What is asked for by its path is varied whether it can matter or not.
    """
    cast = cast_of(loaded.document, regimes_of(loaded.document))
    varied: list[Assumption] = []
    left_out: list[OmittedAssumption] = []
    for provenance in loaded.provenance.values():
        one = _assumption(provenance)
        if not provenance.is_assumption or (paths and one.path not in paths):
            continue
        reason = "" if paths or cast.meets(provenance.path) else "no run of this scenario meets it"
        reason = reason or _obstacle(loaded, provenance, one)
        if reason:
            left_out.append(OmittedAssumption(one.path, reason))
        else:
            varied.append(one)
    return Survey(tuple(varied), tuple(left_out))


def candidates(loaded: Loaded, regimes: Sequence[str | None]) -> Iterator[Assumption]:
    """Yield the assumptions that runs can meet and that have a range, ends untried."""
    cast = cast_of(loaded.document, list(regimes))
    for provenance in loaded.provenance.values():
        is_plain = not any("." in key or "=" in key for key in provenance.path)
        one = _assumption(provenance)
        is_varied = provenance.is_assumption and is_plain and one.low != one.high
        if is_varied and cast.meets(provenance.path):
            yield one


def _assumption(provenance: Provenance) -> Assumption:
    return Assumption(
        path=".".join(provenance.path),
        low=provenance.low,
        assumed_text=provenance.value_text,
        high=provenance.high,
        because=provenance.because,
    )


def _obstacle(loaded: Loaded, provenance: Provenance, one: Assumption) -> str:
    """Return why an assumption cannot be varied; empty where it can."""
    if any("." in key or "=" in key for key in provenance.path):
        return "a key of its path holds a dot or an equals sign"
    if one.low == one.high:
        return "its range is a single value"
    for end in (one.low, one.high):
        try:
            vary(loaded, [read_change(f"{one.path}={end}")])
        except ScenarioError as error:
            return f"{end} is refused: {error.diagnostics[0].message}"
    return ""
