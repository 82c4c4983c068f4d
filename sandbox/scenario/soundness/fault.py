"""What is wrong with built tables, told by the key that the user wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sandbox.errors import Diagnostic, Location, ScenarioError
from sandbox.scenario.layers.source_map import SourceMap
from sandbox.scenario.mistakes.section_names import Path


class Fault(NamedTuple):
    """One reason why tables cannot be run.

    Attributes
    ----------
    message
        Lower case, no full stop.
    path
        Keys of the value that has to change.
    hint
        What would help, or empty.
    at_key
        Whether the key is underlined rather than the value.
    """

    message: str
    path: Path
    hint: str = ""
    at_key: bool = False


def diagnostic_of(fault: Fault, places: SourceMap) -> Diagnostic:
    """Return a fault where the user reads it."""
    place = places.key if fault.at_key else places.value
    return Diagnostic(fault.message, place(fault.path), hint=fault.hint)


class UnsoundError(ScenarioError):
    """Tables that no engine may run; the place of each diagnostic is the key itself.

    Whoever has the text of the document tells where in it the faults stand, by `diagnostic_of`.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            [Diagnostic(f.message, Location(".".join(f.path)), hint=f.hint) for f in faults]
        )


def refuse(faults: Sequence[Fault]) -> None:
    """Raise UnsoundError unless there are no faults."""
    if faults:
        raise UnsoundError(list(dict.fromkeys(faults)))


def at_places(error: UnsoundError, places: SourceMap) -> ScenarioError:
    """Return the same error with the places where the user reads them."""
    return ScenarioError([diagnostic_of(fault, places) for fault in error.faults])
